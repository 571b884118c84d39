// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/panels/log_panel.h"

#include "app/models/log_model.h"
#include "widgets/controls/chip.h"
#include "widgets/controls/filter_field.h"
#include "widgets/tables/cell_table.h"

#include <QtCore/QSortFilterProxyModel>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QScrollBar>
#include <QtWidgets/QVBoxLayout>

namespace espalier::app {

namespace {

class LogFilter : public QSortFilterProxyModel
{
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

    void setProblemsOnly(bool only)
    {
        m_problemsOnly = only;
        invalidateFilter();
    }

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override
    {
        const QModelIndex index = sourceModel()->index(row, LogModel::TextColumn, parent);
        const int level = index.data(LogModel::LevelRole).toInt();
        return (!m_problemsOnly || level >= static_cast<int>(base::LogLevel::Warning))
               && QSortFilterProxyModel::filterAcceptsRow(row, parent);
    }

private:
    bool m_problemsOnly = false;
};

} // namespace

LogPanel::LogPanel(const PanelContext &context, QWidget *parent)
    : Panel(parent), m_context(context), m_filter(new LogFilter(this)), m_view(new widgets::CellTable(context.themes, this))
{
    m_filter->setSourceModel(&context.log);
    m_filter->setFilterKeyColumn(LogModel::TextColumn);
    m_filter->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_view->setModel(m_filter);
    m_view->setAccessibleName(tr("Log"));
    m_view->header()->setStretchLastSection(true);
    m_view->setColumnWidth(LogModel::TimeColumn, context.themes.metrics().px(96));
    m_view->setColumnWidth(LogModel::LevelColumn, context.themes.metrics().px(72));
    m_view->setColumnWidth(LogModel::SourceColumn, context.themes.metrics().px(72));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeTools());
    column->addWidget(m_view, 1);
    connect(m_filter, &QAbstractItemModel::rowsAboutToBeInserted, this, &LogPanel::followEnd);
}

QWidget *LogPanel::makeTools()
{
    auto *tools = new QWidget(this);
    auto *row = new QHBoxLayout(tools);
    row->setContentsMargins(12, 4, 12, 4);
    auto *field = new widgets::FilterField(m_context.themes, tr("Filter messages"), widgets::FilterField::Look::Filter, tools);
    field->setAccessibleName(tr("Filter messages"));
    auto *problems = new widgets::Chip(m_context.themes, tr("Problems only"), tools);
    row->addWidget(field, 1);
    row->addWidget(problems);
    setTabOrder(field, problems);
    setTabOrder(problems, m_view);
    connect(field, &widgets::FilterField::filterChanged, m_filter, &QSortFilterProxyModel::setFilterFixedString);
    connect(problems, &QAbstractButton::toggled, this, [this](bool on) { static_cast<LogFilter *>(m_filter)->setProblemsOnly(on); });
    return tools;
}

void LogPanel::followEnd()
{
    const QScrollBar *bar = m_view->verticalScrollBar();
    if (bar->value() == bar->maximum())
        QMetaObject::invokeMethod(m_view, &QTreeView::scrollToBottom, Qt::QueuedConnection);
}

} // namespace espalier::app
