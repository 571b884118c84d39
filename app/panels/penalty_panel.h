// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/panels/plot_panel.h"
#include "app/panels/series_feeder.h"

class QComboBox;

namespace espalier::widgets {
class LinePlot;
}

namespace espalier::app {

/// One curve per layer of what a method does to it: the regularisation factor while it grows, the ratio of kept to pruned
/// weights that ends it, and every other figure of a layer that a run writes down; or the singular values of the Jacobian
/// of the whole network.
class PenaltyPanel : public PlotPanel
{
    Q_OBJECT

public:
    PenaltyPanel(const PanelContext &context, QWidget *parent);

protected:
    void refresh() override;
    report::Probes wishes() const override;

private:
    QWidget *makePage();
    void chooseView();
    void addSeries(const QString &series);
    void feedByFactor(const QString &series);
    void refreshLevels();
    void refreshNotes();

    widgets::LinePlot *m_plot;
    QComboBox *m_view;
    SeriesFeeder m_feeder;
    int m_shown = 0;
};

} // namespace espalier::app
