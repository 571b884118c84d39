// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/trace/walk.h"

#include <algorithm>
#include <numeric>

namespace espalier::model::trace {

Shape shapeAt(const graph::Sizes &sizes, std::int64_t batch)
{
    Shape shape;
    shape.reserve(sizes.size());
    for (const graph::Size size : sizes)
        shape.push_back(size.at(batch));
    return shape;
}

Walk::Walk(const Network &network) : m_network(network)
{
    m_values.resize(graph().values().size());
    for (std::size_t i = 0; i < m_values.size(); ++i)
        m_values[i].shape = shapeAt(graph().values()[i].shape, tracedBatch);
    addStored();
}

void Walk::addStored()
{
    for (std::size_t i = 0; i < m_values.size(); ++i) {
        const graph::Value &stored = graph().values()[i];
        if (!stored.isStored())
            continue;
        Traced &value = m_values[i];
        value.constant = true;
        value.stored = ValueId{static_cast<std::int32_t>(i)};
        if (stored.kind == graph::ValueKind::Parameter)
            value.origin = value.stored;
        for (std::size_t axis = 0; axis < value.shape.size(); ++axis)
            if (value.shape[axis] > 1)
                value.layers.push_back(freshLayer(value.shape, static_cast<int>(axis), stored.name, true));
    }
}

Layer Walk::freshLayer(const Shape &shape, int axis, const std::string &tensor, bool stored)
{
    const std::int64_t count = shape[static_cast<std::size_t>(axis)];
    const Label first = m_classes.fresh(count);
    m_findings.origins.push_back({first, count, tensor, axis, stored});
    return Layer::along(shape, axis, first);
}

Labels1d Walk::freshLabels(std::int64_t count)
{
    Labels1d labels(static_cast<std::size_t>(count));
    std::iota(labels.begin(), labels.end(), m_classes.fresh(count));
    return labels;
}

void Walk::pin(const Layer &layer, std::string_view reason) { pin(layer.labels(), reason); }

void Walk::pin(Labels1d labels, std::string_view reason)
{
    std::erase(labels, alwaysKept);
    if (!labels.empty())
        m_findings.pins.push_back({std::move(labels), std::string(reason), m_current});
}

void Walk::uniteOne(Label a, Label b, Labels1d *kept)
{
    if (a == alwaysKept || b == alwaysKept)
        kept->push_back(a == alwaysKept ? b : a);
    else
        m_classes.unite(a, b);
}

void Walk::unite(const Layer &a, const Layer &b)
{
    Labels1d kept;
    forEachPair(a, b, [&](Label x, Label y) { uniteOne(x, y, &kept); });
    pin(std::move(kept), why::kept);
}

void Walk::unite(const Labels1d &a, const Labels1d &b)
{
    Labels1d kept;
    for (std::size_t i = 0; i < a.size(); ++i)
        uniteOne(a[i], b[i], &kept);
    pin(std::move(kept), why::kept);
}

Layer Walk::collapsed(const Layer &layer, AxisSet axes)
{
    Layer compact = layer.compact();
    for (const int axis : (axes & layer.varying()).list()) {
        const Layer first = compact.narrowed(axis, 0, 1);
        unite(compact, first);
        compact = first;
    }
    return compact.expanded(layer.shape());
}

void Walk::addBlocks(const Labels1d &labels, Labels1d cells, std::size_t rows)
{
    if (cells.size() == rows && !labels.empty())
        unite(labels, cells);
    else
        m_findings.blocks.push_back({labels, std::move(cells), rows});
}

void Walk::markApproximate(const Layer &layer)
{
    const Labels1d labels = layer.labels();
    Labels1d &marked = m_findings.approximate[m_current];
    marked.insert(marked.end(), labels.begin(), labels.end());
}

Layer Walk::normalised(const Layer &layer)
{
    return layer.mapped([this](Label label) { return m_classes.find(label); }).recompressed();
}

std::vector<Layer> Walk::normalised(const std::vector<Layer> &layers)
{
    std::vector<Layer> result;
    for (const Layer &layer : layers)
        result.push_back(layer.varying().count() > 1 ? normalised(layer) : layer);
    return varyingOnly(result);
}

std::vector<Layer> Walk::varyingOnly(const std::vector<Layer> &layers)
{
    std::vector<Layer> result;
    for (const Layer &layer : layers) {
        if (layer.varies())
            result.push_back(layer);
        else
            pin(layer, why::whole);
    }
    return result;
}

} // namespace espalier::model::trace
