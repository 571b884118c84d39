// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/line_plot.h"

class QCPGraph;

namespace espalier::widgets {

/// One curve of a LinePlot: its data and its graphs. Internal to the plot.
struct LinePlot::Series
{
    SeriesSpec spec;
    SeriesBuffer raw, smoothed, bandLow, bandHigh;
    Smoother smoother;
    QCPGraph *line = nullptr, *ghost = nullptr; // owned by the plot
    QCPGraph *low = nullptr, *high = nullptr;   // the band's edges
    QString note;
    bool visible = true;
    bool finished = false;
    std::size_t shared = 0; ///< points drawn as part of the shared curve

    const SeriesBuffer &shown(double smoothing) const
    {
        return spec.smooth && smoothing > 0 ? smoothed : raw;
    }
};

struct LinePlot::Probes
{
    SeriesSpec spec;
    QList<ProbePoint> points;
    bool visible = true;
};

} // namespace espalier::widgets
