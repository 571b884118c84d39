// SPDX-License-Identifier: GPL-3.0-or-later
// MobileNetV2 under torchvision's names: inverted residuals of a 1 x 1 expansion, a depth-wise 3 x 3 and a linear 1 x 1.
#include "base/text.h"
#include "model/zoo_builder.h"

namespace espalier::model {
namespace {

using base::cat;
using graph::ValueId;

ValueId convNormRelu(ZooBuilder &net, ValueId x, const std::string &name, const ConvSpec &spec)
{
    return net.relu6(net.batchNorm(net.conv(x, name + ".0", spec), name + ".1"), name + ".2");
}

struct BlockSpec {
    std::int64_t expansion, out, stride;
};

ValueId block(ZooBuilder &net, ValueId x, const std::string &name, const BlockSpec &spec)
{
    const std::int64_t in = net.size(x, 1), hidden = in * spec.expansion;
    std::int64_t part = 0;
    ValueId y = x;
    if (spec.expansion != 1)
        y = convNormRelu(net, y, cat(name, ".conv.", part++), {.out = hidden, .kernel = 1, .padding = 0});
    y = convNormRelu(net, y, cat(name, ".conv.", part++), {.out = hidden, .stride = spec.stride, .groups = hidden});
    y = net.conv(y, cat(name, ".conv.", part), {.out = spec.out, .kernel = 1, .padding = 0});
    y = net.batchNorm(y, cat(name, ".conv.", part + 1));
    return spec.stride == 1 && in == spec.out ? net.add(x, y, name) : y;
}

base::Result<Network> build(const ZooOptions &options)
{
    struct Stage {
        std::int64_t expansion, out, blocks, stride;
    };
    constexpr Stage Stages[] = {{1, 16, 1, 1}, {6, 24, 2, 2}, {6, 32, 3, 2}, {6, 64, 4, 2}, {6, 96, 3, 1}, {6, 160, 3, 2}, {6, 320, 1, 1}};
    ZooBuilder net({WeightInit::KaimingNormalFanOut, WeightInit::SmallNormal}, options.seed);
    ValueId x = net.image(options.inChannels > 0 ? options.inChannels : 3, options.inSize > 0 ? options.inSize : 224);
    x = convNormRelu(net, x, "features.0", {.out = 32, .stride = 2});
    std::int64_t index = 1;
    for (const Stage &stage : Stages)
        for (std::int64_t b = 0; b < stage.blocks; ++b)
            x = block(net, x, cat("features.", index++), {stage.expansion, stage.out, b == 0 ? stage.stride : 1});
    x = convNormRelu(net, x, "features.18", {.out = 1280, .kernel = 1, .padding = 0});
    x = net.flatten(net.adaptiveAveragePool(x, "avgpool"), "flatten");
    x = net.dropout(x, "classifier.0", 0.2);
    return net.finish(net.linear(x, "classifier.1", options.classes > 0 ? options.classes : 1000));
}

} // namespace

ZooFamily makeMobilenetV2Entry()
{
    return {{"mobilenet_v2", "MobileNetV2 for ImageNet", "Sandler et al., MobileNetV2: Inverted Residuals and Linear Bottlenecks, CVPR 2018", build}};
}

} // namespace espalier::model
