// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/models/project.h"

#include <QtCore/QAbstractItemModel>

#include <memory>

namespace espalier::app {

class Selection;

/// The layer table: layers in execution order, folded under their blocks ("layer1"), with the plan's effect on each.
/// Ratio is edited in place and goes to the whole group. Resets when the structure does; else one dataChanged per edit.
class LayersModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Column { NumberColumn, NameColumn, StateColumn, ShapeColumn, MapColumn, ChannelsColumn, RatioColumn, ParamsColumn,
                  MacsColumn, ShareColumn, NoteColumn, ColumnCount };
    enum class CostUnit { Macs, Flops };

    LayersModel(Project &project, Selection &selection, QObject *parent = nullptr);

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &index) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// Layer of a row, or null for a block row.
    const graph::Layer *layer(const QModelIndex &index) const;
    QModelIndex indexOf(const QString &layer) const;
    /// Text of one cell of the totals row.
    QVariant total(int column, int role) const;
    void setCostUnit(CostUnit unit);

    CostUnit costUnit() const { return m_unit; }

private:
    /// One top-level row: a block with its layers, or a single layer without a block.
    struct Entry
    {
        QString name;
        std::vector<int> layers; ///< indices into Structure::layers
        bool isBlock = false;
    };

    void rebuild();
    void refresh();
    int layerIndex(const QModelIndex &index) const; ///< -1 for a block row
    QVariant layerCell(int layer, int column) const;
    QVariant blockCell(const Entry &entry, int column) const;
    struct Together
    {
        std::set<graph::GroupId> groups;
        double original = 0.0, now = 0.0, marked = 0.0; ///< channels
        double least = 0.0, step = 0.0;                 ///< of the ratio
        double requested = 0.0;                         ///< of the first group
        bool isLocked = false;                          ///< all of them
        bool isFirst = false;                           ///< of the layers that make the first group's channels
    };
    Together together(const graph::Layer &layer) const;
    QVariant ratioCell(const graph::Layer &layer) const;
    QVariant stateCell(const graph::Layer &layer) const;
    QVariant railCell(int layer) const;
    QString markedText(const Entry &entry) const;
    QString shapeText(const graph::Layer &layer) const;
    double unitFactor() const { return m_unit == CostUnit::Flops ? 2.0 : 1.0; }

    Project &m_project;
    Selection &m_selection;
    std::vector<Entry> m_entries;
    CostUnit m_unit = CostUnit::Macs;
};

/// The plain text of a cell struct, for copying and screen readers.
QString cellText(const QVariant &cell);

} // namespace espalier::app
