// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/ledger_model.h"

#include "app/models/engine_texts.h"
#include "widgets/number_format.h"
#include "widgets/tables/table_roles.h"

namespace espalier::app {

namespace format = widgets::format;

LedgerModel::LedgerModel(std::vector<graph::LedgerRow> rows, QStringList groupNames, QObject *parent)
    : QAbstractTableModel(parent), m_rows(std::move(rows)), m_names(std::move(groupNames))
{
}

int LedgerModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int LedgerModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant LedgerModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const bool number = index.column() != GroupColumn && index.column() != WhyColumn;
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(number ? Qt::AlignRight | Qt::AlignVCenter : Qt::AlignLeft | Qt::AlignVCenter));
    if (role == widgets::CellRole && index.column() == GroupColumn)
        return QVariant::fromValue(widgets::NameCell{m_names.value(index.row()), {}});
    if (role != Qt::DisplayRole)
        return {};
    return text(m_rows[static_cast<std::size_t>(index.row())], index.column(), index.row());
}

QString LedgerModel::text(const graph::LedgerRow &row, int column, int position) const
{
    switch (column) {
    case GroupColumn: return m_names.value(position);
    case OriginalColumn: return format::integer(row.original);
    case RequestedColumn: return row.requested > 0 ? format::percent(row.requested) : format::none();
    case RealisedColumn: return format::percent(row.realised());
    case KeptColumn: return format::integer(row.kept);
    case RemovedColumn: return format::integer(row.removed);
    default:
        return translated(row.why);
    }
}

QVariant LedgerModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(section == GroupColumn || section == WhyColumn ? Qt::AlignLeft | Qt::AlignVCenter
                                                                                            : Qt::AlignRight | Qt::AlignVCenter));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case GroupColumn: return tr("Group");
    case OriginalColumn: return tr("Original");
    case RequestedColumn: return tr("Requested");
    case RealisedColumn: return tr("Realised");
    case KeptColumn: return tr("Kept");
    case RemovedColumn: return tr("Removed");
    default: return tr("Why it differs");
    }
}

QString LedgerModel::toCsv() const
{
    QString csv = QStringLiteral("group,original,requested,realised,kept,removed,why\n");
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        const graph::LedgerRow &row = m_rows[i];
        QString why = QString::fromStdString(row.why);
        why.replace(u'"', QStringLiteral("\"\""));
        csv += QStringLiteral("%1,%2,%3,%4,%5,%6,\"%7\"\n")
                   .arg(m_names.value(static_cast<qsizetype>(i)))
                   .arg(row.original)
                   .arg(row.requested)
                   .arg(row.realised())
                   .arg(row.kept)
                   .arg(row.removed)
                   .arg(why);
    }
    return csv;
}

} // namespace espalier::app
