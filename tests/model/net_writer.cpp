// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/net_writer.h"

#include "model/executor.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include <cmath>
#include <stdexcept>

namespace espalier::test {

using graph::Node;
using graph::Size;
using graph::Sizes;
using graph::ValueId;

namespace {

template <class T>
T valueOf(base::Result<T> result)
{
    if (!result)
        throw std::runtime_error(base::toString(result.problem()));
    return std::move(*result);
}

std::vector<ValueId> operandsOf(const Node &node)
{
    std::vector<ValueId> operands;
    for (const graph::NamedArgument &argument : node.arguments) {
        if (const auto *one = std::get_if<ValueId>(&argument.value))
            operands.push_back(*one);
        if (const auto *many = std::get_if<std::vector<ValueId>>(&argument.value))
            for (const ValueId id : *many)
                if (id.isValid())
                    operands.push_back(id);
    }
    return operands;
}

} // namespace

Sizes ints(const std::vector<std::int64_t> &values) { return graph::fixedSizes(values); }

Size integer(std::int64_t value) { return {value, false}; }

NetWriter::NetWriter(std::uint64_t seed) : m_generator(at::detail::createCPUGenerator(seed)) { }

ValueId NetWriter::store(graph::ValueKind kind, const std::string &name, const at::Tensor &tensor)
{
    m_weights.set(name, tensor);
    const graph::DType type = tensor.scalar_type() == at::kLong ? graph::DType::Int64 : graph::DType::Float32;
    return m_graph.addStored(kind, name, graph::fixedSizes(tensor.sizes().vec()), type);
}

ValueId NetWriter::input(const std::vector<std::int64_t> &shape)
{
    Sizes sizes{{1, true}};
    for (const std::int64_t size : shape)
        sizes.push_back({size, false});
    return m_graph.addInput("x", sizes);
}

ValueId NetWriter::parameter(const std::string &name, const std::vector<std::int64_t> &shape, double scale)
{
    at::Tensor tensor = at::randn(shape, m_generator);
    const double fanIn = shape.size() > 1 ? static_cast<double>(tensor[0].numel()) : 4.0;
    return store(graph::ValueKind::Parameter, name, tensor * (scale > 0.0 ? scale : std::sqrt(2.0 / fanIn)));
}

ValueId NetWriter::constant(const std::string &name, const at::Tensor &tensor)
{
    return store(graph::ValueKind::Constant, name, tensor);
}

std::vector<std::vector<std::int64_t>> NetWriter::shapesAt(const Node &node, std::int64_t batch) const
{
    graph::GraphBuilder builder;
    std::map<ValueId, ValueId> ids;
    std::vector<at::Tensor> inputs;
    for (const ValueId operand : operandsOf(node)) {
        if (ids.contains(operand))
            continue;
        const graph::Value &value = m_graph.value(operand);
        ids[operand] = builder.addInput(value.name, value.shape, value.dtype);
        std::vector<std::int64_t> shape;
        for (const Size size : value.shape)
            shape.push_back(size.at(batch));
        const at::Tensor stored = m_weights.get(value.name);
        inputs.push_back(stored.defined() ? stored : at::ones(shape));
    }
    Node copy = node;
    for (graph::NamedArgument &argument : copy.arguments) {
        if (auto *one = std::get_if<ValueId>(&argument.value))
            *one = ids.at(*one);
        if (auto *many = std::get_if<std::vector<ValueId>>(&argument.value))
            for (ValueId &id : *many)
                id = id.isValid() ? ids.at(id) : id;
    }
    // How many outputs there are is found by asking for more until it fails.
    std::vector<std::vector<std::int64_t>> shapes;
    for (std::size_t count = 1; count < 8; ++count) {
        graph::GraphBuilder attempt = builder;
        const std::vector<ValueId> outputs = attempt.addNode(copy, std::vector<Sizes>(count, Sizes{}));
        for (const ValueId output : outputs)
            attempt.addOutput(output);
        const auto executor = valueOf(model::Executor::create(valueOf(std::move(attempt).finish()), {}));
        const auto results = executor->forward(inputs);
        if (!results && count == 1)
            throw std::runtime_error(base::toString(results.problem()));
        if (!results)
            break;
        shapes.clear();
        for (const at::Tensor &tensor : *results)
            shapes.push_back(tensor.sizes().vec());
    }
    return shapes;
}

std::vector<ValueId> NetWriter::callAll(const std::string &op, Arguments arguments, const std::string &module,
                                        const std::string &overload)
{
    Node node;
    node.op = "aten::" + op;
    node.overload = overload;
    node.arguments = std::move(arguments);
    node.module = module;
    const auto two = shapesAt(node, 2), three = shapesAt(node, 3);
    std::vector<Sizes> shapes;
    for (std::size_t i = 0; i < two.size(); ++i) {
        Sizes &sizes = shapes.emplace_back();
        for (std::size_t axis = 0; axis < two[i].size(); ++axis) {
            const bool isBatch = two[i][axis] != three[i][axis];
            sizes.push_back(isBatch ? Size{two[i][axis] / 2, true} : Size{two[i][axis], false});
        }
    }
    return m_graph.addNode(std::move(node), shapes);
}

ValueId NetWriter::call(const std::string &op, Arguments arguments, const std::string &module,
                        const std::string &overload)
{
    return callAll(op, std::move(arguments), module, overload).front();
}

std::int64_t NetWriter::size(ValueId x, int axis) const
{
    return m_graph.value(x).shape[static_cast<std::size_t>(axis)].constant;
}

int NetWriter::dims(ValueId x) const { return static_cast<int>(m_graph.value(x).shape.size()); }

ValueId NetWriter::conv(ValueId x, const std::string &name, const Conv &spec)
{
    const std::int64_t in = size(x, 1) / spec.groups;
    Arguments arguments{{"input", x}, {"weight", parameter(name + ".weight", {spec.out, in, spec.kernel, spec.kernel})}};
    if (spec.bias)
        arguments.push_back({"bias", parameter(name + ".bias", {spec.out}, 0.3)});
    arguments.push_back({"stride", ints({spec.stride, spec.stride})});
    arguments.push_back({"padding", ints({spec.kernel / 2, spec.kernel / 2})});
    if (spec.groups > 1)
        arguments.push_back({"groups", integer(spec.groups)});
    return call("conv2d", std::move(arguments), name);
}

ValueId NetWriter::batchNormStatistic(const std::string &name, std::int64_t size, double low, double high)
{
    return store(name.ends_with("weight") || name.ends_with("bias") ? graph::ValueKind::Parameter
                                                                    : graph::ValueKind::Buffer,
                 name, at::rand({size}, m_generator) * (high - low) + low);
}

ValueId NetWriter::batchNorm(ValueId x, const std::string &name)
{
    const std::int64_t channels = size(x, 1);
    const ValueId weight = batchNormStatistic(name + ".weight", channels, 0.5, 1.5);
    const ValueId bias = batchNormStatistic(name + ".bias", channels, -0.5, 0.5);
    const ValueId mean = batchNormStatistic(name + ".running_mean", channels, -0.5, 0.5);
    const ValueId variance = batchNormStatistic(name + ".running_var", channels, 0.5, 1.5);
    return call("batch_norm",
                {{"input", x}, {"weight", weight}, {"bias", bias}, {"running_mean", mean}, {"running_var", variance},
                 {"training", false}, {"momentum", 0.1}, {"eps", 1e-5}, {"cudnn_enabled", false}},
                name);
}

ValueId NetWriter::groupNorm(ValueId x, const std::string &name, std::int64_t groups)
{
    const std::int64_t channels = size(x, 1);
    return call("group_norm",
                {{"input", x}, {"num_groups", integer(groups)},
                 {"weight", batchNormStatistic(name + ".weight", channels, 0.5, 1.5)},
                 {"bias", batchNormStatistic(name + ".bias", channels, -0.5, 0.5)}},
                name);
}

ValueId NetWriter::layerNorm(ValueId x, const std::string &name)
{
    const std::int64_t channels = size(x, dims(x) - 1);
    return call("layer_norm",
                {{"input", x}, {"normalized_shape", ints({channels})},
                 {"weight", batchNormStatistic(name + ".weight", channels, 0.5, 1.5)},
                 {"bias", batchNormStatistic(name + ".bias", channels, -0.5, 0.5)}},
                name);
}

ValueId NetWriter::linear(ValueId x, const std::string &name, std::int64_t out)
{
    const std::int64_t in = size(x, dims(x) - 1);
    return call("linear",
                {{"input", x}, {"weight", parameter(name + ".weight", {out, in})},
                 {"bias", parameter(name + ".bias", {out}, 0.3)}},
                name);
}

ValueId NetWriter::add(ValueId a, ValueId b, const std::string &module)
{
    return call("add", {{"self", a}, {"other", b}}, module, "Tensor");
}

ValueId NetWriter::mul(ValueId a, ValueId b, const std::string &module)
{
    return call("mul", {{"self", a}, {"other", b}}, module, "Tensor");
}

ValueId NetWriter::cat(const std::vector<Value> &values, std::int64_t dim)
{
    return call("cat", {{"tensors", values}, {"dim", integer(dim)}});
}

ValueId NetWriter::flatten(ValueId x, std::int64_t start)
{
    return call("flatten", {{"self", x}, {"start_dim", integer(start)}}, "", "using_ints");
}

ValueId NetWriter::globalPool(ValueId x)
{
    return call("adaptive_avg_pool2d", {{"self", x}, {"output_size", ints({1, 1})}});
}

ValueId NetWriter::maxPool(ValueId x) { return call("max_pool2d", {{"self", x}, {"kernel_size", ints({2, 2})}}); }

ValueId NetWriter::view(ValueId x, const std::vector<std::int64_t> &shape)
{
    Sizes sizes;
    for (const std::int64_t size : shape)
        sizes.push_back(size < 0 ? Size{-size, true} : Size{size, false});
    return call("reshape", {{"self", x}, {"shape", sizes}});
}

ValueId NetWriter::permute(ValueId x, const std::vector<std::int64_t> &order)
{
    return call("permute", {{"self", x}, {"dims", ints(order)}});
}

ValueId NetWriter::softmax(ValueId x, std::int64_t dim)
{
    return call("softmax", {{"self", x}, {"dim", integer(dim)}}, "", "int");
}

ValueId NetWriter::matmul(ValueId a, ValueId b) { return call("matmul", {{"self", a}, {"other", b}}); }

ValueId NetWriter::scaled(ValueId x, double factor)
{
    return call("mul", {{"self", x}, {"other", factor}}, "", "Scalar");
}

model::Network NetWriter::finish(const std::vector<Value> &outputs)
{
    for (const ValueId output : outputs)
        m_graph.addOutput(output);
    return {valueOf(std::move(m_graph).finish()), m_weights};
}

void randomiseNorms(const model::Network &network, std::uint64_t seed)
{
    at::Generator generator = at::detail::createCPUGenerator(seed);
    for (const auto &[name, tensor] : network.weights.entries()) {
        if (!tensor.is_floating_point() || tensor.dim() != 1)
            continue;
        if (name.ends_with("running_var"))
            tensor.uniform_(0.5, 1.5, generator);
        else if (name.ends_with("running_mean") || name.ends_with("bias"))
            tensor.normal_(0.0, 0.3, generator);
        else
            tensor.uniform_(0.5, 1.5, generator);
    }
}

} // namespace espalier::test
