// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/metrics.h"

#include <QtGui/QGuiApplication>
#include <QtGui/QScreen>

namespace espalier::widgets {
namespace {

double dotsPerInch()
{
    const QScreen *screen = QGuiApplication::primaryScreen();
    return screen ? screen->logicalDotsPerInchY() : 96.0;
}

} // namespace

Metrics makeMetrics(double scale, Density density, ThemeId theme)
{
    Metrics m;
    m.scale = scale;
    m.row = density == Density::Compact ? 24 : density == Density::Normal ? 28 : 32;
    for (int *size : {&m.row, &m.header, &m.field, &m.fieldSmall, &m.toolbar, &m.strip, &m.dockHeader,
                      &m.statusBar, &m.tabRow, &m.padding, &m.gap, &m.labelGap, &m.groupGap, &m.icon,
                      &m.iconTool, &m.iconLarge, &m.glyph})
        *size = m.px(*size);
    if (theme == ThemeId::HighContrast) {
        m.line = 2;
        m.focus = 3;
        m.hatchWidth = 3;
        m.hatchPeriod = 6;
    }
    return m;
}

double pixelSize(const QFont &font)
{
    return font.pixelSize() > 0 ? double(font.pixelSize()) : font.pointSizeF() * dotsPerInch() / 72.0;
}

QFont resized(QFont font, double factor)
{
    // points, because pixel sizes are whole numbers and the table font is 12.5
    font.setPointSizeF(pixelSize(font) * factor * 72.0 / dotsPerInch());
    return font;
}

QFont semiBold(QFont font)
{
    font.setWeight(QFont::DemiBold);
    return font;
}

Fonts makeFonts(const QFont &system, const QFont &fixed, double scale)
{
    QFont mono = fixed;
    mono.setPointSizeF(pixelSize(system) * 72.0 / dotsPerInch());
    Fonts f;
    f.base = resized(system, scale);
    f.caption = resized(system, scale * 0.85);
    f.table = resized(system, scale * 0.95);
    f.strong = semiBold(f.base);
    f.section = semiBold(resized(system, scale * 1.15));
    f.page = semiBold(resized(system, scale * 1.5));
    f.figure = semiBold(resized(system, scale * 1.3));
    f.mono = resized(mono, scale * 0.92);
    return f;
}

} // namespace espalier::widgets
