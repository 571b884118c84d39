// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/panels/panel.h"
#include "report/observer.h"

class QStackedLayout;

namespace espalier::widgets {
class PlotFrame;
}

namespace espalier::app {

/// A panel around one plot: an empty page until there is something to show, and the header actions that all plots have.
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
    void addHeaderAction(const QString &icon, const QString &text, const std::function<void()> &act);

    PanelContext m_context;
    QStackedLayout *m_pages;
    widgets::PlotFrame *m_plot = nullptr;
    QList<QAction *> m_headerActions;
};

} // namespace espalier::app
