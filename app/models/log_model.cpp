// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/log_model.h"

#include <QtCore/QDateTime>

#include <algorithm>

namespace espalier::app {

namespace {

constexpr std::size_t maximumLines = 5000;

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

LogModel::LogModel(SessionBridge &bridge, QObject *parent) : QAbstractTableModel(parent)
{
    connect(&bridge, &SessionBridge::eventsArrived, this, &LogModel::onEvents);
}

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
    appendAll({std::move(line)});
}

void LogModel::onEvents(const EventBatch &events)
{
    std::vector<base::LogLine> lines;
    for (const report::Event &event : events) {
        if (const auto *line = std::get_if<base::LogLine>(&event))
            lines.push_back(*line);
        else if (const auto *warning = std::get_if<report::WarningRaised>(&event))
            lines.push_back({std::chrono::system_clock::now(), base::LogLevel::Warning, warning->source,
                             base::toString(warning->problem)});
    }
    if (!lines.empty())
        appendAll(std::move(lines));
}

void LogModel::appendAll(std::vector<base::LogLine> lines)
{
    if (lines.size() > maximumLines)
        lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(maximumLines));
    if (m_lines.size() + lines.size() > maximumLines) {
        const auto excess = m_lines.size() + lines.size() - maximumLines;
        beginRemoveRows({}, 0, static_cast<int>(excess) - 1);
        m_lines.erase(m_lines.begin(), m_lines.begin() + static_cast<std::ptrdiff_t>(excess));
        endRemoveRows();
    }
    const int first = static_cast<int>(m_lines.size());
    beginInsertRows({}, first, first + static_cast<int>(lines.size()) - 1);
    std::ranges::move(lines, std::back_inserter(m_lines));
    endInsertRows();
}

} // namespace espalier::app
