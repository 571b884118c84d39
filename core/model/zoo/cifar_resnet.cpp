// SPDX-License-Identifier: GPL-3.0-or-later
// ResNets for CIFAR: He et al., "Deep Residual Learning for Image Recognition", section 4.2. Depth 6n + 2, widths 16, 32
// and 64. Shortcut A takes every second pixel and pads channels with zeros; shortcut B is a 1 x 1 convolution.
// Names and initialisation as in the public CIFAR-10 checkpoints.
#include "base/text.h"
#include "model/zoo_builder.h"

namespace espalier::model {
namespace {

using base::cat;
using graph::ValueId;

enum class Shortcut { A, B };

ValueId shortcut(ZooBuilder &net, ValueId x, const std::string &name, std::int64_t out, Shortcut kind)
{
    if (kind == Shortcut::A)
        return net.padChannels(net.everySecondPixel(x, name), name, out / 4, out / 4);
    const ValueId y = net.conv(x, name + ".downsample.0", {.out = out, .kernel = 1, .stride = 2, .padding = 0});
    return net.batchNorm(y, name + ".downsample.1");
}

ValueId block(ZooBuilder &net, ValueId x, const std::string &name, std::int64_t out, Shortcut kind)
{
    const bool wider = net.size(x, 1) != out;
    ValueId y = net.conv(x, name + ".conv1", {.out = out, .stride = wider ? 2 : 1});
    y = net.relu(net.batchNorm(y, name + ".bn1"), name);
    y = net.batchNorm(net.conv(y, name + ".conv2", {.out = out}), name + ".bn2");
    return net.relu(net.add(y, wider ? shortcut(net, x, name, out, kind) : x, name), name);
}

base::Result<Network> build(std::int64_t depth, Shortcut kind, const ZooOptions &options)
{
    ZooBuilder net({WeightInit::KaimingNormalFanIn, WeightInit::KaimingNormalFanIn}, options.seed);
    ValueId x = net.image(options.inChannels > 0 ? options.inChannels : 3, options.inSize > 0 ? options.inSize : 32);
    x = net.relu(net.batchNorm(net.conv(x, "conv1", {.out = 16}), "bn1"), "");
    std::int64_t layer = 1;
    for (const std::int64_t width : {16, 32, 64}) {
        for (std::int64_t b = 0; b < (depth - 2) / 6; ++b)
            x = block(net, x, cat("layer", layer, ".", b), width, kind);
        ++layer;
    }
    x = net.flatten(net.adaptiveAveragePool(x, "avgpool"), "flatten");
    return net.finish(net.linear(x, "linear", options.classes > 0 ? options.classes : 10));
}

} // namespace

ZooFamily makeCifarResnetEntry()
{
    ZooFamily family;
    for (const Shortcut kind : {Shortcut::A, Shortcut::B})
        for (const std::int64_t depth : {20, 32, 44, 56, 110})
            family.push_back({cat("cifar_resnet", depth, kind == Shortcut::B ? "b" : ""),
                              cat("ResNet-", depth, " for CIFAR, shortcut ", kind == Shortcut::B ? "B" : "A"),
                              "He et al., Deep Residual Learning for Image Recognition, CVPR 2016",
                              [depth, kind](const ZooOptions &options) { return build(depth, kind, options); }});
    return family;
}

} // namespace espalier::model
