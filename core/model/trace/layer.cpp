// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/trace/layer.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace espalier::model::trace {

namespace {

std::size_t at(int axis) { return static_cast<std::size_t>(axis); }

/// Row-major walk over a grid, with the offset into each of N stride sets kept up to date.
template <std::size_t N, class Visit>
void walkGrid(const Shape &grid, const std::array<const Shape *, N> &strides, std::array<std::int64_t, N> offsets,
              const Visit &visit)
{
    const int dims = static_cast<int>(grid.size());
    const std::int64_t count = product(grid);
    const std::int64_t inner = dims ? grid.back() : 1;
    if (count == 0)
        return;
    Shape index(grid.size(), 0);
    for (std::int64_t done = 0; done < count; done += inner) {
        std::array<std::int64_t, N> position = offsets;
        for (std::int64_t i = 0; i < inner; ++i) {
            visit(position);
            for (std::size_t n = 0; n < N && dims; ++n)
                position[n] += strides[n]->back();
        }
        for (int axis = dims - 2; axis >= 0; --axis) {
            for (std::size_t n = 0; n < N; ++n)
                offsets[n] += (*strides[n])[at(axis)];
            if (++index[at(axis)] < grid[at(axis)])
                break;
            for (std::size_t n = 0; n < N; ++n)
                offsets[n] -= (*strides[n])[at(axis)] * grid[at(axis)];
            index[at(axis)] = 0;
        }
    }
}

Shape rowMajorStrides(const Shape &grid)
{
    Shape strides(grid.size(), 0);
    std::int64_t step = 1;
    for (std::size_t axis = grid.size(); axis-- > 0;) {
        strides[axis] = step;
        step *= grid[axis];
    }
    return strides;
}

} // namespace

std::int64_t product(const Shape &shape)
{
    return std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
}

Shape broadcast(const Shape &a, const Shape &b)
{
    Shape result = a;
    for (std::size_t axis = 0; axis < result.size(); ++axis)
        if (result[axis] == 1)
            result[axis] = b[axis];
    return result;
}

Layer Layer::along(const Shape &shape, int axis, Label first)
{
    Labels1d labels(static_cast<std::size_t>(shape[at(axis)]));
    std::iota(labels.begin(), labels.end(), first);
    return of(axis, std::move(labels), shape);
}

Layer Layer::of(const Shape &grid, Labels1d labels, const Shape &shape)
{
    Layer layer;
    layer.m_shape = shape;
    layer.m_strides = rowMajorStrides(grid);
    for (std::size_t axis = 0; axis < shape.size(); ++axis)
        if (grid[axis] == 1)
            layer.m_strides[axis] = 0;
    layer.m_labels = std::make_shared<const Labels1d>(std::move(labels));
    layer.setVarying();
    return layer;
}

Layer Layer::of(int axis, Labels1d labels, const Shape &shape)
{
    Shape grid(shape.size(), 1);
    grid[at(axis)] = static_cast<std::int64_t>(labels.size());
    return of(grid, std::move(labels), shape);
}

void Layer::setVarying()
{
    m_varying = AxisSet();
    for (int axis = 0; axis < dims(); ++axis) {
        if (size(axis) <= 1)
            m_strides[at(axis)] = 0;
        if (stride(axis) != 0)
            m_varying.add(axis);
    }
}

Layer Layer::compact() const
{
    Layer layer = *this;
    for (int axis = 0; axis < dims(); ++axis)
        if (!m_varying.has(axis))
            layer.m_shape[at(axis)] = 1;
    return layer;
}

std::int64_t Layer::labelCount() const
{
    std::int64_t count = 1;
    for (int axis = 0; axis < dims(); ++axis)
        if (m_varying.has(axis))
            count *= size(axis);
    return count;
}

Labels1d Layer::labels() const { return labelsOver(compact().m_shape); }

