// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QList>
#include <QtCore/QString>

namespace espalier::widgets {

enum class AxisScale { Linear, Log };

/// Where an axis is labelled.
struct AxisTicks
{
    QList<double> positions;
    QStringList labels; ///< as many
};

/// Four to seven ticks (fewer if `atMost` is less) within [low, high]: multiples of 1, 2, 2.5 or 5 · 10^n, or
/// decades on a log axis; below two decades also 2 and 5 of each. Labels share their decimals; from 1000 on
/// "20k". Log labels read 1e-3. Nothing for an empty or infinite range.
AxisTicks makeTicks(double low, double high, AxisScale scale, int atMost = 7);

/// The range widened by `share` of its length on both sides (of its logarithm on a log axis). An empty one is opened:
/// from zero to twice its value, or half a decade to both sides.
struct AxisRange
{
    double low = 0, high = 1;
};
AxisRange padded(AxisRange range, AxisScale scale, double share = 0.05);
/// The range scaled by `factor` about `center`.
AxisRange zoomed(AxisRange range, AxisScale scale, double factor, double center);
/// The range moved by `share` of its length.
AxisRange panned(AxisRange range, AxisScale scale, double share);

} // namespace espalier::widgets
