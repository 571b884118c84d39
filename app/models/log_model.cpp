// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/log_model.h"

#include <QtCore/QDateTime>

namespace espalier::app {

namespace {

constexpr int maximumLines = 5000;

QString levelText(base::LogLevel level)
{
    switch (level) {
    case base::LogLevel::Debug: return LogModel::tr("Debug");
    case base::LogLevel::Info: return LogModel::tr("Info");
    case base::LogLevel::Warning: return LogModel::tr("Warning");
    case base::LogLevel::Error: return LogModel::tr("Error");
    }
    return {};
}

QString timeText(const base::LogLine &line)
{
    const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(line.time.time_since_epoch());
    return QDateTime::fromMSecsSinceEpoch(milliseconds.count()).toString(QStringLiteral("HH:mm:ss.zzz"));
}

} // namespace

int LogModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_lines.size());
}

int LogModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant LogModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const base::LogLine &line = m_lines[static_cast<std::size_t>(index.row())];
    if (role == LevelRole)
        return static_cast<int>(line.level);
    if (role == Qt::ToolTipRole && index.column() == TextColumn)
        return QString::fromStdString(line.text);
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case TimeColumn: return timeText(line);
    case LevelColumn: return levelText(line.level);
    case SourceColumn: return QString::fromStdString(line.source);
    default: return QString::fromStdString(line.text);
    }
}

QVariant LogModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case TimeColumn: return tr("Time");
    case LevelColumn: return tr("Level");
    case SourceColumn: return tr("Source");
    default: return tr("Message");
    }
}

void LogModel::append(base::LogLine line)
{
    if (rowCount() == maximumLines) {
        beginRemoveRows({}, 0, 0);
        m_lines.pop_front();
        endRemoveRows();
    }
    const int row = static_cast<int>(m_lines.size());
    beginInsertRows({}, row, row);
    m_lines.push_back(std::move(line));
    endInsertRows();
}

} // namespace espalier::app
