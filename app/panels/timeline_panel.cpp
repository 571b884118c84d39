// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/panels/timeline_panel.h"

#include "app/bridge/session_bridge.h"
#include "app/models/actions.h"
#include "app/models/timeline_model.h"
#include "widgets/controls/buttons.h"
#include "widgets/controls/empty_state.h"
#include "widgets/tables/timeline_delegate.h"

#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QListView>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QStackedLayout>
#include <QtWidgets/QVBoxLayout>

namespace espalier::app {

TimelinePanel::TimelinePanel(const PanelContext &context, QWidget *parent)
    : Panel(parent), m_context(context), m_pages(new QStackedLayout(this)), m_view(new QListView(this)),
      m_restore(widgets::makeButton(tr("Restore…"), widgets::ButtonKind::Normal, this))
{
    m_view->setModel(&context.timeline);
    m_view->setItemDelegate(new widgets::TimelineDelegate(context.themes, m_view));
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setAccessibleName(tr("Versions"));
    auto *empty = new widgets::EmptyState(
        context.themes, {QStringLiteral("timeline"), tr("Versions appear here: one at each phase, each cut and each name you give."), {}}, this);
    auto *page = new QWidget(this);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 8);
    column->addWidget(m_view, 1);
    auto *buttons = new QHBoxLayout;
    buttons->setContentsMargins(12, 0, 12, 0);
    QPushButton *name = widgets::makeButton(tr("Name present state…"), widgets::ButtonKind::Quiet, page);
    buttons->addWidget(m_restore);
    buttons->addWidget(name);
    buttons->addStretch(1);
    column->addLayout(buttons);
    m_pages->addWidget(empty);
    m_pages->addWidget(page);
    connect(m_restore, &QPushButton::clicked, this, &TimelinePanel::requestRestore);
    connect(m_view, &QListView::activated, this, &TimelinePanel::requestRestore);
    connect(name, &QPushButton::clicked, &context.actions[ActionId::SaveProject], &QAction::trigger);
    connect(&context.timeline, &QAbstractItemModel::modelReset, this, &TimelinePanel::refresh);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this, &TimelinePanel::refresh);
    connect(&context.bridge, &SessionBridge::activityChanged, this, &TimelinePanel::refresh);
    refresh();
}

void TimelinePanel::refresh()
{
    const int versions = m_context.timeline.rowCount();
    m_pages->setCurrentIndex(versions > 0 ? 1 : 0);
    setSubtitle(versions > 0 ? tr("%n version(s)", nullptr, versions) : QString());
    const bool chosen = m_view->currentIndex().isValid();
    m_restore->setEnabled(chosen && !m_context.bridge.isBusy());
    m_restore->setToolTip(!chosen ? tr("Select a version first.")
                          : m_context.bridge.isBusy() ? tr("Wait for the present action to end, or stop it.") : QString());
}

void TimelinePanel::requestRestore()
{
    const report::TimelineEntry *entry = m_context.timeline.entry(m_view->currentIndex());
    if (entry && m_restore->isEnabled())
        Q_EMIT restoreRequested(QString::fromStdString(entry->point),
                                m_view->currentIndex().data().toString());
}

} // namespace espalier::app
