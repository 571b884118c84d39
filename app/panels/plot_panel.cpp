// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/panels/plot_panel.h"

#include "app/bridge/probe_board.h"
#include "app/bridge/session_bridge.h"
#include "app/models/actions.h"
#include "app/models/run_history.h"
#include "app/panels/range_statistics.h"
#include "widgets/controls/empty_state.h"
#include "widgets/plots/line_plot.h"

#include <QtWidgets/QStackedLayout>
#include <QtWidgets/QVBoxLayout>

namespace espalier::app {

PlotPanel::PlotPanel(const PanelContext &context, QWidget *parent)
    : Panel(parent), m_context(context), m_pages(new QStackedLayout(this))
{
}

void PlotPanel::setUp(widgets::PlotFrame *plot, QWidget *page, const Empty &empty)
{
    m_plot = plot;
    auto *emptyPage = new widgets::EmptyState(m_context.themes, {empty.icon, empty.sentence, tr("Start the run")}, this);
    QAction &start = m_context.actions[ActionId::StartRun];
    const auto follow = [emptyPage, &start] { emptyPage->setButtonEnabled(start.isEnabled(), start.toolTip()); };
    connect(emptyPage, &widgets::EmptyState::activated, &start, &QAction::trigger);
    connect(&start, &QAction::changed, emptyPage, follow);
    follow();
    m_pages->addWidget(emptyPage);
    m_pages->addWidget(withStatistics(page));
    addHeaderAction(QStringLiteral("fit-view"), tr("Fit the plot to the data"), [](widgets::PlotFrame &shown) { shown.fit(); });
    addHeaderAction(QStringLiteral("view-as-table"), tr("View as table"), [](widgets::PlotFrame &shown) { shown.setTableShown(!shown.isTableShown()); });
    addHeaderAction(QStringLiteral("copy-image"), tr("Copy the plot as image"), [](widgets::PlotFrame &shown) { shown.copyImage(); });
    connect(&m_context.history, &RunHistory::changed, this, [this] {
        if (isVisible() && !isFrozen())
            refresh();
    });
}

QWidget *PlotPanel::withStatistics(QWidget *page)
{
    auto *curves = qobject_cast<widgets::LinePlot *>(m_plot);
    if (!curves)
        return page;
    auto *box = new QWidget(this);
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(page, 1);
    column->addWidget(new RangeStatistics(m_context.themes, *curves, box));
    return box;
}

void PlotPanel::addHeaderAction(const QString &icon, const QString &text, Act act)
{
    auto *action = new QAction(m_context.themes.icon(icon), text, this);
    connect(action, &QAction::triggered, this, [this, act] { act(*shownPlot()); });
    m_headerActions.append(action);
}

// Of several plots one is on top.
widgets::PlotFrame *PlotPanel::shownPlot() const
{
    for (QWidget *plot : plots()) {
        if (plot->isVisible())
            return static_cast<widgets::PlotFrame *>(plot);
    }
    return m_plot;
}

QList<QWidget *> PlotPanel::plots() const
{
    return {m_plot};
}

void PlotPanel::setFilled(bool filled)
{
    m_pages->setCurrentIndex(filled ? 1 : 0);
}

bool PlotPanel::isFrozen() const
{
    return m_context.gate.isFrozen();
}

report::Probes PlotPanel::wishes() const
{
    return {};
}

void PlotPanel::renewWishes()
{
    if (isVisible())
        m_context.probes.wish(this, wishes());
}

// Hidden panels are not computed; opened late they show the history.
void PlotPanel::showEvent(QShowEvent *event)
{
    Panel::showEvent(event);
    renewWishes();
    refresh();
}

void PlotPanel::hideEvent(QHideEvent *event)
{
    m_context.probes.withdraw(this);
    Panel::hideEvent(event);
}

} // namespace espalier::app