Labels1d Layer::labelsOver(const Shape &grid) const
{
    Labels1d result;
    result.reserve(static_cast<std::size_t>(product(grid)));
    walkGrid<1>(grid, {&m_strides}, {m_offset},
                [&](const auto &position) { result.push_back((*m_labels)[static_cast<std::size_t>(position[0])]); });
    return result;
}

Labels1d Layer::matrix(AxisSet rows) const
{
    std::vector<int> order = (rows & m_varying).list();
    for (int axis = 0; axis < dims(); ++axis)
        if (!(rows & m_varying).has(axis))
            order.push_back(axis);
    return permuted(order).labels();
}

Layer Layer::expanded(const Shape &shape) const
{
    Layer layer = *this;
    for (int axis = 0; axis < dims(); ++axis)
        if (!m_varying.has(axis))
            layer.m_shape[at(axis)] = shape[at(axis)];
    return layer;
}

Layer Layer::padded(int count) const
{
    Layer layer = *this;
    layer.m_shape.insert(layer.m_shape.begin(), at(count), 1);
    layer.m_strides.insert(layer.m_strides.begin(), at(count), 0);
    layer.setVarying();
    return layer;
}

Layer Layer::permuted(const std::vector<int> &order) const
{
    Layer layer = *this;
    for (std::size_t axis = 0; axis < order.size(); ++axis) {
        layer.m_shape[axis] = size(order[axis]);
        layer.m_strides[axis] = stride(order[axis]);
    }
    layer.setVarying();
    return layer;
}

Layer Layer::narrowed(int axis, std::int64_t start, std::int64_t length, std::int64_t step) const
{
    Layer layer = *this;
    layer.m_shape[at(axis)] = length;
    layer.m_offset += start * stride(axis);
    layer.m_strides[at(axis)] *= step;
    layer.setVarying();
    return layer;
}

Layer Layer::selected(int axis, std::int64_t index) const
{
    Layer layer = narrowed(axis, index, 1);
    layer.m_shape.erase(layer.m_shape.begin() + axis);
    layer.m_strides.erase(layer.m_strides.begin() + axis);
    layer.setVarying();
    return layer;
}

Layer Layer::taken(int axis, const std::vector<std::int64_t> &positions) const
{
    Shape shape = m_shape;
    shape[at(axis)] = static_cast<std::int64_t>(positions.size());
    if (!m_varying.has(axis))
        return expanded(shape);
    const Shape grid = compact().m_shape;
    const Labels1d old = labels();
    const std::int64_t inner = product(Shape(grid.begin() + axis + 1, grid.end()));
    const std::int64_t outer = product(Shape(grid.begin(), grid.begin() + axis));
    Labels1d labels;
    labels.reserve(static_cast<std::size_t>(outer * inner) * positions.size());
    for (std::int64_t o = 0; o < outer; ++o)
        for (const std::int64_t p : positions)
            for (std::int64_t i = 0; i < inner; ++i)
                labels.push_back(p < 0 ? alwaysKept
                                       : old[static_cast<std::size_t>((o * grid[at(axis)] + p) * inner + i)]);
    Shape newGrid = grid;
    newGrid[at(axis)] = shape[at(axis)];
    return of(newGrid, std::move(labels), shape).recompressed();
}

Layer Layer::unfolded(int axis, std::int64_t size, std::int64_t step) const
{
    Layer layer = *this;
    layer.m_shape[at(axis)] = (this->size(axis) - size) / step + 1;
    layer.m_strides[at(axis)] *= step;
    layer.m_shape.push_back(size);
    layer.m_strides.push_back(stride(axis));
    layer.setVarying();
    return layer;
}

Layer Layer::mapped(const std::function<Label(Label)> &map) const
{
    Labels1d mapped = labels();
    for (Label &label : mapped)
        label = map(label);
    return of(compact().m_shape, std::move(mapped), m_shape);
}

