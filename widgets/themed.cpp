// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/themed.h"

#include "widgets/painting.h"

#include <QtGui/QPainter>
#include <QtWidgets/QLabel>
#include <QtWidgets/QStyle>

namespace espalier::widgets {

Themed::Themed(const ThemeService &themes, QWidget *parent) : QWidget(parent), m_themes(themes)
{
    connect(&themes, &ThemeService::changed, this, [this] {
        themeChanged();
        updateGeometry();
        update();
    });
}

void Themed::drawFocus(QPainter &painter, const QRectF &rect, qreal radius) const
{
    if (hasFocus())
        drawFocusRing(painter, rect, theme(), metrics(), radius);
}

QFont fontOf(const Fonts &fonts, FontRole role)
{
    switch (role) {
    case FontRole::Caption: return fonts.caption;
    case FontRole::Table: return fonts.table;
    case FontRole::Strong: return fonts.strong;
    case FontRole::Section: return fonts.section;
    case FontRole::Page: return fonts.page;
    case FontRole::Figure: return fonts.figure;
    case FontRole::Mono: return fonts.mono;
    case FontRole::Base: break;
    }
    return fonts.base;
}

namespace {

class ElidedLabel : public QLabel
{
public:
    ElidedLabel() { setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const QString shown = fontMetrics().elidedText(text(), Qt::ElideRight, contentsRect().width());
        const Qt::Alignment side = QStyle::visualAlignment(layoutDirection(), alignment());
        style()->drawItemText(&painter, contentsRect(), int(side), palette(), isEnabled(), shown, foregroundRole());
    }
};

QLabel *themedLabel(QLabel *label, const ThemeService &themes, FontRole role, const char *tone)
{
    label->setProperty("tone", QLatin1String(tone));
    label->setFont(fontOf(themes.fonts(), role));
    QObject::connect(&themes, &ThemeService::changed, label,
                     [label, role, &themes] { label->setFont(fontOf(themes.fonts(), role)); });
    return label;
}

} // namespace

QLabel *makeLabel(const ThemeService &themes, const QString &text, FontRole role, const char *tone)
{
    return themedLabel(new QLabel(text), themes, role, tone);
}

QLabel *makeElidedLabel(const ThemeService &themes, FontRole role, const char *tone)
{
    return themedLabel(new ElidedLabel, themes, role, tone);
}

} // namespace espalier::widgets
