// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QAbstractTableModel>
#include <QtCore/QStringList>

#include <functional>

namespace espalier::widgets {

/// The data of a plot as rows, without copying: cells are asked for when needed. Used for "view as table" and
/// CSV.
struct PlotTable
{
    QStringList headers; ///< with units
    int rows = 0;
    std::function<QVariant(int row, int column)> cell; ///< double or QString
};

/// Comma-separated, `.` decimals, one header line, numbers with full precision, NaN as empty cell (RFC 4180).
QString toCsv(const PlotTable &table);
/// Tab-separated, for the clipboard.
QString toTabbed(const PlotTable &table);

/// Shows a PlotTable; numbers right-aligned.
class PlotTableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;

    void setTable(PlotTable table);
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    PlotTable m_table;
};

} // namespace espalier::widgets
