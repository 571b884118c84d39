// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx/constant_calls.h"

#include "model/executor.h"

#include <ATen/core/Tensor.h>

#include <algorithm>

namespace espalier::formats::onnx {

namespace {

using graph::Argument;
using graph::Graph;
using graph::Size;
using graph::Sizes;
using graph::ValueId;
using graph::ValueKind;

bool dependsOnBatch(const Argument &argument)
{
    if (const auto *size = std::get_if<Size>(&argument))
        return size->timesBatch;
    const auto *sizes = std::get_if<Sizes>(&argument);
    return sizes &&
           std::any_of(sizes->begin(), sizes->end(), [](const Size &size) { return size.timesBatch; });
}

bool isConstantCall(const graph::Node &node, const std::vector<bool> &constant)
{
    const auto operands = tensorsOf(node);
    return std::all_of(operands.begin(), operands.end(), [&](ValueId id) { return constant[id.index()]; }) &&
           std::none_of(node.arguments.begin(), node.arguments.end(),
                        [](const auto &a) { return dependsOnBatch(a.value); }) &&
           node.op.find("rand") == std::string::npos && node.op.find("empty") == std::string::npos;
}

/// The constant calls as a network of their own. Outputs are what others read of them, or the network gives.
class Extract
{
public:
    Extract(const model::Network &network, const std::vector<bool> &calls)
        : m_network(network), m_calls(calls)
    {
    }

    base::Result<std::map<ValueId, at::Tensor>> compute()
    {
        for (std::size_t n = 0; n < m_calls.size(); ++n)
            if (m_calls[n])
                add(m_network.graph->nodes()[n]);
        const std::vector<ValueId> wanted = wantedOutside();
        for (const ValueId id : wanted)
            m_builder.addOutput(m_ids.at(id));
        if (wanted.empty())
            return std::map<ValueId, at::Tensor>();
        return run(wanted);
    }

private:
    base::Result<std::map<ValueId, at::Tensor>> run(const std::vector<ValueId> &wanted)
    {
        auto graph = std::move(m_builder).finish();
        if (!graph)
            return graph.problem();
        const auto executor = model::Executor::create(*graph, m_weights);
        if (!executor)
            return executor.problem();
        const auto outputs = (*executor)->forward({});
        if (!outputs)
            return outputs.problem();
        std::map<ValueId, at::Tensor> values;
        for (std::size_t i = 0; i < wanted.size(); ++i)
            values[wanted[i]] = (*outputs)[i];
        return values;
    }

    ValueId idOf(ValueId id)
    {
        if (!id.isValid())
            return id;
        const auto known = m_ids.find(id);
        if (known != m_ids.end())
            return known->second;
        const graph::Value &value = m_network.graph->value(id); // stored, since calls come in order
        m_weights.set(value.name, m_network.weights.get(value.name).clone());
        return m_ids[id] = m_builder.addStored(value.kind, value.name, value.shape, value.dtype);
    }

    void add(graph::Node node)
    {
        for (graph::NamedArgument &argument : node.arguments) {
            if (auto *one = std::get_if<ValueId>(&argument.value))
                *one = idOf(*one);
            if (auto *many = std::get_if<std::vector<ValueId>>(&argument.value))
                for (ValueId &id : *many)
                    id = idOf(id);
        }
        const std::vector<ValueId> outputs = node.outputs;
        const std::vector<ValueId> made =
            m_builder.addNode(std::move(node), std::vector<Sizes>(outputs.size()));
        for (std::size_t i = 0; i < made.size(); ++i)
            m_ids[outputs[i]] = made[i];
    }

    std::vector<ValueId> wantedOutside() const
    {
        const Graph &graph = *m_network.graph;
        std::vector<ValueId> wanted;
        for (std::size_t n = 0; n < m_calls.size(); ++n) {
            for (const ValueId id : m_calls[n] ? graph.nodes()[n].outputs : std::vector<ValueId>()) {
                const auto &readers = graph.consumers(id);
                const bool outside = std::any_of(readers.begin(), readers.end(),
                                                 [&](graph::NodeId r) { return !m_calls[r.index()]; });
                if (outside ||
                    std::find(graph.outputs().begin(), graph.outputs().end(), id) != graph.outputs().end())
                    wanted.push_back(id);
            }
        }
        return wanted;
    }

    const model::Network &m_network;
    const std::vector<bool> &m_calls;
    std::map<ValueId, ValueId> m_ids;
    graph::GraphBuilder m_builder;
    model::Weights m_weights;
};

} // namespace

base::Result<ConstantCalls> computeConstantCalls(const model::Network &network)
{
    const Graph &graph = *network.graph;
    std::vector<bool> constant(graph.values().size(), false);
    for (std::size_t v = 0; v < constant.size(); ++v) {
        const graph::Value &value = graph.values()[v];
        constant[v] = value.kind == ValueKind::Constant ||
                      (value.kind == ValueKind::Buffer && value.dtype != graph::DType::Float32);
    }
    ConstantCalls result;
    result.calls.assign(graph.nodes().size(), false);
    for (std::size_t n = 0; n < graph.nodes().size(); ++n) {
        result.calls[n] = isConstantCall(graph.nodes()[n], constant);
        for (const ValueId id : graph.nodes()[n].outputs)
            constant[id.index()] = result.calls[n];
    }
    auto values = Extract(network, result.calls).compute();
    if (!values)
        return values.problem();
    result.values = *std::move(values);
    for (std::size_t v = 0; v < constant.size(); ++v)
        if (constant[v] && graph.values()[v].isStored())
            result.values[{static_cast<std::int32_t>(v)}] = network.weights.get(graph.values()[v].name);
    return result;
}

} // namespace espalier::formats::onnx
