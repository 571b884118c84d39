// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/totals_model.h"

#include "app/models/layers_model.h"

namespace espalier::app {

TotalsModel::TotalsModel(LayersModel &layers, QObject *parent) : QAbstractTableModel(parent), m_layers(layers)
{
    const auto refresh = [this] { Q_EMIT dataChanged(index(0, 0), index(0, columnCount() - 1)); };
    connect(&layers, &QAbstractItemModel::dataChanged, this, refresh);
    connect(&layers, &QAbstractItemModel::modelReset, this, refresh);
    connect(&layers, &QAbstractItemModel::headerDataChanged, this, &QAbstractItemModel::headerDataChanged);
}

int TotalsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : 1;
}

int TotalsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_layers.columnCount();
}

QVariant TotalsModel::data(const QModelIndex &index, int role) const
{
    return m_layers.total(index.column(), role);
}

QVariant TotalsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    return m_layers.headerData(section, orientation, role);
}

} // namespace espalier::app
