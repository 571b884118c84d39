// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/bridge/session_bridge.h"

#include <QtCore/QAbstractTableModel>

#include <deque>

namespace espalier::app {

/// Log lines and warnings as they arrive, oldest first, bounded.
class LogModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { TimeColumn, LevelColumn, SourceColumn, TextColumn, ColumnCount };
    enum Role { LevelRole = Qt::UserRole + 1 }; ///< int of base::LogLevel

    explicit LogModel(SessionBridge &bridge, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// Any line from the GUI's own side.
    void append(base::LogLine line);

private:
    void onEvents(const EventBatch &events);
    void appendAll(std::vector<base::LogLine> lines);

    std::deque<base::LogLine> m_lines;
};

} // namespace espalier::app
