// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/panels/plot_panel.h"
#include "report/snapshot.h"

class QStackedWidget;

namespace espalier::widgets {
class HistogramPlot;
class ProfilePlot;
class RidgePlot;
class Segments;
}

namespace espalier::app {

/// Filter scores of all layers or the selected one: histogram of kept against chosen, how it moved while the panel was
/// open (ridges), or the sorted profile of the selected layer at the start and now.
class NormsPanel : public PlotPanel
{
    Q_OBJECT

public:
    NormsPanel(const PanelContext &context, QWidget *parent);

    QList<QWidget *> plots() const override;

protected:
    void refresh() override;
    report::Probes wishes() const override;

private:
    QWidget *makePage();
    const report::LayerTelemetry *selected() const;
    bool isOfOneLayer() const;
    void remember();
    void refreshHistogram();
    void refreshRidges();
    QString shownLayers() const;
    void refreshProfile();

    widgets::HistogramPlot *m_histogram;
    widgets::ProfilePlot *m_profile;
    widgets::RidgePlot *m_ridges;
    widgets::Segments *m_view;
    widgets::Segments *m_scope;
    QStackedWidget *m_stack = nullptr;
    std::shared_ptr<const report::Telemetry> m_shown;
    std::vector<std::shared_ptr<const report::Telemetry>> m_trail; ///< thinned out as it grows
    std::int64_t m_trailStep = 0;                                  ///< steps between two of them
    int m_generation = -1;                                         ///< of the run that they belong to
};

} // namespace espalier::app
