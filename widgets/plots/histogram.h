// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/axis_ticks.h"

#include <QtCore/QList>

namespace espalier::widgets {

/// Counts per bin of two sets of values on common edges.
struct Histogram
{
    QList<double> edges; ///< one more than bins; equally wide, on a log scale equally wide in log10
    QList<int> kept, marked;
    int leftOut = 0; ///< NaN, infinite, and on a log scale those not above zero

    int bins() const { return int(kept.size()); }
    int highest() const;
};

/// `bins` bins over the extent of both sets. A value on an edge belongs to the bin right of it, the greatest
/// to the last bin. Empty without values.
Histogram makeHistogram(const QList<double> &kept, const QList<double> &marked, int bins, AxisScale scale);

} // namespace espalier::widgets
