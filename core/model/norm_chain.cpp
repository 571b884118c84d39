// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/norm_chain.h"

#include <algorithm>

namespace espalier::model {
namespace {

using graph::Graph;
using graph::Node;
using graph::ValueId;

bool isOutput(const Graph &graph, ValueId value)
{
    return std::find(graph.outputs().begin(), graph.outputs().end(), value) != graph.outputs().end();
}

/// The only reader of the node's only result.
std::optional<std::size_t> onlyReader(const Graph &graph, const Node &node)
{
    if (node.outputs.size() != 1 || isOutput(graph, node.outputs[0]) || graph.consumers(node.outputs[0]).size() != 1)
        return std::nullopt;
    return graph.consumers(node.outputs[0]).front().index();
}

bool isRelu(const Node &node)
{
    return node.op == "aten::relu" || node.op == "aten::relu_";
}

bool isPlainAdd(const Node &node)
{
    const graph::Argument *alpha = node.find("alpha");
    return node.op == "aten::add" && node.overload == "Tensor" && (!alpha || *alpha == graph::Argument(graph::Size{1, false}));
}

bool changesInPlace(const Node &node)
{
    return node.op.ends_with("_");
}

std::optional<double> number(const Node &node, const char *name)
{
    const graph::Argument *argument = node.find(name);
    const double *value = argument ? std::get_if<double>(argument) : nullptr;
    return value ? std::optional(*value) : std::nullopt;
}

/// A batch norm with everything that the one call needs.
std::optional<NormChain> normAt(const Graph &graph, std::size_t index)
{
    const Node &node = graph.nodes()[index];
    const auto momentum = number(node, "momentum"), eps = number(node, "eps");
    if (node.op != "aten::batch_norm" || !momentum || !eps)
        return std::nullopt;
    NormChain chain{index, std::nullopt, index, node.tensor("input"), {}, node.tensor("weight"), node.tensor("bias"),
                    node.tensor("running_mean"), node.tensor("running_var"), *momentum, *eps};
    for (const ValueId value : {chain.input, chain.weight, chain.bias, chain.runningMean, chain.runningVariance})
        if (!value.isValid())
            return std::nullopt;
    return chain;
}

std::optional<NormChain> chainFrom(const Graph &graph, std::size_t index)
{
    std::optional<NormChain> chain = normAt(graph, index);
    std::optional<std::size_t> reader = chain ? onlyReader(graph, graph.nodes()[index]) : std::nullopt;
    if (!reader)
        return std::nullopt;
    if (const Node &node = graph.nodes()[*reader]; isPlainAdd(node)) {
        const ValueId self = node.tensor("self"), other = node.tensor("other"), norm = graph.nodes()[index].outputs[0];
        if (!self.isValid() || !other.isValid() || self == other)
            return std::nullopt;
        chain->residual = self == norm ? other : self;
        chain->add = *reader;
        reader = onlyReader(graph, node);
    }
    if (!reader || !isRelu(graph.nodes()[*reader]))
        return std::nullopt;
    chain->relu = *reader;
    const auto first = graph.nodes().begin() + static_cast<std::ptrdiff_t>(index);
    const auto last = graph.nodes().begin() + static_cast<std::ptrdiff_t>(chain->relu);
    return std::any_of(first, last, changesInPlace) ? std::nullopt : chain;
}

} // namespace

std::vector<NormChain> findNormChains(const Graph &graph)
{
    std::vector<NormChain> chains;
    std::vector<bool> taken(graph.nodes().size(), false);
    for (std::size_t n = 0; n < graph.nodes().size(); ++n) {
        std::optional<NormChain> chain = chainFrom(graph, n);
        if (!chain || taken[chain->relu])
            continue; // two norms meet in one add: the first is taken along, the other stays a call
        taken[chain->relu] = true;
        chains.push_back(*chain);
    }
    std::sort(chains.begin(), chains.end(), [](const NormChain &a, const NormChain &b) { return a.relu < b.relu; });
    return chains;
}

} // namespace espalier::model
