// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/torch/tiny_net.h"

#include "model/zoo_builder.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include <cmath>
#include <stdexcept>

namespace espalier::test {
namespace {

model::Network finished(model::ZooBuilder &net, graph::ValueId output)
{
    auto network = net.finish(output);
    if (!network)
        throw std::runtime_error(base::toString(network.problem()));
    return std::move(*network);
}

void randomizeNorms(model::Weights &weights, std::uint64_t seed)
{
    at::Generator generator = at::detail::createCPUGenerator(seed + 1000);
    for (const auto &[name, tensor] : weights.entries()) {
        if (name.ends_with("running_var") || (name.find("bn") != std::string::npos && name.ends_with("weight")))
            tensor.uniform_(0.5, 1.5, generator);
        else if (name.ends_with("running_mean") || (name.find("bn") != std::string::npos && name.ends_with("bias")))
            tensor.normal_(0.0, 0.3, generator);
    }
}

int nameNumber(const std::string &name)
{
    int sum = 0;
    for (const char c : name)
        sum += c;
    return sum % 97;
}

// Uniform in [-1, 1), reproducible by any language that has sin and floor.
double noise(std::int64_t i, int number)
{
    const double value = std::sin(12.9898 * static_cast<double>(i) + number) * 43758.5453;
    return 2.0 * (value - std::floor(value)) - 1.0;
}

struct Formula {
    double centre, spread;
};

Formula formulaFor(const std::string &name, const at::Tensor &tensor)
{
    if (name.ends_with("running_var"))
        return {1.0, 0.5};
    if (name.ends_with("running_mean") || name.ends_with("bias"))
        return {0.0, 0.1};
    if (tensor.dim() == 1)
        return {1.0, 0.2};
    return {0.0, std::sqrt(3.0 / static_cast<double>(tensor[0].numel()))};
}

} // namespace

model::Network tinyNet(std::uint64_t seed)
{
    model::ZooBuilder net({model::WeightInit::KaimingNormalFanIn, model::WeightInit::FrameworkDefault}, seed);
    auto x = net.image(3, 8);
    x = net.relu(net.batchNorm(net.conv(x, "stem", {.out = 8}), "bn1"), "relu");
    auto y = net.relu(net.batchNorm(net.conv(x, "body.conv1", {.out = 6}), "body.bn1"), "body.relu");
    y = net.batchNorm(net.conv(y, "body.conv2", {.out = 8}), "body.bn2");
    x = net.relu(net.add(x, y, "body"), "body.relu");
    x = net.relu(net.conv(x, "down", {.out = 12, .stride = 2, .bias = true}), "down.relu");
    x = net.flatten(net.adaptiveAveragePool(x, "pool"), "flatten");
    model::Network network = finished(net, net.linear(x, "fc", 4));
    randomizeNorms(network.weights, seed);
    return network;
}

model::Network tinyMlp(std::uint64_t seed)
{
    model::ZooBuilder net({}, seed);
    auto x = net.flatten(net.image(1, 2), "flatten");
    x = net.dropout(net.relu(net.linear(x, "fc1", 6), "relu"), "dropout", 0.5);
    return finished(net, net.linear(x, "fc2", 3));
}

void fillByFormula(model::Weights &weights)
{
    for (const auto &[name, tensor] : weights.entries()) {
        if (!tensor.is_floating_point())
            continue;
        const Formula formula = formulaFor(name, tensor);
        const int number = nameNumber(name);
        at::Tensor values = at::empty(tensor.sizes(), at::kDouble);
        double *value = values.data_ptr<double>();
        for (std::int64_t i = 0; i < values.numel(); ++i)
            value[i] = formula.centre + formula.spread * noise(i, number);
        tensor.copy_(values);
    }
}

at::Tensor formulaInput(const std::vector<std::int64_t> &shape)
{
    at::Tensor input = at::empty(shape, at::kDouble);
    double *value = input.data_ptr<double>();
    for (std::int64_t i = 0; i < input.numel(); ++i)
        value[i] = noise(i, 0);
    return input.to(at::kFloat);
}

} // namespace espalier::test
