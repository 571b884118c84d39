// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/surgery/value_cut.h"

#include <algorithm>

namespace espalier::model::surgery {

using trace::AxisSet;
using trace::Shape;

namespace {

std::size_t at(int axis) { return static_cast<std::size_t>(axis); }

Shape stridesOf(const Shape &grid)
{
    Shape strides(grid.size(), 0);
    std::int64_t step = 1;
    for (std::size_t axis = grid.size(); axis-- > 0;) {
        strides[axis] = grid[axis] == 1 ? 0 : step;
        step *= grid[axis];
    }
    return strides;
}

/// Flags over `from` broadcast to `to`.
std::vector<char> broadcastFlags(const std::vector<char> &flags, const Shape &from, const Shape &to)
{
    const Shape strides = stridesOf(from);
    std::vector<char> result(static_cast<std::size_t>(trace::product(to)));
    Shape index(to.size(), 0);
    std::int64_t offset = 0;
    for (char &flag : result) {
        flag = flags[static_cast<std::size_t>(offset)];
        for (std::size_t axis = to.size(); axis-- > 0;) {
            offset += strides[axis];
            if (++index[axis] < to[axis])
                break;
            offset -= strides[axis] * to[axis];
            index[axis] = 0;
        }
    }
    return result;
}

/// The living part of a row-major box of flags, from the outermost axis in: which indices live, and those of the first
/// living row inside.
std::vector<std::vector<std::int64_t>> livingIndices(const Cluster &cluster)
{
    std::vector<std::vector<std::int64_t>> result;
    auto first = cluster.alive.begin();
    std::int64_t inner = static_cast<std::int64_t>(cluster.alive.size());
    for (const int axis : cluster.axes.list()) {
        const std::int64_t count = cluster.grid[at(axis)];
        inner /= count;
        std::vector<std::int64_t> &indices = result.emplace_back();
        for (std::int64_t i = 0; i < count; ++i)
            if (std::any_of(first + i * inner, first + (i + 1) * inner, [](char flag) { return flag != 0; }))
                indices.push_back(i);
        if (!indices.empty())
            first += indices.front() * inner;
    }
    return result;
}

} // namespace

ValueCut::ValueCut(const Shape &shape, const std::vector<trace::Layer> &layers, const Alive &alive)
    : m_oldShape(shape), m_newShape(shape)
{
    for (const trace::Layer &layer : layers)
        addLayer(layer, alive);
    for (const Cluster &cluster : m_clusters)
        measure(cluster);
}

void ValueCut::addLayer(const trace::Layer &layer, const Alive &alive)
{
    const trace::Labels1d labels = layer.labels();
    Cluster fresh{layer.varying(), layer.compact().shape(), {}};
    for (const trace::Label label : labels)
        fresh.alive.push_back(alive[static_cast<std::size_t>(label)]);
    if (std::find(fresh.alive.begin(), fresh.alive.end(), 0) == fresh.alive.end())
        return;
    std::vector<Cluster> apart;
    for (Cluster &other : m_clusters) {
        if (!other.axes.meets(fresh.axes)) {
            apart.push_back(std::move(other));
            continue;
        }
        const Shape grid = trace::broadcast(fresh.grid, other.grid);
        fresh.alive = broadcastFlags(fresh.alive, fresh.grid, grid);
        const std::vector<char> more = broadcastFlags(other.alive, other.grid, grid);
        for (std::size_t i = 0; i < more.size(); ++i)
            fresh.alive[i] = fresh.alive[i] && more[i];
        fresh.grid = grid;
        fresh.axes = fresh.axes | other.axes;
    }
    apart.push_back(std::move(fresh));
    m_clusters = std::move(apart);
}

void ValueCut::measure(const Cluster &cluster)
{
    const std::vector<std::vector<std::int64_t>> living = livingIndices(cluster);
    const std::vector<int> axes = cluster.axes.list();
    std::int64_t box = 1;
    for (std::size_t i = 0; i < axes.size(); ++i) {
        m_newShape[at(axes[i])] = static_cast<std::int64_t>(living[i].size());
        box *= m_newShape[at(axes[i])];
    }
    m_isBox = m_isBox && box > 0 && box == std::count(cluster.alive.begin(), cluster.alive.end(), 1);
}

bool ValueCut::isCut(int axis) const
{
    return std::any_of(m_clusters.begin(), m_clusters.end(),
                       [axis](const Cluster &cluster) { return cluster.axes.has(axis); });
}

bool ValueCut::isRagged() const
{
    return std::any_of(m_clusters.begin(), m_clusters.end(),
                       [](const Cluster &cluster) { return cluster.axes.count() > 1; });
}

std::vector<std::int64_t> ValueCut::kept(int axis) const
{
    for (const Cluster &cluster : m_clusters) {
        const std::vector<int> axes = cluster.axes.list();
        for (std::size_t i = 0; i < axes.size(); ++i)
            if (axes[i] == axis)
                return livingIndices(cluster)[i];
    }
    std::vector<std::int64_t> all;
    for (std::int64_t i = 0; i < m_oldShape[at(axis)]; ++i)
        all.push_back(i);
    return all;
}

std::int64_t ValueCut::keptBefore(int axis, std::int64_t position) const
{
    const std::vector<std::int64_t> indices = kept(axis);
    return std::lower_bound(indices.begin(), indices.end(), position) - indices.begin();
}

std::vector<char> ValueCut::mask(const Shape &shape) const
{
    std::vector<char> result(static_cast<std::size_t>(trace::product(shape)), 1);
    for (const Cluster &cluster : m_clusters) {
        const std::vector<char> flags = broadcastFlags(cluster.alive, cluster.grid, shape);
        for (std::size_t i = 0; i < result.size(); ++i)
            result[i] = result[i] && flags[i];
    }
    return result;
}

graph::Sizes newSizes(const graph::Sizes &old, const ValueCut &cut)
{
    graph::Sizes sizes = old;
    for (std::size_t axis = 0; axis < sizes.size(); ++axis) {
        const std::int64_t before = cut.oldShape()[axis], after = cut.newShape()[axis];
        if (before != after)
            sizes[axis].constant = sizes[axis].timesBatch ? sizes[axis].constant * after / before : after;
    }
    return sizes;
}

} // namespace espalier::model::surgery
