// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/call_bench.h"

#include "base/text.h"
#include "model/executor.h"
#include "model/scalar_type.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace espalier::formats {

using graph::Size;
using graph::ValueId;

namespace {

constexpr std::int64_t batches[] = {2, 3};

Size sizeOf(std::int64_t first, std::int64_t second)
{
    return first == second ? Size{first, false} : Size{first / batches[0], true};
}

graph::Argument atBatch(const graph::Argument &argument, std::int64_t batch)
{
    if (const auto *size = std::get_if<Size>(&argument))
        return Size{size->at(batch), false};
    const auto *sizes = std::get_if<graph::Sizes>(&argument);
    if (!sizes)
        return argument;
    graph::Sizes fixed;
    for (const Size &size : *sizes)
        fixed.push_back({size.at(batch), false});
    return fixed;
}

} // namespace

ValueId CallBench::input(const std::vector<std::int64_t> &rest, graph::DType type)
{
    graph::Sizes shape = graph::fixedSizes(rest);
    shape.insert(shape.begin(), Size{1, true});
    const ValueId id = m_graph.addInput("x", shape, type);
    for (const std::int64_t batch : batches) {
        std::vector<std::int64_t> sizes = rest;
        sizes.insert(sizes.begin(), batch);
        const bool floating = type == graph::DType::Float32;
        m_tensors[id].push_back(floating ? at::randn(sizes) : at::zeros(sizes, model::toScalarType(type)));
    }
    return id;
}

ValueId CallBench::store(graph::ValueKind kind, const std::string &name, const at::Tensor &tensor)
{
    m_weights.set(name, tensor);
    const ValueId id = m_graph.addStored(kind, name, graph::fixedSizes(tensor.sizes().vec()),
                                         *model::fromScalarType(tensor.scalar_type()));
    m_tensors[id] = {tensor, tensor};
    return id;
}

ValueId CallBench::parameter(const std::string &name, const std::vector<std::int64_t> &shape)
{
    return store(graph::ValueKind::Parameter, name, at::randn(shape) * 0.4);
}

std::vector<at::Tensor> CallBench::run(const graph::Node &node, std::size_t batch, std::size_t outputs) const
{
    graph::GraphBuilder single;
    model::Weights weights;
    int count = 0;
    const auto stored = [&](ValueId id) {
        if (!id.isValid())
            return id;
        const at::Tensor tensor = m_tensors.at(id)[batch].clone();
        const std::string name = base::cat("operand", count++);
        weights.set(name, tensor);
        return single.addStored(graph::ValueKind::Constant, name, graph::fixedSizes(tensor.sizes().vec()),
                                *model::fromScalarType(tensor.scalar_type()));
    };
    graph::Node copy = node;
    for (graph::NamedArgument &argument : copy.arguments) {
        argument.value = atBatch(argument.value, batches[batch]);
        if (auto *one = std::get_if<ValueId>(&argument.value))
            *one = stored(*one);
        if (auto *many = std::get_if<std::vector<ValueId>>(&argument.value))
            for (ValueId &id : *many)
                id = stored(id);
    }
    for (const ValueId id : single.addNode(std::move(copy), std::vector<graph::Sizes>(outputs)))
        single.addOutput(id);
    const auto graph = std::move(single).finish();
    EXPECT_TRUE(graph) << base::toString(graph.problem());
    const auto executor = model::Executor::create(*graph, weights);
    if (!executor) {
        ADD_FAILURE() << base::toString(executor.problem());
        return std::vector<at::Tensor>(outputs, at::zeros({1}));
    }
    const auto results = (*executor)->forward({});
    if (!results) {
        ADD_FAILURE() << base::toString(results.problem());
        return std::vector<at::Tensor>(outputs, at::zeros({1}));
    }
    return *results;
}

std::vector<ValueId> CallBench::calls(const std::string &op, std::vector<graph::NamedArgument> arguments,
                                      std::size_t outputs, const std::string &module)
{
    const std::size_t dot = op.find('.');
    const graph::Node node{"aten::" + op.substr(0, dot),
                           dot == std::string::npos ? "" : op.substr(dot + 1),
                           std::move(arguments),
                           {},
                           module};
    const std::vector<at::Tensor> first = run(node, 0, outputs), second = run(node, 1, outputs);
    std::vector<graph::Sizes> shapes(outputs);
    std::vector<graph::DType> types;
    for (std::size_t i = 0; i < outputs; ++i) {
        for (std::int64_t axis = 0; axis < first[i].dim(); ++axis)
            shapes[i].push_back(sizeOf(first[i].size(axis), second[i].size(axis)));
        types.push_back(*model::fromScalarType(first[i].scalar_type()));
    }
    const std::vector<ValueId> made = m_graph.addNode(node, shapes, types);
    for (std::size_t i = 0; i < outputs; ++i)
        m_tensors[made[i]] = {first[i], second[i]};
    return made;
}

ValueId CallBench::call(const std::string &op, std::vector<graph::NamedArgument> arguments,
                        const std::string &module)
{
    return calls(op, std::move(arguments), 1, module).front();
}

model::Network CallBench::finish(const std::vector<ValueId> &outputs)
{
    for (const ValueId output : outputs)
        m_graph.addOutput(output);
    auto graph = std::move(m_graph).finish();
    EXPECT_TRUE(graph) << base::toString(graph.problem());
    return {*graph, std::move(m_weights)};
}

} // namespace espalier::formats