Layer Layer::recompressed() const
{
    Layer layer = *this;
    std::vector<int> axes = m_varying.list();
    std::sort(axes.begin(), axes.end(), [this](int a, int b) { return size(a) > size(b); });
    for (const int axis : axes) {
        Layer constant = layer;
        constant.m_strides[at(axis)] = 0;
        constant.setVarying();
        bool equal = true;
        const Shape grid = layer.compact().m_shape;
        walkGrid<2>(grid, {&layer.m_strides, &constant.m_strides}, {layer.m_offset, layer.m_offset},
                    [&](const auto &position) {
                        const Labels1d &labels = *m_labels;
                        equal = equal && labels[static_cast<std::size_t>(position[0])]
                                == labels[static_cast<std::size_t>(position[1])];
                    });
        if (equal)
            layer = constant;
    }
    return layer;
}

bool Layer::sameAs(const Layer &other) const
{
    return m_labels == other.m_labels && m_offset == other.m_offset && m_shape == other.m_shape
        && m_strides == other.m_strides;
}

namespace {

/// One group of axes of a reshape: old axes [oldFirst, oldLast) hold the same elements as new axes [newFirst, newLast).
struct AxisGroup {
    std::size_t oldFirst, oldLast, newFirst, newLast;
};

/// The finest grouping of axes with equal products.
std::vector<AxisGroup> alignedGroups(const Shape &from, const Shape &to)
{
    std::vector<AxisGroup> groups;
    std::size_t i = 0, j = 0;
    while (i < from.size() || j < to.size()) {
        AxisGroup group{i, i, j, j};
        std::int64_t a = i < from.size() ? from[i++] : 1;
        std::int64_t b = j < to.size() ? to[j++] : 1;
        while (a != b) {
            if (a < b && i < from.size())
                a *= from[i++];
            else if (j < to.size())
                b *= to[j++];
            else
                break;
        }
        group.oldLast = i;
        group.newLast = j;
        groups.push_back(group);
    }
    return groups;
}

} // namespace

// Within each group the strides either describe one run of memory (then the new strides follow from it), or no stride
// can, and the labels have to be laid out anew.
bool Layer::isReshapable(const Shape &shape, Shape *strides) const
{
    strides->assign(shape.size(), 0);
    for (const AxisGroup &group : alignedGroups(m_shape, shape)) {
        std::size_t fresh = group.newLast;
        std::size_t old = group.oldLast;
        while (old > group.oldFirst) {
            while (old > group.oldFirst && m_shape[old - 1] == 1)
                --old;
            if (old == group.oldFirst)
                break;
            std::int64_t run = m_shape[--old];
            const std::int64_t step = m_strides[old];
            while (old > group.oldFirst
                   && (m_shape[old - 1] == 1 || m_strides[old - 1] == step * run))
                run *= m_shape[--old];
            std::int64_t covered = 1;
            while (fresh > group.newFirst && covered * shape[fresh - 1] <= run) {
                (*strides)[--fresh] = step * covered;
                covered *= shape[fresh];
            }
            if (covered != run)
                return false;
        }
    }
    return true;
}

Layer Layer::reshaped(const Shape &shape) const
{
    Layer layer = *this;
    if (isReshapable(shape, &layer.m_strides)) {
        layer.m_shape = shape;
        layer.setVarying();
        return layer;
    }
    Shape grid = compact().m_shape;
    Shape newGrid(shape.size(), 1);
    for (const AxisGroup &group : alignedGroups(m_shape, shape)) {
        bool any = false;
        for (std::size_t axis = group.oldFirst; axis < group.oldLast; ++axis)
            any = any || m_varying.has(static_cast<int>(axis));
        for (std::size_t axis = group.oldFirst; any && axis < group.oldLast; ++axis)
            grid[axis] = m_shape[axis];
        for (std::size_t axis = group.newFirst; any && axis < group.newLast; ++axis)
            newGrid[axis] = shape[axis];
    }
    return of(newGrid, labelsOver(grid), shape).recompressed();
}

} // namespace espalier::model::trace
