// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QAbstractTableModel>

namespace espalier::app {

class LayersModel;

/// The one row of totals under the header of the layer table.
class TotalsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    explicit TotalsModel(LayersModel &layers, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    LayersModel &m_layers;
};

} // namespace espalier::app
