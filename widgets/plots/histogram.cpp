// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/histogram.h"

#include <algorithm>
#include <cmath>

namespace espalier::widgets {
namespace {

struct Binning
{
    AxisScale scale;
    double low = HUGE_VAL, high = -HUGE_VAL; // on the scale

    double place(double value) const { return scale == AxisScale::Log ? std::log10(value) : value; }
    double value(double place) const { return scale == AxisScale::Log ? std::pow(10.0, place) : place; }
    bool takes(double v) const { return std::isfinite(v) && (scale == AxisScale::Linear || v > 0); }

    void widen(const QList<double> &values)
    {
        for (double v : values) {
            if (!takes(v))
                continue;
            low = std::min(low, place(v));
            high = std::max(high, place(v));
        }
    }
    int binOf(double v, int bins) const
    {
        return std::clamp(int((place(v) - low) / (high - low) * bins), 0, bins - 1);
    }
};

int fill(QList<int> &counts, const QList<double> &values, const Binning &binning)
{
    int leftOut = 0;
    for (double v : values) {
        if (binning.takes(v))
            ++counts[binning.binOf(v, int(counts.size()))];
        else
            ++leftOut;
    }
    return leftOut;
}

} // namespace

int Histogram::highest() const
{
    int most = 0;
    for (int i = 0; i < bins(); ++i)
        most = std::max(most, kept[i] + marked[i]);
    return most;
}

Histogram makeHistogram(const QList<double> &kept, const QList<double> &marked, int bins, AxisScale scale)
{
    Histogram histogram;
    Binning binning{scale};
    binning.widen(kept);
    binning.widen(marked);
    if (bins < 1 || binning.low > binning.high) {
        histogram.leftOut = int(kept.size() + marked.size());
        return histogram;
    }
    if (binning.low == binning.high) {
        binning.low -= 0.5;
        binning.high += 0.5;
    }
    for (int i = 0; i <= bins; ++i)
        histogram.edges << binning.value(binning.low + (binning.high - binning.low) * i / bins);
    histogram.kept.fill(0, bins);
    histogram.marked.fill(0, bins);
    histogram.leftOut = fill(histogram.kept, kept, binning) + fill(histogram.marked, marked, binning);
    return histogram;
}

} // namespace espalier::widgets
