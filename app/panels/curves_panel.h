// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/panels/plot_panel.h"
#include "app/panels/series_feeder.h"

namespace espalier::widgets {
class LinePlot;
}

namespace espalier::app {

/// Loss at the left, accuracy at the right, learning rate in a strip, phases as bands, "cut now" probes as dots.
class CurvesPanel : public PlotPanel
{
    Q_OBJECT

public:
    CurvesPanel(const PanelContext &context, QWidget *parent);

protected:
    void refresh() override;

private:
    void addSeries();
    void refreshPhases();
    void refreshMarks();
    void refreshProbes();
    void refreshStrip();

    widgets::LinePlot *m_plot;
    SeriesFeeder m_feeder;
};

} // namespace espalier::app
