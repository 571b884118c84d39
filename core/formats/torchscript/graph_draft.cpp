// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/torchscript/graph_draft.h"

#include "base/text.h"
#include "formats/torchscript/schema_match.h"
#include "model/scalar_type.h"

#include <ATen/ATen.h>

namespace espalier::formats::torchscript {

namespace {

graph::DType dtypeOf(const at::Tensor &tensor)
{
    const auto type = model::fromScalarType(tensor.scalar_type());
    if (!type)
        unsupported(
            base::cat("A tensor is of type ", at::toString(tensor.scalar_type()), ", which is not read."));
    return *type;
}

/// Replaces the ids of a node by those of another table.
void renumber(graph::Node &node, const std::vector<graph::ValueId> &ids)
{
    for (graph::NamedArgument &argument : node.arguments) {
        if (auto *one = std::get_if<graph::ValueId>(&argument.value); one && one->isValid())
            *one = ids[one->index()];
        if (auto *many = std::get_if<std::vector<graph::ValueId>>(&argument.value))
            for (graph::ValueId &id : *many)
                if (id.isValid())
                    id = ids[id.index()];
    }
}

} // namespace

graph::Sizes sizesOf(const TensorValue &tensor)
{
    graph::Sizes sizes;
    if (tensor.meta[0].dim() != tensor.meta[1].dim())
        unsupported("The number of axes of a tensor depends on the batch.");
    for (std::int64_t axis = 0; axis < tensor.meta[0].dim(); ++axis) {
        const Dual dual = dualSize(tensor, axis);
        const auto size = sizeOf(dual);
        if (!size)
            unsupported(base::cat("A size does not grow in proportion to the batch: it is ", dual.at[0],
                                  " for ", probeBatches[0], " images and ", dual.at[1], " for ",
                                  probeBatches[1], "."));
        sizes.push_back(*size);
    }
    return sizes;
}

std::int32_t GraphDraft::append(Entry entry)
{
    m_entries.push_back(std::move(entry));
    return static_cast<std::int32_t>(m_entries.size() - 1);
}

TensorValue GraphDraft::addInput(const std::string &name, const std::vector<std::int64_t> &perImage,
                                 graph::DType dtype)
{
    TensorValue tensor;
    for (std::size_t i = 0; i < probeBatches.size(); ++i) {
        std::vector<std::int64_t> shape{probeBatches[i]};
        shape.insert(shape.end(), perImage.begin(), perImage.end());
        tensor.meta[i] = at::empty(shape, at::TensorOptions(at::kMeta).dtype(model::toScalarType(dtype)));
    }
    tensor.id = append({{name, graph::ValueKind::Input, sizesOf(tensor), dtype, {}, 0}, {}, false});
    m_inputs.push_back(tensor.id);
    return tensor;
}

TensorValue GraphDraft::addStored(graph::ValueKind kind, const std::string &name, at::Tensor tensor)
{
    TensorValue value;
    value.meta.fill(at::empty_like(tensor, tensor.options().device(at::kMeta)));
    const auto known = m_stored.find(name);
    if (known != m_stored.end()) {
        value.id = known->second;
        return value;
    }
    const graph::DType dtype = dtypeOf(tensor);
    value.id = append(
        {{name, kind, graph::fixedSizes(tensor.sizes().vec()), dtype, {}, 0}, std::move(tensor), false});
    m_stored.emplace(name, value.id);
    return value;
}

void GraphDraft::addNode(graph::Node node, std::vector<TensorValue> &outputs, bool fresh)
{
    for (TensorValue &output : outputs) {
        output.id = append(
            {{"", graph::ValueKind::Computed, sizesOf(output), dtypeOf(output.meta[0]), {}, 0}, {}, fresh});
        node.outputs.push_back({output.id});
    }
    m_nodes.push_back(std::move(node));
}

/// relu_(x) is relu(x) if x is memory of its own that nobody reads afterwards; training and surgery know more
/// of those.
void GraphDraft::makePlain()
{
    std::vector<std::size_t> lastUse(m_entries.size(), 0);
    std::vector<bool> viewed(m_entries.size(), false);
    for (const std::int32_t output : m_outputs)
        lastUse[static_cast<std::size_t>(output)] = m_nodes.size();
    for (std::size_t n = 0; n < m_nodes.size(); ++n) {
        const bool views = !m_nodes[n].outputs.empty() && !entry(m_nodes[n].outputs[0].value).fresh;
        for (const graph::ValueId id : graph::tensorsOf(m_nodes[n])) {
            lastUse[id.index()] = std::max(lastUse[id.index()], n);
            viewed[id.index()] = viewed[id.index()] || (views && !isInPlace(m_nodes[n]));
        }
    }
    for (std::size_t n = 0; n < m_nodes.size(); ++n) {
        graph::Node &node = m_nodes[n];
        const graph::ValueId self = node.tensor("self");
        if (!isInPlace(node) || !self.isValid() || !entry(self.value).fresh || lastUse[self.index()] != n ||
            viewed[self.index()])
            continue;
        graph::Node plain = node;
        plain.op.pop_back();
        if (!hasSchema(plain))
            continue;
        node = std::move(plain);
        m_entries[node.outputs[0].index()].fresh = true;
    }
}

/// A call lives if its results are read, or if it writes into a tensor that is.
std::vector<bool> GraphDraft::livingNodes() const
{
    std::vector<bool> needed(m_entries.size(), false);
    std::vector<bool> living(m_nodes.size(), false);
    for (const std::int32_t output : m_outputs)
        needed[static_cast<std::size_t>(output)] = true;
    for (std::size_t n = m_nodes.size(); n-- > 0;) {
        const graph::Node &node = m_nodes[n];
        bool lives = isInPlace(node);
        for (const graph::ValueId output : node.outputs)
            lives = lives || needed[output.index()];
        if (!lives)
            continue;
        living[n] = true;
        for (const graph::ValueId id : graph::tensorsOf(node))
            needed[id.index()] = true;
    }
    return living;
}

std::vector<bool> GraphDraft::usedEntries(const std::vector<bool> &living) const
{
    std::vector<bool> used(m_entries.size(), false);
    for (std::size_t n = 0; n < m_nodes.size(); ++n)
        for (const graph::ValueId id :
             living[n] ? graph::tensorsOf(m_nodes[n]) : std::vector<graph::ValueId>())
            used[id.index()] = true;
    return used;
}

void GraphDraft::emitNode(const graph::Node &draft, graph::GraphBuilder &builder,
                          std::vector<graph::ValueId> &ids) const
{
    graph::Node node = draft;
    std::vector<graph::Sizes> shapes;
    std::vector<graph::DType> types;
    for (const graph::ValueId output : node.outputs) {
        shapes.push_back(entry(output.value).value.shape);
        types.push_back(entry(output.value).value.dtype);
    }
    node.outputs.clear();
    renumber(node, ids);
    const auto made = builder.addNode(std::move(node), shapes, types);
    for (std::size_t i = 0; i < made.size(); ++i)
        ids[draft.outputs[i].index()] = made[i];
}

base::Result<model::Network>
GraphDraft::finish(const std::function<void(GraphDraft &, const std::string &)> &keep)
{
    makePlain();
    const std::vector<bool> living = livingNodes();
    std::vector<bool> used = usedEntries(living);
    for (std::size_t id = 0; id < used.size(); ++id)
        if (used[id] && m_entries[id].value.isStored())
            keep(*this, std::string(m_entries[id].value.name));
    used.resize(m_entries.size(), true);
    graph::GraphBuilder builder;
    model::Network network;
    std::vector<graph::ValueId> ids(m_entries.size());
    for (const std::int32_t id : m_inputs)
        ids[static_cast<std::size_t>(id)] =
            builder.addInput(entry(id).value.name, entry(id).value.shape, entry(id).value.dtype);
    for (std::size_t id = 0; id < m_entries.size(); ++id) {
        const Entry &each = m_entries[id];
        if (!used[id] || !each.value.isStored())
            continue;
        ids[id] = builder.addStored(each.value.kind, each.value.name, each.value.shape, each.value.dtype);
        network.weights.set(each.value.name, each.weight);
    }
    for (std::size_t n = 0; n < m_nodes.size(); ++n)
        if (living[n])
            emitNode(m_nodes[n], builder, ids);
    for (const std::int32_t output : m_outputs) {
        if (!ids[static_cast<std::size_t>(output)].isValid())
            unsupported("The network returns a tensor that it does not compute.");
        builder.addOutput(ids[static_cast<std::size_t>(output)]);
    }
    auto graph = std::move(builder).finish();
    if (!graph)
        return graph.problem();
    network.graph = std::move(*graph);
    return network;
}

} // namespace espalier::formats::torchscript
