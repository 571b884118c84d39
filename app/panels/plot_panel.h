// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/panels/panel.h"
#include "report/observer.h"

class QStackedLayout;

namespace espalier::widgets {
class PlotFrame;
}

namespace espalier::app {

class RangeStatistics;

/// A panel around one plot: an empty page until there is something to show, the header actions that all plots have, and
/// under a plot of curves the statistics of the range that Shift+drag has chosen.
class PlotPanel : public Panel
{
    Q_OBJECT

public:
    QList<QAction *> headerActions() const override { return m_headerActions; }
    QList<QWidget *> plots() const override;

protected:
    struct Empty
    {
        QString icon;
        QString sentence;
    };

    PlotPanel(const PanelContext &context, QWidget *parent);
    /// Once, in the constructor of the derived panel. `page` holds the plot.
    void setUp(widgets::PlotFrame *plot, QWidget *page, const Empty &empty);
    void setFilled(bool filled);
    bool isFrozen() const;
    const PanelContext &context() const { return m_context; }
    /// What the worker must compute while this panel can be seen.
    virtual report::Probes wishes() const;
    void renewWishes();

    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    /// New data may be there and the panel is visible.
    virtual void refresh() = 0;

private:
    QWidget *withStatistics(QWidget *page);
    using Act = void (*)(widgets::PlotFrame &);
    void addHeaderAction(const QString &icon, const QString &text, Act act);
    widgets::PlotFrame *shownPlot() const;

    PanelContext m_context;
    QStackedLayout *m_pages;
    widgets::PlotFrame *m_plot = nullptr;
    QList<QAction *> m_headerActions;
};

} // namespace espalier::app
