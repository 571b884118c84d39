// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/layers_model.h"

#include "app/models/engine_texts.h"
#include "app/models/layer_groups.h"
#include "app/models/selection.h"
#include "widgets/tables/table_roles.h"

namespace espalier::app {

using namespace widgets; // cell structs of the delegates

LayersModel::LayersModel(Project &project, Selection &selection, QObject *parent)
    : QAbstractItemModel(parent), m_project(project), m_selection(selection)
{
    connect(&project, &Project::structureChanged, this, &LayersModel::rebuild);
    connect(&project, &Project::planChanged, this, &LayersModel::refresh);
    connect(&selection, &Selection::changed, this, &LayersModel::refresh);
    rebuild();
}

void LayersModel::rebuild()
{
    beginResetModel();
    m_entries.clear();
    if (const graph::Structure *structure = m_project.structure().get()) {
        for (int i = 0; i < static_cast<int>(structure->layers.size()); ++i) {
            const QString name = QString::fromStdString(structure->layers[static_cast<std::size_t>(i)].name);
            const qsizetype dot = name.indexOf(u'.');
            const QString block = dot < 0 ? name : name.left(dot);
            if (dot < 0 || m_entries.empty() || m_entries.back().name != block)
                m_entries.push_back({block, {}, dot >= 0});
            m_entries.back().layers.push_back(i);
        }
    }
    endResetModel();
}

// One range per level; views repaint only what they show.
void LayersModel::refresh()
{
    if (m_entries.empty())
        return;
    Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    for (int row = 0; row < rowCount(); ++row) {
        const QModelIndex block = index(row, 0);
        if (const int children = rowCount(block); children > 0)
            Q_EMIT dataChanged(index(0, 0, block), index(children - 1, ColumnCount - 1, block));
    }
}

// Internal id: 0 at the top level, else the entry's row + 1.
QModelIndex LayersModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? static_cast<quintptr>(parent.row() + 1) : quintptr{0});
}

QModelIndex LayersModel::parent(const QModelIndex &index) const
{
    if (!index.isValid() || index.internalId() == 0)
        return {};
    return createIndex(static_cast<int>(index.internalId()) - 1, 0, quintptr{0});
}

int LayersModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return static_cast<int>(m_entries.size());
    if (parent.internalId() != 0 || parent.column() > 0)
        return 0;
    const Entry &entry = m_entries[static_cast<std::size_t>(parent.row())];
    return entry.isBlock ? static_cast<int>(entry.layers.size()) : 0;
}

int LayersModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

int LayersModel::layerIndex(const QModelIndex &index) const
{
    if (!index.isValid())
        return -1;
    if (index.internalId() != 0)
        return m_entries[index.internalId() - 1].layers[static_cast<std::size_t>(index.row())];
    const Entry &entry = m_entries[static_cast<std::size_t>(index.row())];
    return entry.isBlock ? -1 : entry.layers.front();
}

const graph::Layer *LayersModel::layer(const QModelIndex &index) const
{
    const int position = layerIndex(index);
    return position < 0 ? nullptr : &m_project.structure()->layers[static_cast<std::size_t>(position)];
}

QModelIndex LayersModel::indexOf(const QString &layer) const
{
    for (int row = 0; row < rowCount(); ++row) {
        const Entry &entry = m_entries[static_cast<std::size_t>(row)];
        for (int child = 0; child < static_cast<int>(entry.layers.size()); ++child) {
            const auto position = static_cast<std::size_t>(entry.layers[static_cast<std::size_t>(child)]);
            if (QString::fromStdString(m_project.structure()->layers[position].name) == layer)
                return entry.isBlock ? index(child, 0, index(row, 0)) : index(row, 0);
        }
    }
    return {};
}

QVariant LayersModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const int layer = layerIndex(index);
    if (role == RowKindRole)
        return static_cast<int>(layer < 0 ? RowKind::Block : RowKind::Plain);
    if (role == RelatedRole)
        return layer >= 0 && isOf(*m_project.structure(), *this->layer(index), m_selection.group());
    if (role != CellRole && role != Qt::DisplayRole && role != Qt::ToolTipRole && role != Qt::EditRole)
        return {};
    const QVariant cell = layer < 0 ? blockCell(m_entries[static_cast<std::size_t>(index.row())], index.column())
                                    : layerCell(layer, index.column());
    if (role == Qt::EditRole && cell.canConvert<RatioCell>())
        return cell.value<RatioCell>().value;
    if (role == Qt::ToolTipRole && layer >= 0)
        return translated(this->layer(index)->frozen);
    return role == CellRole ? cell : QVariant(cellText(cell));
}

bool LayersModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    const graph::Layer *edited = layer(index);
    if (role != Qt::EditRole || index.column() != RatioColumn || !edited)
        return false;
    const Together all = together(*edited);
    if (all.groups.empty())
        return false;
    m_project.setRatio(all.groups, value.toDouble(), QStringLiteral("ratio %1").arg(all.groups.begin()->value));
    return true;
}

Qt::ItemFlags LayersModel::flags(const QModelIndex &index) const
{
    Qt::ItemFlags flags = QAbstractItemModel::flags(index);
    const graph::Layer *row = layer(index);
    if (!row || index.column() != RatioColumn)
        return flags;
    const Together all = together(*row);
    return !all.groups.empty() && !all.isLocked ? flags | Qt::ItemIsEditable : flags;
}

QVariant LayersModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const bool left = section == NameColumn || section == StateColumn || section == RatioColumn || section == NoteColumn;
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment((left ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NumberColumn: return tr("#");
    case NameColumn: return tr("Name");
    case StateColumn: return tr("State");
    case ShapeColumn: return tr("Shape");
    case MapColumn: return tr("Map");
    case ChannelsColumn: return tr("Channels");
    case RatioColumn: return tr("Ratio, % of original");
    case ParamsColumn: return tr("Params, K");
    case MacsColumn: return m_unit == CostUnit::Macs ? tr("MACs, M") : tr("FLOPs, M");
    case ShareColumn: return tr("Share, %");
    default: return tr("Note");
    }
}

void LayersModel::setCostUnit(CostUnit unit)
{
    m_unit = unit;
    Q_EMIT headerDataChanged(Qt::Horizontal, MacsColumn, MacsColumn);
    refresh();
}

} // namespace espalier::app
