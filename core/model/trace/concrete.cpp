// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/trace/concrete.h"

#include "model/executor.h"

#include <ATen/core/Tensor.h>

#include <algorithm>
#include <functional>

namespace espalier::model::trace {

using graph::NodeId;
using graph::ValueId;

namespace {

/// The nodes that a value is computed by, as a graph of their own. Weights are cloned: an in-place operator among the
/// nodes must not write into the network's.
class Extract {
public:
    explicit Extract(const Network &network) : m_network(network), m_ids(network.graph->values().size()) { }

    base::Result<at::Tensor> compute(ValueId target)
    {
        collect(target);
        std::sort(m_nodes.begin(), m_nodes.end());
        for (const NodeId id : m_nodes)
            addNode(id);
        m_builder.addOutput(m_ids[target.index()]);
        auto graph = std::move(m_builder).finish();
        if (!graph)
            return graph.problem();
        const auto executor = Executor::create(*graph, m_weights);
        if (!executor)
            return executor.problem();
        auto outputs = (*executor)->forward({});
        if (!outputs)
            return outputs.problem();
        return outputs->front();
    }

private:
    void collect(ValueId id)
    {
        const graph::Value &value = m_network.graph->value(id);
        if (m_ids[id.index()].isValid())
            return;
        if (value.isStored()) {
            m_ids[id.index()] = m_builder.addStored(value.kind, value.name, value.shape, value.dtype);
            m_weights.set(value.name, m_network.weights.get(value.name).clone());
            return;
        }
        if (std::find(m_nodes.begin(), m_nodes.end(), value.producer) != m_nodes.end())
            return;
        m_nodes.push_back(value.producer);
        forEachOperand(m_network.graph->node(value.producer), [this](ValueId operand) { collect(operand); });
    }

    static void forEachOperand(const graph::Node &node, const std::function<void(ValueId)> &visit)
    {
        for (const graph::NamedArgument &argument : node.arguments) {
            if (const auto *one = std::get_if<ValueId>(&argument.value); one && one->isValid())
                visit(*one);
            if (const auto *many = std::get_if<std::vector<ValueId>>(&argument.value))
                for (const ValueId id : *many)
                    if (id.isValid())
                        visit(id);
        }
    }

    void addNode(NodeId id)
    {
        const graph::Graph &graph = *m_network.graph;
        graph::Node node = graph.node(id);
        for (graph::NamedArgument &argument : node.arguments) {
            if (auto *one = std::get_if<ValueId>(&argument.value); one && one->isValid())
                *one = m_ids[one->index()];
            if (auto *many = std::get_if<std::vector<ValueId>>(&argument.value))
                for (ValueId &operand : *many)
                    if (operand.isValid())
                        operand = m_ids[operand.index()];
        }
        std::vector<graph::Sizes> shapes;
        std::vector<graph::DType> types;
        for (const ValueId output : node.outputs) {
            shapes.push_back(graph.value(output).shape);
            types.push_back(graph.value(output).dtype);
        }
        const std::vector<ValueId> outputs = std::exchange(node.outputs, {});
        const std::vector<ValueId> made = m_builder.addNode(std::move(node), shapes, types);
        for (std::size_t i = 0; i < made.size(); ++i)
            m_ids[outputs[i].index()] = made[i];
    }

    const Network &m_network;
    graph::GraphBuilder m_builder;
    std::vector<ValueId> m_ids; ///< by value of the network
    std::vector<NodeId> m_nodes;
    Weights m_weights;
};

} // namespace

base::Result<at::Tensor> concreteValue(const Network &network, ValueId id)
{
    const graph::Value &value = network.graph->value(id);
    if (value.isStored())
        return network.weights.get(value.name);
    return Extract(network).compute(id);
}

} // namespace espalier::model::trace
