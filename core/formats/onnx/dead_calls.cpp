// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx/dead_calls.h"

#include <algorithm>

namespace espalier::formats::onnx {

namespace {

using graph::Graph;
using graph::ValueId;
using graph::ValueKind;

/// By node: does an output of the network depend on it?
std::vector<bool> neededNodes(const Graph &graph, std::vector<bool> &values)
{
    std::vector<bool> nodes(graph.nodes().size(), false);
    for (const ValueId id : graph.outputs())
        values[id.index()] = true;
    for (std::size_t n = nodes.size(); n-- > 0;) {
        const graph::Node &node = graph.nodes()[n];
        nodes[n] = std::any_of(node.outputs.begin(), node.outputs.end(),
                               [&](ValueId id) { return values[id.index()]; });
        for (const ValueId id : nodes[n] ? tensorsOf(node) : std::vector<ValueId>())
            values[id.index()] = true;
        for (const ValueId id : nodes[n] ? node.outputs : std::vector<ValueId>())
            values[id.index()] = true;
    }
    return nodes;
}

class Renumbering
{
public:
    Renumbering(const Graph &graph, const std::vector<bool> &kept)
    {
        for (std::size_t v = 0; v < kept.size(); ++v) {
            m_ids.push_back(kept[v] ? ValueId{static_cast<std::int32_t>(values.size())} : ValueId{});
            if (kept[v])
                values.push_back(graph.values()[v]);
        }
    }

    ValueId operator()(ValueId id) const { return id.isValid() ? m_ids[id.index()] : id; }

    std::vector<ValueId> operator()(std::vector<ValueId> ids) const
    {
        for (ValueId &id : ids)
            id = (*this)(id);
        return ids;
    }

    graph::Node operator()(graph::Node node) const
    {
        node.outputs = (*this)(std::move(node.outputs));
        for (graph::NamedArgument &argument : node.arguments) {
            if (auto *one = std::get_if<ValueId>(&argument.value))
                *one = (*this)(*one);
            else if (auto *many = std::get_if<std::vector<ValueId>>(&argument.value))
                *many = (*this)(std::move(*many));
        }
        return node;
    }

    std::vector<graph::Value> values;

private:
    std::vector<ValueId> m_ids;
};

} // namespace

base::Result<model::Network> withoutDeadCalls(model::Network network)
{
    const Graph &graph = *network.graph;
    std::vector<bool> kept(graph.values().size(), false);
    const std::vector<bool> nodes = neededNodes(graph, kept);
    for (std::size_t v = 0; v < kept.size(); ++v)
        kept[v] = kept[v] || graph.values()[v].kind == ValueKind::Input ||
                  graph.values()[v].kind == ValueKind::Buffer;
    if (std::all_of(kept.begin(), kept.end(), [](bool k) { return k; }))
        return network;
    Renumbering renumbered(graph, kept);
    std::vector<graph::Node> left;
    for (std::size_t n = 0; n < nodes.size(); ++n)
        if (nodes[n])
            left.push_back(renumbered(graph.nodes()[n]));
    auto made = graph::GraphBuilder::fromTables(renumbered.values, std::move(left),
                                                renumbered(graph.inputs()), renumbered(graph.outputs()));
    if (!made)
        return made.problem();
    model::Network result{*std::move(made), {}};
    for (const graph::Value &value : result.graph->values())
        if (value.isStored())
            result.weights.set(value.name, network.weights.get(value.name));
    return result;
}

} // namespace espalier::formats::onnx
