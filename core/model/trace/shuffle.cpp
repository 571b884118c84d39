// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/trace/shuffle.h"

#include "model/trace/call.h"

#include <algorithm>
#include <numeric>

namespace espalier::model::trace {

namespace {

bool isOneOf(const graph::Node &node, std::initializer_list<const char *> names)
{
    const std::string name = shortName(node.op);
    return std::any_of(names.begin(), names.end(), [&](const char *candidate) { return name == candidate; });
}

ValueId firstOperand(const graph::Node &node)
{
    for (const graph::NamedArgument &argument : node.arguments)
        if (const auto *id = std::get_if<ValueId>(&argument.value))
            return *id;
    return {};
}

/// The node that computes the first operand of `node`, if nothing else reads it.
NodeId soleProducer(const graph::Graph &graph, const graph::Node &node)
{
    const ValueId id = firstOperand(node);
    if (!id.isValid() || graph.consumers(id).size() != 1)
        return {};
    const bool isOutput = std::find(graph.outputs().begin(), graph.outputs().end(), id) != graph.outputs().end();
    return isOutput ? NodeId{} : graph.value(id).producer;
}

std::optional<Shuffle> candidate(const graph::Graph &graph, NodeId last)
{
    const graph::Node &node = graph.node(last);
    Shuffle shuffle{last, firstOperand(node), {}, 0, {}};
    if (isOneOf(node, {"channel_shuffle", "native_channel_shuffle"}))
        return shuffle;
    if (!isOneOf(node, {"view", "reshape", "_unsafe_view", "flatten"}))
        return std::nullopt;
    NodeId at = soleProducer(graph, node);
    while (at.isValid() && isOneOf(graph.node(at), {"contiguous", "clone"})) {
        shuffle.inner.push_back(at);
        at = soleProducer(graph, graph.node(at));
    }
    if (!at.isValid() || !isOneOf(graph.node(at), {"transpose", "permute"}))
        return std::nullopt;
    shuffle.inner.push_back(at);
    at = soleProducer(graph, graph.node(at));
    if (!at.isValid() || !isOneOf(graph.node(at), {"view", "reshape", "_unsafe_view"}))
        return std::nullopt;
    shuffle.inner.push_back(at);
    std::reverse(shuffle.inner.begin(), shuffle.inner.end());
    shuffle.source = firstOperand(graph.node(at));
    const graph::Sizes &shape = graph.value(shuffle.source).shape;
    return shape.size() > 1 && shape == graph.value(node.outputs[0]).shape ? std::optional(shuffle) : std::nullopt;
}

std::vector<int> orderOf(const Call &call, int dims)
{
    std::vector<int> order(static_cast<std::size_t>(dims));
    std::iota(order.begin(), order.end(), 0);
    if (call.op() == "transpose") {
        std::swap(order[static_cast<std::size_t>(call.axis("dim0", 0, dims))],
                  order[static_cast<std::size_t>(call.axis("dim1", 1, dims))]);
        return order;
    }
    const std::vector<std::int64_t> given = call.integers("dims");
    for (std::size_t i = 0; i < given.size(); ++i)
        order[i] = wrapAxis(given[i], dims);
    return order;
}

Layer through(Walk &walk, const Shuffle &shuffle, Layer layer)
{
    if (shuffle.inner.empty()) {
        Shape split = layer.shape();
        const std::int64_t groups = Call(walk, shuffle.last).integer("groups", 1);
        split[1] /= groups;
        split.insert(split.begin() + 1, groups);
        std::vector<int> order(split.size());
        std::iota(order.begin(), order.end(), 0);
        std::swap(order[1], order[2]);
        return layer.reshaped(split).permuted(order).reshaped(layer.shape());
    }
    for (const NodeId id : shuffle.inner) {
        const Call call(walk, id);
        if (call.op() == "transpose" || call.op() == "permute")
            layer = layer.permuted(orderOf(call, layer.dims()));
        else if (call.op() != "contiguous" && call.op() != "clone")
            layer = layer.reshaped(call.shape());
    }
    return layer.reshaped(Call(walk, shuffle.last).shape());
}

} // namespace

std::map<NodeId, Shuffle> findShuffles(const graph::Graph &graph)
{
    std::map<NodeId, Shuffle> shuffles;
    for (std::size_t i = 0; i < graph.nodes().size(); ++i) {
        const NodeId id{static_cast<std::int32_t>(i)};
        if (auto shuffle = candidate(graph, id))
            shuffles.emplace(id, std::move(*shuffle));
    }
    return shuffles;
}

std::optional<Shuffle> resolveShuffle(Walk &walk, const Shuffle &candidate)
{
    const Traced &source = walk.value(candidate.source);
    const std::vector<Layer> layers = walk.normalised(source.layers);
    if (layers.empty() || layers[0].varying().count() != 1)
        return std::nullopt;
    const AxisSet axis = layers[0].varying();
    const bool alike = std::all_of(layers.begin(), layers.end(),
                                   [&](const Layer &layer) { return layer.varying() == axis; });
    const Layer places = through(walk, candidate, Layer::along(source.shape, axis.first(), 1)).recompressed();
    if (!alike || places.varying() != axis)
        return std::nullopt;
    Shuffle shuffle = candidate;
    shuffle.axis = axis.first();
    for (const Label place : places.labels())
        shuffle.positions.push_back(place - 1);
    if (std::is_sorted(shuffle.positions.begin(), shuffle.positions.end()))
        return std::nullopt;
    return shuffle;
}

} // namespace espalier::model::trace
