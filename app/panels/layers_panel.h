// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/panels/panel.h"

class QItemSelection;

namespace espalier::widgets {
struct BarStage;
class ChannelBars;
class FilterField;
class RatioDelegate;
class TableWithTotals;
}

namespace espalier::app {

class LayersFilter;
class LayersModel;

/// What can go and what goes: one bar per group, and the layer table with the ratio edited in place.
class LayersPanel : public Panel
{
    Q_OBJECT

public:
    LayersPanel(const PanelContext &context, QWidget *parent);
    ~LayersPanel() override;

protected:
    void focusInEvent(QFocusEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void fitColumns();
    int allChannels() const;
    int changeWidth(const QString &number) const;
    int stateWidth() const;
    QWidget *makeTools();
    void setUpTable();
    void setColumnDelegates();
    void setUpBars();
    void followContext();
    void refreshBars();
    QList<widgets::BarStage> stages() const;
    void refreshSubtitle();
    void takeSelection();
    void showSelection();
    void ratioFromBar(int index, int kept, bool final);

    PanelContext m_context;
    LayersModel *m_model;
    LayersFilter *m_filter;
    widgets::ChannelBars *m_bars;
    widgets::FilterField *m_field;
    widgets::TableWithTotals *m_table;
    int m_dragNumber = 0; ///< tells gestures on the bars apart
};

} // namespace espalier::app
