// SPDX-License-Identifier: GPL-3.0-or-later
// ResNets for ImageNet under torchvision's names: basic blocks for 18 and 34, bottlenecks with the stride on the 3 x 3
// convolution for 50, 101 and 152.
#include "base/text.h"
#include "model/zoo_builder.h"

#include <array>

namespace espalier::model {
namespace {

using base::cat;
using graph::ValueId;

struct Variant {
    std::int64_t depth;
    std::array<std::int64_t, 4> blocks;
    bool bottleneck;
};

ValueId convNorm(ZooBuilder &net, ValueId x, const std::string &conv, const std::string &norm, const ConvSpec &spec)
{
    return net.batchNorm(net.conv(x, conv, spec), norm);
}

ValueId basicBody(ZooBuilder &net, ValueId x, const std::string &name, std::int64_t width, std::int64_t stride)
{
    ValueId y = convNorm(net, x, name + ".conv1", name + ".bn1", {.out = width, .stride = stride});
    y = net.relu(y, name + ".relu");
    return convNorm(net, y, name + ".conv2", name + ".bn2", {.out = width});
}

ValueId bottleneckBody(ZooBuilder &net, ValueId x, const std::string &name, std::int64_t width, std::int64_t stride)
{
    ValueId y = convNorm(net, x, name + ".conv1", name + ".bn1", {.out = width, .kernel = 1, .padding = 0});
    y = net.relu(y, name + ".relu");
    y = convNorm(net, y, name + ".conv2", name + ".bn2", {.out = width, .stride = stride});
    y = net.relu(y, name + ".relu");
    return convNorm(net, y, name + ".conv3", name + ".bn3", {.out = 4 * width, .kernel = 1, .padding = 0});
}

struct BlockSpec {
    std::int64_t width, stride;
    bool bottleneck;
};

ValueId block(ZooBuilder &net, ValueId x, const std::string &name, const BlockSpec &spec)
{
    const std::int64_t out = spec.bottleneck ? 4 * spec.width : spec.width;
    const ValueId y = spec.bottleneck ? bottleneckBody(net, x, name, spec.width, spec.stride)
                                      : basicBody(net, x, name, spec.width, spec.stride);
    ValueId identity = x;
    if (spec.stride != 1 || net.size(x, 1) != out)
        identity = convNorm(net, x, name + ".downsample.0", name + ".downsample.1",
                            {.out = out, .kernel = 1, .stride = spec.stride, .padding = 0});
    return net.relu(net.add(y, identity, name), name + ".relu");
}

base::Result<Network> build(const Variant &variant, const ZooOptions &options)
{
    ZooBuilder net({.conv = WeightInit::KaimingNormalFanOut}, options.seed);
    ValueId x = net.image(options.inChannels > 0 ? options.inChannels : 3, options.inSize > 0 ? options.inSize : 224);
    x = convNorm(net, x, "conv1", "bn1", {.out = 64, .kernel = 7, .stride = 2, .padding = 3});
    x = net.maxPool(net.relu(x, "relu"), "maxpool", {.kernel = 3, .stride = 2, .padding = 1});
    std::int64_t width = 64;
    for (std::size_t layer = 0; layer < variant.blocks.size(); ++layer, width *= 2)
        for (std::int64_t b = 0; b < variant.blocks[layer]; ++b)
            x = block(net, x, cat("layer", layer + 1, ".", b), {width, layer > 0 && b == 0 ? 2 : 1, variant.bottleneck});
    x = net.flatten(net.adaptiveAveragePool(x, "avgpool"), "flatten");
    return net.finish(net.linear(x, "fc", options.classes > 0 ? options.classes : 1000));
}

} // namespace

ZooFamily makeResnetEntry()
{
    const std::array<Variant, 5> variants{{{18, {2, 2, 2, 2}, false}, {34, {3, 4, 6, 3}, false}, {50, {3, 4, 6, 3}, true},
                                           {101, {3, 4, 23, 3}, true}, {152, {3, 8, 36, 3}, true}}};
    ZooFamily family;
    for (const Variant &variant : variants)
        family.push_back({cat("resnet", variant.depth), cat("ResNet-", variant.depth, " for ImageNet"),
                          "He et al., Deep Residual Learning for Image Recognition, CVPR 2016",
                          [variant](const ZooOptions &options) { return build(variant, options); }});
    return family;
}

} // namespace espalier::model
