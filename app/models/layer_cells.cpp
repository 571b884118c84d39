// SPDX-License-Identifier: GPL-3.0-or-later
// The cells of LayersModel: what each column shows of a layer, a block and the whole network.
#include "app/models/layers_model.h"

#include "app/models/engine_texts.h"
#include "app/models/layer_groups.h"
#include "app/models/selection.h"
#include "widgets/number_format.h"
#include "widgets/tables/table_roles.h"

#include <algorithm>
#include <numeric>

namespace espalier::app {

using namespace widgets; // cell structs of the delegates

namespace {

constexpr double kilo = 1e-3;
constexpr double mega = 1e-6;

template <class Cell>
QVariant cell(Cell value)
{
    return QVariant::fromValue(std::move(value));
}

QVariant text(const QString &value)
{
    return cell(BeforeAfterCell{{}, {}, value, false});
}

struct Sums
{
    std::int64_t outBefore = 0, outAfter = 0, paramsBefore = 0, paramsAfter = 0, macsBefore = 0, macsAfter = 0;
};

Sums sum(const graph::Preview &preview, const std::vector<int> &layers)
{
    Sums sums;
    for (const int layer : layers) {
        const auto i = static_cast<std::size_t>(layer);
        sums.outBefore += preview.layersBefore[i].out;
        sums.outAfter += preview.layersAfter[i].out;
        sums.paramsBefore += preview.layersBefore[i].parameters;
        sums.paramsAfter += preview.layersAfter[i].parameters;
        sums.macsBefore += preview.layersBefore[i].macs;
        sums.macsAfter += preview.layersAfter[i].macs;
    }
    return sums;
}

QVariant counts(std::int64_t before, std::int64_t after, bool strong = false)
{
    const QString was = before == after ? QString() : format::integer(before);
    return cell(BeforeAfterCell{{}, was, format::integer(after), strong});
}

QVariant share(std::int64_t part, std::int64_t whole)
{
    const double fraction = whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0.0;
    return cell(BarCell{fraction, format::fixed(fraction * 100.0, 1), false, false});
}

/// Before and after in the column's own unit (thousands of parameters, millions of MACs).
QVariant cost(std::int64_t before, std::int64_t after, double unit, bool strong = false)
{
    const auto figure = [unit](std::int64_t value) {
        const double scaled = static_cast<double>(value) * unit;
        return format::fixed(scaled, scaled < 10.0 ? 2 : 1);
    };
    return cell(BeforeAfterCell{{}, before == after ? QString() : figure(before), figure(after), strong});
}

} // namespace

QVariant LayersModel::layerCell(int position, int column) const
{
    const graph::Layer &layer = m_project.structure()->layers[static_cast<std::size_t>(position)];
    const graph::Preview &preview = m_project.preview();
    const graph::LayerCost &before = preview.layersBefore[static_cast<std::size_t>(position)];
    const graph::LayerCost &after = preview.layersAfter[static_cast<std::size_t>(position)];
    switch (column) {
    case NumberColumn: return railCell(position);
    case NameColumn: return cell(NameCell{QString::fromStdString(layer.name), {}, true, NameCell::Marker::None, 0});
    case StateColumn: return stateCell(layer);
    case ShapeColumn: return text(shapeText(layer));
    case MapColumn: return text(QStringLiteral("%1 × %2").arg(layer.outHeight).arg(layer.outWidth));
    case ChannelsColumn: return counts(before.out, after.out);
    case RatioColumn: return ratioCell(layer);
    case ParamsColumn: return cost(before.parameters, after.parameters, kilo);
    case MacsColumn: return cost(before.macs, after.macs, mega * unitFactor());
    case ShareColumn: return share(after.macs, preview.after.macs);
    default:
        return cell(NameCell{translated(layer.frozen), {}, false, NameCell::Marker::None, 0});
    }
}

QVariant LayersModel::blockCell(const Entry &entry, int column) const
{
    const Sums sums = sum(m_project.preview(), entry.layers);
    switch (column) {
    case NumberColumn: return cell(RailCell{});
    case NameColumn:
        return cell(NameCell{entry.name, tr("%n layer(s)", nullptr, static_cast<int>(entry.layers.size())), true,
                             NameCell::Marker::None, 0});
    case StateColumn: return cell(StateCell{ChannelState::Prunable, markedText(entry), true});
    case ChannelsColumn: return counts(sums.outBefore, sums.outAfter);
    case RatioColumn: {
        RatioCell ratio;
        ratio.value = sums.outBefore > 0 ? 1.0 - static_cast<double>(sums.outAfter) / static_cast<double>(sums.outBefore) : 0.0;
        return cell(ratio);
    }
    case ParamsColumn: return cost(sums.paramsBefore, sums.paramsAfter, kilo);
    case MacsColumn: return cost(sums.macsBefore, sums.macsAfter, mega * unitFactor());
    case ShareColumn: return share(sums.macsAfter, m_project.preview().after.macs);
    default: return text({});
    }
}

QString LayersModel::markedText(const Entry &entry) const
{
    const graph::PlanResult *plan = m_project.plan();
    int marked = 0;
    for (const int layer : entry.layers) {
        const auto groups = groupsOf(*m_project.structure(), m_project.structure()->layers[static_cast<std::size_t>(layer)]);
        marked += plan && std::any_of(groups.begin(), groups.end(), [&](graph::GroupId id) { return !plan->plan.removed(id).empty(); });
    }
    return marked > 0 ? tr("%n marked", nullptr, marked) : QString();
}

QVariant LayersModel::total(int column, int role) const
{
    if (!m_project.hasModel() || (role != CellRole && role != Qt::DisplayRole))
        return role == RowKindRole ? QVariant(static_cast<int>(RowKind::Total)) : QVariant();
    const graph::Preview &preview = m_project.preview();
    QVariant value = text({});
    if (column == NameColumn)
        value = cell(NameCell{tr("Total"), {}, false, NameCell::Marker::None, 0});
    else if (column == StateColumn)
        value = cell(StateCell{ChannelState::Prunable, tr("%n group(s)", nullptr, static_cast<int>(m_project.structure()->groups.size())), true});
    else if (column == ParamsColumn)
        value = cost(preview.before.parameters, preview.after.parameters, kilo, true);
    else if (column == MacsColumn)
        value = cost(preview.before.macs, preview.after.macs, mega * unitFactor(), true);
    else if (column == ShareColumn)
        value = cell(BarCell{std::numeric_limits<double>::quiet_NaN(), QStringLiteral("100"), false, true});
    return role == CellRole ? value : QVariant(cellText(value));
}


/// The groups of a layer's channels, taken together.
LayersModel::Together LayersModel::together(const graph::Layer &layer) const
{
    Together all;
    const graph::PlanResult *plan = m_project.plan();
    for (const graph::GroupId id : groupsOf(*m_project.structure(), layer)) {
        const graph::Group &group = m_project.structure()->group(id);
        const double original = std::max(m_project.originalChannels(id), 1);
        const double cut = 1.0 - static_cast<double>(group.channels) / original;
        all.isFirst = all.groups.empty() ? !group.producers.empty() && group.producers.front() == layer.name : all.isFirst;
        all.requested = all.groups.empty() ? m_project.edits().ratios[id.index()] : all.requested;
        all.isLocked = (all.groups.empty() || all.isLocked) && m_project.edits().locked.contains(id);
        all.original += original;
        all.now += group.channels;
        all.marked += plan ? static_cast<double>(plan->plan.removed(id).size()) : 0.0;
        all.least = std::max(all.least, cut);
        all.step = std::max(all.step, static_cast<double>(group.unit) / original);
        all.groups.insert(id);
    }
    return all;
}

QVariant LayersModel::ratioCell(const graph::Layer &layer) const
{
    RatioCell ratio;
    const Together all = together(layer);
    if (all.groups.empty()) {
        ratio.look = RatioCell::Look::Reason;
        ratio.reason = layer.frozen.empty() ? tr("several groups share its channels") : translated(layer.frozen);
        return cell(ratio);
    }
    ratio.look = all.isLocked ? RatioCell::Look::Fixed : all.isFirst ? RatioCell::Look::Slider : RatioCell::Look::Tied;
    ratio.requested = all.requested;
    ratio.value = 1.0 - (all.now - all.marked) / all.original;
    ratio.least = all.least;
    ratio.most = m_project.edits().limits.cap;
    ratio.step = all.step;
    return cell(ratio);
}

QVariant LayersModel::stateCell(const graph::Layer &layer) const
{
    const Together all = together(layer);
    if (all.groups.empty())
        return cell(StateCell{ChannelState::Frozen, {}, false});
    if (all.isLocked)
        return cell(StateCell{ChannelState::Locked, {}, false});
    const bool cut = all.original > all.now;
    if (all.marked > 0)
        return cell(StateCell{ChannelState::Marked, cut ? tr("Cut, Marked") : QString(), false});
    return cell(StateCell{cut ? ChannelState::Cut : ChannelState::Prunable, {}, false});
}

QVariant LayersModel::railCell(int position) const
{
    using Rail = RailCell::Rail;
    RailCell rail{QString::number(position + 1), Rail::None};
    const base::GroupId group = m_selection.group();
    const auto &layers = m_project.structure()->layers;
    if (!group.isValid() || group.index() >= m_project.structure()->groups.size())
        return cell(rail);
    int first = -1, last = -1;
    for (int i = 0; i < static_cast<int>(layers.size()); ++i) {
        if (isOf(*m_project.structure(), layers[static_cast<std::size_t>(i)], group)) {
            first = first < 0 ? i : first;
            last = i;
        }
    }
    const bool member = isOf(*m_project.structure(), layers[static_cast<std::size_t>(position)], group);
    if (member)
        rail.rail = first == last ? Rail::Only : position == first ? Rail::First : position == last ? Rail::Last : Rail::Middle;
    else if (position > first && position < last)
        rail.rail = Rail::Through;
    return cell(rail);
}

QString LayersModel::shapeText(const graph::Layer &layer) const
{
    QStringList sizes;
    for (const std::int64_t size : layer.weightShape)
        sizes.append(QString::number(size));
    return sizes.join(QStringLiteral(" × "));
}

QString cellText(const QVariant &value)
{
    if (value.canConvert<RailCell>())
        return value.value<RailCell>().number;
    if (value.canConvert<NameCell>())
        return value.value<NameCell>().name;
    if (value.canConvert<BarCell>())
        return value.value<BarCell>().text;
    if (value.canConvert<BeforeAfterCell>()) {
        const auto change = value.value<BeforeAfterCell>();
        return change.before.isEmpty() ? change.after : format::change(change.before, change.after);
    }
    if (value.canConvert<RatioCell>()) {
        const auto ratio = value.value<RatioCell>();
        return ratio.look == RatioCell::Look::Reason ? ratio.reason : format::percent(ratio.value);
    }
    if (value.canConvert<StateCell>()) {
        const auto state = value.value<StateCell>();
        return state.text.isEmpty() ? stateWord(state.state) : state.text;
    }
    return value.toString();
}

} // namespace espalier::app
