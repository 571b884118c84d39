// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/timeline_model.h"

#include "app/models/engine_texts.h"
#include "widgets/number_format.h"
#include "widgets/tables/table_roles.h"

#include <QtCore/QDateTime>

#include <algorithm>

namespace espalier::app {

namespace format = widgets::format;
using widgets::TimelineCell;

namespace {

TimelineCell::Mark markOf(const report::TimelineEntry &entry)
{
    using Mark = TimelineCell::Mark;
    if (entry.state == report::ModelStateKind::Cut)
        return Mark::Cut;
    if (entry.state == report::ModelStateKind::Marked)
        return Mark::Marked;
    return entry.automatic ? Mark::Autosave : Mark::Whole;
}

QString dateText(const std::string &when)
{
    const QDateTime time = QDateTime::fromString(QString::fromStdString(when), Qt::ISODate);
    return time.isValid() ? time.toString(QStringLiteral("HH:mm")) : QString::fromStdString(when);
}

TimelineCell cellOf(const report::TimelineEntry &entry, bool first, bool last)
{
    using Line = TimelineCell::Line;
    TimelineCell cell;
    cell.mark = markOf(entry);
    cell.title = pointTitle(entry.title);
    cell.state = entry.current ? TimelineModel::tr("now here") : QString();
    cell.stateColor = entry.state == report::ModelStateKind::Cut ? widgets::ChannelState::Cut : widgets::ChannelState::Prunable;
    cell.details = TimelineModel::tr("%1 params · %2").arg(format::quantity(static_cast<double>(entry.cost.parameters)),
                                                         format::bytes(static_cast<double>(entry.bytes)));
    cell.figure = entry.top1 ? format::percent(*entry.top1 / 100.0, 2) : QString();
    cell.date = dateText(entry.when);
    if (!first)
        cell.lines.append(Line{0, Line::atMark, true, false});
    if (!last)
        cell.lines.append(Line{Line::atMark, 0, true, false});
    return cell;
}

} // namespace

TimelineModel::TimelineModel(SessionBridge &bridge, QObject *parent) : QAbstractListModel(parent)
{
    connect(&bridge, &SessionBridge::snapshotChanged, this, &TimelineModel::onSnapshot);
}

int TimelineModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

bool TimelineModel::endsStopped() const
{
    return !m_entries.empty() && m_entries.front().automatic && m_entries.front().title == "stopped";
}

const report::TimelineEntry *TimelineModel::entry(const QModelIndex &index) const
{
    return index.isValid() ? &m_entries[static_cast<std::size_t>(index.row())] : nullptr;
}

QVariant TimelineModel::data(const QModelIndex &index, int role) const
{
    const report::TimelineEntry *found = entry(index);
    return found ? timelineRole(*found, index.row(), role) : QVariant();
}

QVariant TimelineModel::timelineRole(const report::TimelineEntry &entry, int row, int role) const
{
    if (role == widgets::CellRole)
        return QVariant::fromValue(cellOf(entry, row == 0, row + 1 == rowCount()));
    if (role == Qt::DisplayRole)
        return pointTitle(entry.title);
    if (role == Qt::ToolTipRole)
        return tr("%1, step %2").arg(QString::fromStdString(entry.when), format::integer(entry.step));
    return {};
}

void TimelineModel::onSnapshot(const SnapshotPtr &now, const SnapshotPtr &before)
{
    if (now->timeline == before->timeline)
        return;
    beginResetModel();
    m_entries.clear();
    if (now->timeline)
        m_entries.assign(now->timeline->rbegin(), now->timeline->rend());
    endResetModel();
}

} // namespace espalier::app
