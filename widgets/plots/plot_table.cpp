// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/plot_table.h"

#include "widgets/number_format.h"

#include <QtCore/QLocale>

#include <cmath>

namespace espalier::widgets {
namespace {

bool isNumber(const QVariant &value)
{
    return value.typeId() != QMetaType::QString;
}

QString exact(const QVariant &value)
{
    if (!isNumber(value))
        return value.toString();
    const double number = value.toDouble();
    return std::isnan(number) ? QString() : QString::number(number, 'g', QLocale::FloatingPointShortest);
}

QString quoted(const QString &text)
{
    const bool plain = !text.contains(QLatin1Char(',')) && !text.contains(QLatin1Char('"')) &&
                       !text.contains(QLatin1Char('\n'));
    QString inner = text;
    return plain
               ? text
               : QLatin1Char('"') + inner.replace(QLatin1Char('"'), QLatin1String("\"\"")) + QLatin1Char('"');
}

QString joined(const PlotTable &table, QChar separator, QString (*dress)(const QString &))
{
    QStringList head;
    for (const QString &header : table.headers)
        head << dress(header);
    QString text = head.join(separator) + QLatin1Char('\n');
    for (int row = 0; row < table.rows; ++row) {
        for (int column = 0; column < table.headers.size(); ++column) {
            if (column > 0)
                text += separator;
            text += dress(exact(table.cell(row, column)));
        }
        text += QLatin1Char('\n');
    }
    return text;
}

} // namespace

QString toCsv(const PlotTable &table)
{
    return joined(table, QLatin1Char(','), &quoted);
}

QString toTabbed(const PlotTable &table)
{
    return joined(table, QLatin1Char('\t'), [](const QString &text) { return text; });
}

void PlotTableModel::setTable(PlotTable table)
{
    beginResetModel();
    m_table = std::move(table);
    endResetModel();
}

int PlotTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_table.rows;
}

int PlotTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_table.headers.size());
}

QVariant PlotTableModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const QVariant value = m_table.cell(index.row(), index.column());
    if (role == Qt::DisplayRole)
        return isNumber(value) ? format::general(value.toDouble(), 6) : value.toString();
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter | (isNumber(value) ? Qt::AlignRight : Qt::AlignLeft));
    return {};
}

QVariant PlotTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::DisplayRole)
        return m_table.headers.value(section);
    return QAbstractTableModel::headerData(section, orientation, role);
}

} // namespace espalier::widgets
