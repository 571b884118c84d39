// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/panels/plot_panel.h"
#include "app/panels/series_feeder.h"
#include "report/snapshot.h"

class QLabel;
class QStackedWidget;

namespace espalier::widgets {
class HistogramPlot;
class LinePlot;
class Segments;
class StemPlot;
} // namespace espalier::widgets

namespace espalier::app {

/// Scales of the batch norms: histogram of |γ| over powers of ten with the threshold τ, γ and β of the
/// selected layer as stems, or the share of scales below each power of ten over the run.
class BatchNormPanel : public PlotPanel
{
    Q_OBJECT

public:
    BatchNormPanel(const PanelContext &context, QWidget *parent);

    QList<QWidget *> plots() const override;

protected:
    void refresh() override;
    report::Probes wishes() const override;

private:
    QWidget *makePage();
    void describePlots();
    void chooseFractions();
    const report::LayerScales *selected() const;
    void refreshHistogram();
    void refreshStems();
    void refreshFractions();
    void refreshCounts(const std::vector<const report::LayerScales *> &layers);

    widgets::HistogramPlot *m_histogram;
    widgets::StemPlot *m_stems;
    widgets::LinePlot *m_fractions;
    widgets::Segments *m_view;
    widgets::Segments *m_scope; ///< of the histogram: all layers or one
    widgets::Segments *m_share; ///< of the fractions: all scales, those to go, those that stay, one layer's
    widgets::Segments *m_order; ///< of the stems: by index or sorted
    QLabel *m_counts;
    QStackedWidget *m_stack = nullptr;
    SeriesFeeder m_feeder;
    std::shared_ptr<const report::ScaleTelemetry> m_shown;
};

} // namespace espalier::app
