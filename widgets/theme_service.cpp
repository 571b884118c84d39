// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme_service.h"

#include "widgets/espalier_style.h"

#include <QtCore/QEvent>
#include <QtCore/QFile>
#include <QtCore/QRegularExpression>
#include <QtCore/QScopedValueRollback>
#include <QtGui/QFontDatabase>
#include <QtWidgets/QApplication>
#include <QtWidgets/QWidget>

#include <algorithm>

static void initResources()
{
    Q_INIT_RESOURCE(espalier_look);
}

namespace espalier::widgets {
namespace {

constexpr double designPixels = 13.0;

QString templateText()
{
    QFile file(QStringLiteral(":/themes/espalier.qss"));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QString colorFor(const QString &name, const Theme &theme)
{
    for (int i = 0; i < tokenCount; ++i) {
        if (tokenName(Token(i)) == name)
            return theme[Token(i)].name();
    }
    return QLatin1Char('@') + name;
}

QString sizeFor(const QString &logical, const Metrics &metrics)
{
    return QStringLiteral("%1px").arg(std::max(1, metrics.px(logical.toDouble())));
}

} // namespace

QString expandStyleSheet(const QString &text, const Theme &theme, const Metrics &metrics)
{
    static const QRegularExpression variable(QStringLiteral("@(\\w+)|\\b(\\d+(?:\\.\\d+)?)dp\\b"));
    QString result;
    qsizetype from = 0;
    for (auto it = variable.globalMatch(text); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        result += text.mid(from, match.capturedStart() - from);
        result +=
            match.hasCaptured(1) ? colorFor(match.captured(1), theme) : sizeFor(match.captured(2), metrics);
        from = match.capturedEnd();
    }
    return result + text.mid(from);
}

void followTheme(QWidget *widget, const ThemeService &themes)
{
    QObject::connect(&themes, &ThemeService::changed, widget, [widget] {
        widget->updateGeometry();
        widget->update();
    });
}

ThemeService::ThemeService(QObject *parent)
    : QObject(parent), m_systemDark(isDark(QApplication::palette())), m_systemFont(QApplication::font())
{
    initResources();
    rebuild();
}

ThemeService::~ThemeService() = default;

bool ThemeService::isDark(const QPalette &palette)
{
    return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
}

void ThemeService::install()
{
    if (!m_style) {
        m_style = new EspalierStyle; // the application owns its style
        QApplication::setStyle(m_style);
    }
    if (!m_installed)
        qApp->installEventFilter(this);
    m_installed = true;
    rebuild();
}

void ThemeService::setMode(ThemeMode mode)
{
    m_mode = mode;
    rebuild();
}

void ThemeService::setFontScale(int percent)
{
    m_fontScale = std::clamp(percent, 80, 200);
    rebuild();
}

void ThemeService::setDensity(Density density)
{
    m_density = density;
    rebuild();
}

void ThemeService::setReducedMotion(bool reduced)
{
    m_reducedMotion = reduced;
    rebuild();
}

ThemeId ThemeService::resolved() const
{
    switch (m_mode) {
    case ThemeMode::Light: return ThemeId::Light;
    case ThemeMode::Dark: return ThemeId::Dark;
    case ThemeMode::HighContrast: return ThemeId::HighContrast;
    case ThemeMode::System: break;
    }
    return m_systemDark ? ThemeId::Dark : ThemeId::Light;
}

void ThemeService::rebuild()
{
    const double factor = m_fontScale / 100.0;
    // rows must hold the desktop's font where that is larger than the one the sizes were drawn for
    const double sizes = factor * std::max(1.0, pixelSize(m_systemFont) / designPixels);
    m_theme = Theme::make(resolved());
    m_metrics = makeMetrics(sizes, m_density, m_theme.id());
    m_fonts = makeFonts(m_systemFont, QFontDatabase::systemFont(QFontDatabase::FixedFont), factor);
    m_icons.setTheme(m_theme);
    if (m_installed)
        apply();
    Q_EMIT changed(m_theme);
}

void ThemeService::apply()
{
    const QScopedValueRollback guard(m_applying, true);
    if (m_style)
        m_style->setLook(m_theme, m_metrics, animationMs());
    QApplication::setPalette(m_theme.palette());
    QApplication::setFont(m_fonts.base);
    qApp->setStyleSheet(expandStyleSheet(templateText(), m_theme, m_metrics));
}

bool ThemeService::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::ApplicationPaletteChange && watched == qApp && !m_applying
        && m_mode == ThemeMode::System)
        probeSystem();
    return QObject::eventFilter(watched, event);
}

void ThemeService::probeSystem()
{
    const QScopedValueRollback guard(m_applying, true);
    // our own palette hides the desktop's: take it off for a moment
    QApplication::setPalette(QPalette());
    m_systemDark = isDark(QApplication::palette());
    rebuild();
}

} // namespace espalier::widgets
