// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"
#include "model/surgeon.h"
#include "model/surgery/emission.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

namespace espalier::model {

using base::cat;
using graph::ValueId;
using surgery::Emission;
using surgery::Shrinkage;

namespace {

/// Adds to each consumer what it loses, in a network whose tensors are its own where they change.
class Forwarding {
public:
    Forwarding(const Network &network, const Trace &trace)
    {
        m_values = network.graph->values();
        m_nodes = network.graph->nodes();
        m_graph = network.graph;
        m_result.network = network;
        m_result.trace = trace;
    }

    void add(const Emission &emission)
    {
        const graph::Layer &layer = *emission.layer;
        if (!emission.skipped.empty())
            m_result.skipped.push_back(cat(layer.name, ": ", emission.skipped));
        else if (!layer.bias.empty())
            replace(layer.bias, emission.lost);
        else if (const std::string mean = layer.norm + ".running_mean"; m_graph->stored(mean).isValid())
            replace(mean, -emission.lost);
        else
            createBias(layer, emission.lost);
    }

    void skip(const std::string &what) { m_result.skipped.push_back(what); }

    base::Result<ForwardedConstants> finish()
    {
        if (!m_biasCreated)
            return std::move(m_result);
        auto graph = graph::GraphBuilder::fromTables(m_values, m_nodes, m_graph->inputs(), m_graph->outputs());
        if (!graph)
            return graph.problem();
        m_result.network.graph = std::move(*graph);
        auto trace = traceChannels(m_result.network);
        if (!trace)
            return trace.problem();
        m_result.trace = std::move(*trace);
        return std::move(m_result);
    }

private:
    void replace(const std::string &name, const at::Tensor &change)
    {
        Weights &weights = m_result.network.weights;
        const at::Tensor old = weights.get(name);
        weights.set(name, (old.detach() + change.to(old.options())).set_requires_grad(old.requires_grad()));
        m_result.into.push_back(name);
    }

    void createBias(const graph::Layer &layer, const at::Tensor &value)
    {
        const std::string name = layer.name + ".bias";
        const at::Tensor weight = m_result.network.weights.get(layer.weight);
        if (m_graph->stored(name).isValid()) {
            skip(cat(layer.name, ": it has no bias, and the name ", name, " is taken"));
            return;
        }
        const ValueId id{static_cast<std::int32_t>(m_values.size())};
        m_values.push_back({name, graph::ValueKind::Parameter, graph::fixedSizes(value.sizes().vec()),
                            m_graph->value(m_graph->stored(layer.weight)).dtype, {}, 0});
        std::vector<graph::NamedArgument> &arguments = m_nodes[layer.node.index()].arguments;
        std::erase_if(arguments, [](const graph::NamedArgument &argument) { return argument.name == "bias"; });
        arguments.push_back({"bias", id});
        m_result.network.weights.set(name, value.to(weight.options()).set_requires_grad(weight.requires_grad()));
        m_result.into.push_back(name);
        m_biasCreated = true;
    }

    graph::GraphPtr m_graph;
    std::vector<graph::Value> m_values;
    std::vector<graph::Node> m_nodes;
    bool m_biasCreated = false;
    ForwardedConstants m_result;
};

} // namespace

base::Result<ForwardedConstants> forwardConstants(const Network &network, const Trace &trace, const graph::Plan &plan)
{
    const at::NoGradGuard noGrad;
    const auto shrinkage = Shrinkage::of(network, trace, plan);
    if (!shrinkage)
        return shrinkage.problem();
    const auto emissions = surgery::emissions(*shrinkage, *trace.structure, plan);
    if (!emissions)
        return emissions.problem();
    Forwarding forwarding(network, trace);
    for (const Emission &emission : emissions->layers)
        forwarding.add(emission);
    for (const std::string &lost : emissions->lost)
        forwarding.skip(lost);
    return forwarding.finish();
}

} // namespace espalier::model
