// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/trace/indexing.h"

#include "base/translate.h"
#include "model/trace/concrete.h"
#include "model/trace/rules.h"

#include <ATen/ATen.h>

namespace espalier::model::trace {

base::Result<IndexedAxes> indexedAxes(const Network &network, const graph::Node &node, int dims)
{
    IndexedAxes result;
    if (const graph::Argument *list = node.find("indices")) {
        const auto *ids = std::get_if<std::vector<ValueId>>(list);
        int axis = 0;
        for (std::size_t i = 0; ids && i < ids->size(); ++i) {
            if (!(*ids)[i].isValid()) {
                ++axis;
                continue;
            }
            const auto tensor = concreteValue(network, (*ids)[i]);
            if (!tensor)
                return tensor.problem();
            const std::vector<at::Tensor> parts =
                tensor->scalar_type() == at::kBool ? tensor->nonzero_numpy() : std::vector<at::Tensor>{*tensor};
            for (const at::Tensor &part : parts) {
                result.axes.push_back(axis++);
                result.indices.push_back(part.to(at::kLong));
            }
        }
        result.indices = at::broadcast_tensors(result.indices);
        return result;
    }
    const auto *dim = node.find("dim") ? std::get_if<graph::Size>(node.find("dim")) : nullptr;
    const auto tensor = concreteValue(network, node.tensor("index"));
    if (!tensor)
        return tensor.problem();
    result.axes.push_back(wrapAxis(dim ? dim->constant : 0, dims));
    result.indices.push_back(tensor->to(at::kLong).reshape({-1}));
    return result;
}

namespace {

/// Where the axes of the index land in the result: in place of adjacent indexed axes, else in front (as in NumPy).
int indexPosition(const std::vector<int> &axes)
{
    for (std::size_t i = 1; i < axes.size(); ++i)
        if (axes[i] != axes[i - 1] + 1)
            return 0;
    return axes.front();
}

class Indexing {
public:
    Indexing(const IndexedAxes &indexed, const Shape &from, const Shape &to)
        : m_axes(indexed.axes), m_to(to), m_indexShape(indexed.indices[0].sizes().vec())
    {
        for (const int axis : m_axes)
            m_indexed.add(axis);
        for (int axis = 0; axis < static_cast<int>(from.size()); ++axis)
            if (!m_indexed.has(axis))
                m_others.push_back(axis);
        at::Tensor flat = at::zeros_like(indexed.indices[0]);
        for (std::size_t i = 0; i < m_axes.size(); ++i) {
            const std::int64_t size = from[static_cast<std::size_t>(m_axes[i])];
            flat = flat * size + at::remainder(indexed.indices[i], size);
        }
        flat = flat.contiguous();
        m_flat.assign(flat.const_data_ptr<std::int64_t>(), flat.const_data_ptr<std::int64_t>() + flat.numel());
    }

    AxisSet axes() const { return m_indexed; }

    Layer apply(const Layer &layer) const
    {
        const Layer front = layer.permuted(joined(m_axes, m_others));
        const bool varies = layer.varying().meets(m_indexed);
        const Shape compact = front.compact().shape();
        Shape grid(front.shape().begin(), front.shape().begin() + static_cast<std::ptrdiff_t>(m_axes.size()));
        if (!varies)
            grid.assign(grid.size(), 1);
        const Shape inner(compact.begin() + static_cast<std::ptrdiff_t>(m_axes.size()), compact.end());
        grid.insert(grid.end(), inner.begin(), inner.end());
        const Labels1d old = front.labelsOver(grid);
        Shape newGrid = varies ? m_indexShape : Shape(m_indexShape.size(), 1);
        newGrid.insert(newGrid.end(), inner.begin(), inner.end());
        return placed(Layer::of(newGrid, varies ? gathered(old, product(inner)) : old, newGrid));
    }

private:
    static std::vector<int> joined(std::vector<int> a, const std::vector<int> &b)
    {
        a.insert(a.end(), b.begin(), b.end());
        return a;
    }

    Labels1d gathered(const Labels1d &old, std::int64_t inner) const
    {
        Labels1d labels;
        labels.reserve(m_flat.size() * static_cast<std::size_t>(inner));
        for (const std::int64_t row : m_flat)
            labels.insert(labels.end(), old.begin() + row * inner, old.begin() + (row + 1) * inner);
        return labels;
    }

    /// From [index axes, other axes] to the order of the result.
    Layer placed(const Layer &layer) const
    {
        const int indexDims = static_cast<int>(m_indexShape.size());
        const int before = indexPosition(m_axes);
        std::vector<int> order;
        for (int axis = 0; axis < before; ++axis)
            order.push_back(indexDims + axis);
        for (int axis = 0; axis < indexDims; ++axis)
            order.push_back(axis);
        for (int axis = indexDims + before; axis < layer.dims(); ++axis)
            order.push_back(axis);
        return layer.permuted(order).expanded(m_to).recompressed();
    }

    std::vector<int> m_axes, m_others;
    AxisSet m_indexed;
    const Shape &m_to;
    Shape m_indexShape;
    std::vector<std::int64_t> m_flat;
};

bool indicesAreConstant(Walk &walk, const Call &call)
{
    for (std::size_t i = 1; i < call.operands().size(); ++i)
        if (!walk.value(call.operands()[i]).constant)
            return false;
    return call.operands().size() > 1;
}

bool index(Walk &walk, Call &call)
{
    if (!indicesAreConstant(walk, call))
        return false;
    const Traced &input = call.operand(0);
    const auto indexed = indexedAxes(walk.network(), call.node(), static_cast<int>(input.shape.size()));
    if (!indexed)
        return false;
    const Indexing indexing(*indexed, input.shape, call.shape());
    std::vector<Layer> result;
    for (const Layer &layer : walk.normalised(input.layers)) {
        if (indexed->axes.size() > 1 && layer.varying().meets(indexing.axes()))
            walk.pin(layer, ESP_TR("Engine", "it is read through several index tables at once"));
        else
            result.push_back(indexing.apply(layer));
    }
    call.setLayers(walk.varyingOnly(result));
    return true;
}

/// Rows are looked up by data or by a constant table; either way only whole columns are channels.
bool embedding(Walk &walk, Call &call)
{
    const Traced &weight = *call.tensor("weight");
    std::vector<Layer> result;
    for (const Layer &layer : walk.normalised(weight.layers)) {
        const Layer columns = layer.varying().has(1) ? walk.collapsed(layer, AxisSet::of(0)) : layer;
        if (columns.varying().has(0)) {
            walk.pin(columns, ESP_TR("Engine", "its rows are looked up by the data"));
            continue;
        }
        Shape grid(call.shape().size() - 1, 1);
        grid.push_back(columns.size(1));
        result.push_back(columns.compact().reshaped(grid).expanded(call.shape()));
    }
    call.setLayers(walk.varyingOnly(result));
    return true;
}

} // namespace

void addIndexingRules(RuleTable &table)
{
    table["index"] = index;
    table["index_select"] = index;
    table["embedding"] = embedding;
}

} // namespace espalier::model::trace
