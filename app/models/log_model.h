// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/log.h"

#include <QtCore/QAbstractTableModel>

#include <deque>

namespace espalier::app {

/// Log lines and warnings as they arrive, oldest first, bounded. Fed by the log's observer.
class LogModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { TimeColumn, LevelColumn, SourceColumn, TextColumn, ColumnCount };
    enum Role { LevelRole = Qt::UserRole + 1 }; ///< int of base::LogLevel

    using QAbstractTableModel::QAbstractTableModel;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    void append(base::LogLine line);

private:
    std::deque<base::LogLine> m_lines;
};

} // namespace espalier::app
