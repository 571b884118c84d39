// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/weights.h"
#include "model/zoo.h"

#include <ATen/core/Generator.h>

#include <optional>
#include <string>
#include <vector>

namespace espalier::model {

/// How fresh weights are drawn; fan = inputs (or outputs) of one unit, taps included.
enum class WeightInit {
    FrameworkDefault,    ///< uniform in +-1/sqrt(fan in), biases too: what nn.Conv2d and nn.Linear start with
    KaimingNormalFanIn,  ///< N(0, 2 / fan in); biases as FrameworkDefault
    KaimingNormalFanOut, ///< N(0, 2 / fan out); biases 0
    SmallNormal,         ///< N(0, 0.01^2); biases 0
};

struct ZooInit {
    WeightInit conv = WeightInit::FrameworkDefault;
    WeightInit linear = WeightInit::FrameworkDefault;
};

struct ConvSpec {
    std::int64_t out = 0;
    std::int64_t kernel = 3;
    std::int64_t stride = 1;
    std::int64_t padding = 1;
    std::int64_t groups = 1;
    bool bias = false;
};

/// Writes a network layer by layer: the calls with their shapes by formula, the stored values under their state-dict
/// names, and fresh weights. `name` is the module path, which is also the prefix of the state-dict names. An impossible
/// size (an image too small for its pools) is remembered and told by `finish`.
///
///     ZooBuilder net({.conv = WeightInit::KaimingNormalFanIn}, seed);
///     auto x = net.image(3, 32);
///     x = net.relu(net.batchNorm(net.conv(x, "conv1", {.out = 16}), "bn1"), "relu");
///     return net.finish(net.linear(net.flatten(net.globalAveragePool(x, "avgpool"), "flatten"), "fc", 10));
class ZooBuilder {
public:
    ZooBuilder(ZooInit init, std::uint64_t seed);

    /// The input "x": batch x channels x size x size.
    graph::ValueId image(std::int64_t channels, std::int64_t size);
    graph::ValueId conv(graph::ValueId x, const std::string &name, const ConvSpec &spec);
    graph::ValueId batchNorm(graph::ValueId x, const std::string &name);
    graph::ValueId linear(graph::ValueId x, const std::string &name, std::int64_t out);
    graph::ValueId relu(graph::ValueId x, const std::string &name);
    graph::ValueId relu6(graph::ValueId x, const std::string &name);
    graph::ValueId dropout(graph::ValueId x, const std::string &name, double p);
    graph::ValueId add(graph::ValueId a, graph::ValueId b, const std::string &name);
    graph::ValueId maxPool(graph::ValueId x, const std::string &name, const ConvSpec &window);
    graph::ValueId adaptiveAveragePool(graph::ValueId x, const std::string &name, std::int64_t size = 1);
    graph::ValueId flatten(graph::ValueId x, const std::string &name);
    /// x[:, :, ::2, ::2]
    graph::ValueId everySecondPixel(graph::ValueId x, const std::string &name);
    /// Zero channels before and after.
    graph::ValueId padChannels(graph::ValueId x, const std::string &name, std::int64_t front, std::int64_t back);

    /// Size of axis `axis` of a value; axis 0 is the batch.
    std::int64_t size(graph::ValueId x, std::size_t axis) const;
    base::Result<Network> finish(graph::ValueId output);

private:
    graph::ValueId call(graph::Node node, graph::Sizes shape);
    graph::ValueId store(graph::ValueKind kind, const std::string &name, at::Tensor tensor);
    graph::ValueId storeWeight(const std::string &name, const std::vector<std::int64_t> &shape, WeightInit init);
    graph::ValueId storeBias(const std::string &name, std::int64_t out, std::int64_t fanIn, WeightInit init);
    std::int64_t windowed(std::int64_t size, const ConvSpec &window, const std::string &name);
    graph::Sizes imageShape(graph::ValueId x, std::int64_t channels, const ConvSpec &window, const std::string &name);

    ZooInit m_init;
    at::Generator m_generator;
    graph::GraphBuilder m_graph;
    Weights m_weights;
    std::optional<base::Problem> m_problem;
};

} // namespace espalier::model
