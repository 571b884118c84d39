// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/planning.h"

#include <QtCore/QAbstractTableModel>
#include <QtCore/QStringList>

namespace espalier::app {

/// The ledger: per group original, requested and realised ratio, kept, removed, why they differ. Fixed once made.
class LedgerModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { GroupColumn, OriginalColumn, RequestedColumn, RealisedColumn, KeptColumn, RemovedColumn, WhyColumn, ColumnCount };

    LedgerModel(std::vector<graph::LedgerRow> rows, QStringList groupNames, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// The whole table as CSV with `.` decimals.
    QString toCsv() const;

private:
    QString text(const graph::LedgerRow &row, int column, int position) const;

    std::vector<graph::LedgerRow> m_rows;
    QStringList m_names;
};

} // namespace espalier::app
