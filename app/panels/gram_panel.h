// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/panels/plot_panel.h"
#include "report/snapshot.h"

class QLabel;

namespace espalier::widgets {
struct HeatMap;
class HeatMapPlot;
class Segments;
}

namespace espalier::app {

/// W·Wᵀ of the selected layer, chosen filters ordered last, the kept block outlined; at the start of the stage, now, or
/// the difference; root mean squares of the three blocks.
class GramPanel : public PlotPanel
{
    Q_OBJECT

public:
    GramPanel(const PanelContext &context, QWidget *parent);

protected:
    void refresh() override;
    report::Probes wishes() const override;

private:
    QWidget *makePage();
    widgets::HeatMap mapOf(const report::GramMatrix &gram) const;
    float valueOf(const report::GramMatrix &gram, std::size_t cell) const;
    void refreshBlocks(const widgets::HeatMap &map);

    widgets::HeatMapPlot *m_plot;
    widgets::Segments *m_when;
    QLabel *m_layer;
    QLabel *m_blocks;
    std::shared_ptr<const report::GramMatrix> m_shown;
};

} // namespace espalier::app
