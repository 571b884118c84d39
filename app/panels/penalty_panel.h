// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/panels/plot_panel.h"
#include "app/panels/series_feeder.h"

namespace espalier::widgets {
class LinePlot;
class Segments;
}

namespace espalier::app {

/// The regularisation factor of every layer while it grows, or the ratio of kept to pruned weights that ends it.
class PenaltyPanel : public PlotPanel
{
    Q_OBJECT

public:
    PenaltyPanel(const PanelContext &context, QWidget *parent);

protected:
    void refresh() override;
    report::Probes wishes() const override;

private:
    enum View { Lambda, Ratio };

    QString prefix() const;
    void chooseView();
    void addSeries(const QString &series);
    void refreshLevels();
    void refreshNotes();

    widgets::LinePlot *m_plot;
    widgets::Segments *m_view;
    SeriesFeeder m_feeder;
    View m_shown = Lambda;
};

} // namespace espalier::app
