// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme.h"

#include <QtGui/QFont>

namespace espalier::widgets {

/// Row height of tables and lists.
enum class Density { Compact, Normal, Roomy };

/// Every size of the look in logical pixels, already multiplied by the font scale.
/// Lines, focus and hatch do not scale with the font; in high contrast they are wider.
struct Metrics
{
    double scale = 1.0;
    // rows
    int row = 24, header = 26, field = 28, fieldSmall = 24;
    int toolbar = 44, strip = 34, dockHeader = 32, statusBar = 26, tabRow = 32;
    // distances
    int padding = 12, gap = 8, labelGap = 6, groupGap = 16, dockGap = 6;
    // corners
    int radiusControl = 5, radiusBadge = 4, radiusDock = 6, radiusDialog = 8;
    // icons
    int icon = 16, iconTool = 18, iconLarge = 32, glyph = 14;
    // pens
    int line = 1, focus = 2, hatchWidth = 2, hatchPeriod = 5;

    /// Any other size of the look at the present scale.
    int px(double logical) const { return qRound(logical * scale); }
};

/// `scale` is a factor, 0.8 to 2.0 for a font scale of 80 to 200 %.
Metrics makeMetrics(double scale, Density density, ThemeId theme);

/// The fonts of the look. All have their size set; none is italic.
struct Fonts
{
    QFont base;    ///< system font
    QFont caption; ///< 0.85
    QFont table;   ///< 0.95
    QFont strong;  ///< base, semi-bold
    QFont section; ///< 1.15 semi-bold
    QFont page;    ///< 1.5 semi-bold
    QFont figure;  ///< 1.3 semi-bold, the figures of stat tiles
    QFont mono;    ///< fixed font at 0.92, for layer names, paths and JSON
};

/// `system` and `fixed` come from the desktop; `scale` multiplies the size of both.
Fonts makeFonts(const QFont &system, const QFont &fixed, double scale);

/// Size of a font in pixels, whichever unit it was set in.
double pixelSize(const QFont &font);
/// The same font `factor` times as large.
QFont resized(QFont font, double factor);
QFont semiBold(QFont font);

} // namespace espalier::widgets
