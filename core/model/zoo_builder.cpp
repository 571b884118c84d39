// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/zoo_builder.h"

#include "base/text.h"
#include "model/scalar_type.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include <cmath>

namespace espalier::model {

using base::cat;
using graph::Argument;
using graph::Node;
using graph::Size;
using graph::Sizes;
using graph::ValueId;
using graph::ValueKind;

namespace {

Argument both(std::int64_t value)
{
    return graph::fixedSizes({value, value});
}

Argument integer(std::int64_t value)
{
    return Size{value, false};
}

} // namespace

ZooBuilder::ZooBuilder(ZooInit init, std::uint64_t seed)
    : m_init(init), m_generator(at::detail::createCPUGenerator(seed))
{
}

std::int64_t ZooBuilder::size(ValueId x, std::size_t axis) const
{
    return m_graph.value(x).shape[axis].constant;
}

ValueId ZooBuilder::call(Node node, Sizes shape)
{
    return m_graph.addNode(std::move(node), {std::move(shape)}).front();
}

ValueId ZooBuilder::store(ValueKind kind, const std::string &name, at::Tensor tensor)
{
    m_weights.set(name, tensor);
    return m_graph.addStored(kind, name, graph::fixedSizes(tensor.sizes().vec()),
                             fromScalarType(tensor.scalar_type()).value_or(graph::DType::Float32));
}

ValueId ZooBuilder::storeWeight(const std::string &name, const std::vector<std::int64_t> &shape, WeightInit init)
{
    at::Tensor weight = at::empty(shape);
    const auto taps = static_cast<double>(weight[0].numel()) / static_cast<double>(shape[1]);
    const double fanIn = static_cast<double>(shape[1]) * taps, fanOut = static_cast<double>(shape[0]) * taps;
    switch (init) {
    case WeightInit::FrameworkDefault:
        weight.uniform_(-1.0 / std::sqrt(fanIn), 1.0 / std::sqrt(fanIn), m_generator);
        break;
    case WeightInit::KaimingNormalFanIn: weight.normal_(0.0, std::sqrt(2.0 / fanIn), m_generator); break;
    case WeightInit::KaimingNormalFanOut: weight.normal_(0.0, std::sqrt(2.0 / fanOut), m_generator); break;
    case WeightInit::SmallNormal: weight.normal_(0.0, 0.01, m_generator); break;
    }
    return store(ValueKind::Parameter, name + ".weight", weight);
}

ValueId ZooBuilder::storeBias(const std::string &name, std::int64_t out, std::int64_t fanIn, WeightInit init)
{
    at::Tensor bias = at::zeros({out});
    const double bound = 1.0 / std::sqrt(static_cast<double>(fanIn));
    if (init == WeightInit::FrameworkDefault || init == WeightInit::KaimingNormalFanIn)
        bias.uniform_(-bound, bound, m_generator);
    return store(ValueKind::Parameter, name + ".bias", bias);
}

std::int64_t ZooBuilder::windowed(std::int64_t size, const ConvSpec &window, const std::string &name)
{
    const std::int64_t out = (size + 2 * window.padding - window.kernel) / window.stride + 1;
    if (size + 2 * window.padding >= window.kernel)
        return out;
    if (!m_problem)
        m_problem = base::Problem{base::ProblemCode::BadUsage,
                                  cat("The image is too small: ", size, " pixels are left where ", window.kernel, " are needed."),
                                  name, "Choose a larger input size."};
    return 1;
}

Sizes ZooBuilder::imageShape(ValueId x, std::int64_t channels, const ConvSpec &window, const std::string &name)
{
    return {{1, true}, {channels, false}, {windowed(size(x, 2), window, name), false}, {windowed(size(x, 3), window, name), false}};
}

ValueId ZooBuilder::image(std::int64_t channels, std::int64_t size)
{
    return m_graph.addInput("x", {{1, true}, {channels, false}, {size, false}, {size, false}});
}

ValueId ZooBuilder::conv(ValueId x, const std::string &name, const ConvSpec &spec)
{
    const std::int64_t in = size(x, 1) / spec.groups;
    const ValueId weight = storeWeight(name, {spec.out, in, spec.kernel, spec.kernel}, m_init.conv);
    Node node{"aten::conv2d", "", {{"input", x}, {"weight", weight}}, {}, name};
    if (spec.bias)
        node.arguments.push_back({"bias", storeBias(name, spec.out, in * spec.kernel * spec.kernel, m_init.conv)});
    if (spec.stride != 1)
        node.arguments.push_back({"stride", both(spec.stride)});
    if (spec.padding != 0)
        node.arguments.push_back({"padding", both(spec.padding)});
    if (spec.groups != 1)
        node.arguments.push_back({"groups", integer(spec.groups)});
    return call(std::move(node), imageShape(x, spec.out, spec, name));
}

ValueId ZooBuilder::batchNorm(ValueId x, const std::string &name)
{
    const std::int64_t channels = size(x, 1);
    const ValueId weight = store(ValueKind::Parameter, name + ".weight", at::ones({channels}));
    const ValueId bias = store(ValueKind::Parameter, name + ".bias", at::zeros({channels}));
    const ValueId mean = store(ValueKind::Buffer, name + ".running_mean", at::zeros({channels}));
    const ValueId variance = store(ValueKind::Buffer, name + ".running_var", at::ones({channels}));
    store(ValueKind::Buffer, name + ".num_batches_tracked", at::zeros({}, at::kLong));
    return call({"aten::batch_norm", "",
                 {{"input", x}, {"weight", weight}, {"bias", bias}, {"running_mean", mean}, {"running_var", variance},
                  {"training", false}, {"momentum", 0.1}, {"eps", 1e-5}, {"cudnn_enabled", true}},
                 {}, name},
                m_graph.value(x).shape);
}

ValueId ZooBuilder::linear(ValueId x, const std::string &name, std::int64_t out)
{
    const std::int64_t in = size(x, 1);
    const ValueId weight = storeWeight(name, {out, in}, m_init.linear);
    const ValueId bias = storeBias(name, out, in, m_init.linear);
    return call({"aten::linear", "", {{"input", x}, {"weight", weight}, {"bias", bias}}, {}, name}, {{1, true}, {out, false}});
}

ValueId ZooBuilder::relu(ValueId x, const std::string &name)
{
    return call({"aten::relu", "", {{"self", x}}, {}, name}, m_graph.value(x).shape);
}

ValueId ZooBuilder::relu6(ValueId x, const std::string &name)
{
    return call({"aten::hardtanh", "", {{"self", x}, {"min_val", 0.0}, {"max_val", 6.0}}, {}, name}, m_graph.value(x).shape);
}

ValueId ZooBuilder::dropout(ValueId x, const std::string &name, double p)
{
    return call({"aten::dropout", "", {{"input", x}, {"p", p}, {"train", false}}, {}, name}, m_graph.value(x).shape);
}

ValueId ZooBuilder::add(ValueId a, ValueId b, const std::string &name)
{
    return call({"aten::add", "Tensor", {{"self", a}, {"other", b}}, {}, name}, m_graph.value(a).shape);
}

ValueId ZooBuilder::maxPool(ValueId x, const std::string &name, const ConvSpec &window)
{
    Node node{"aten::max_pool2d", "", {{"self", x}, {"kernel_size", both(window.kernel)}, {"stride", both(window.stride)}}, {}, name};
    if (window.padding != 0)
        node.arguments.push_back({"padding", both(window.padding)});
    return call(std::move(node), imageShape(x, size(x, 1), window, name));
}

ValueId ZooBuilder::adaptiveAveragePool(ValueId x, const std::string &name, std::int64_t target)
{
    return call({"aten::adaptive_avg_pool2d", "", {{"self", x}, {"output_size", both(target)}}, {}, name},
                {{1, true}, {size(x, 1), false}, {target, false}, {target, false}});
}

ValueId ZooBuilder::flatten(ValueId x, const std::string &name)
{
    return call({"aten::flatten", "using_ints", {{"self", x}, {"start_dim", integer(1)}}, {}, name},
                {{1, true}, {size(x, 1) * size(x, 2) * size(x, 3), false}});
}

ValueId ZooBuilder::everySecondPixel(ValueId x, const std::string &name)
{
    for (const std::int64_t axis : {2, 3}) {
        Sizes shape = m_graph.value(x).shape;
        shape[static_cast<std::size_t>(axis)].constant = (shape[static_cast<std::size_t>(axis)].constant + 1) / 2;
        x = call({"aten::slice", "Tensor", {{"self", x}, {"dim", integer(axis)}, {"step", integer(2)}}, {}, name}, shape);
    }
    return x;
}

ValueId ZooBuilder::padChannels(ValueId x, const std::string &name, std::int64_t front, std::int64_t back)
{
    Sizes shape = m_graph.value(x).shape;
    shape[1].constant += front + back;
    return call({"aten::pad", "", {{"self", x}, {"pad", graph::fixedSizes({0, 0, 0, 0, front, back})}}, {}, name}, shape);
}

base::Result<Network> ZooBuilder::finish(ValueId output)
{
    if (m_problem)
        return std::move(*m_problem);
    m_graph.addOutput(output);
    auto graph = std::move(m_graph).finish();
    if (!graph)
        return graph.problem();
    return Network{std::move(*graph), std::move(m_weights)};
}

} // namespace espalier::model
