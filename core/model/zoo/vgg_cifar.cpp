// SPDX-License-Identifier: GPL-3.0-or-later
// VGG for CIFAR: 3 x 3 convolutions without bias, batch norm, ReLU, four max-pools, one average pool and one linear
// classifier. Initialised as in the network-slimming code, N(0, 2 / fan out), with batch norm at 1 and 0.
#include "base/text.h"
#include "model/zoo_builder.h"

#include <array>

namespace espalier::model {
namespace {

using base::cat;
using graph::ValueId;

using Convs = std::array<std::int64_t, 5>; ///< convolutions before each pool

base::Result<Network> build(const Convs &convs, std::int64_t classes, const ZooOptions &options)
{
    constexpr std::array<std::int64_t, 5> Widths{64, 128, 256, 512, 512};
    ZooBuilder net({WeightInit::KaimingNormalFanOut, WeightInit::SmallNormal}, options.seed);
    ValueId x = net.image(options.inChannels > 0 ? options.inChannels : 3, options.inSize > 0 ? options.inSize : 32);
    std::int64_t index = 0; // of nn.Sequential: conv, norm and ReLU count
    for (std::size_t stage = 0; stage < convs.size(); ++stage) {
        if (stage > 0)
            x = net.maxPool(x, cat("features.", index++), {.kernel = 2, .stride = 2, .padding = 0});
        for (std::int64_t c = 0; c < convs[stage]; ++c, index += 3) {
            x = net.conv(x, cat("features.", index), {.out = Widths[stage]});
            x = net.relu(net.batchNorm(x, cat("features.", index + 1)), cat("features.", index + 2));
        }
    }
    x = net.flatten(net.adaptiveAveragePool(x, "avgpool"), "flatten");
    return net.finish(net.linear(x, "classifier", options.classes > 0 ? options.classes : classes));
}

ZooModel entry(std::int64_t depth, const Convs &convs, std::int64_t classes)
{
    return {cat("vgg", depth, "_cifar"), cat("VGG-", depth, " for CIFAR, with batch norm"),
            "Simonyan and Zisserman, Very Deep Convolutional Networks for Large-Scale Image Recognition, ICLR 2015",
            [convs, classes](const ZooOptions &options) { return build(convs, classes, options); }};
}

} // namespace

// VGG-19 is the CIFAR-100 net of the pruning papers, the others CIFAR-10 nets: hence the default classes.
ZooFamily makeVggCifarEntry()
{
    return {entry(11, {1, 1, 2, 2, 2}, 10), entry(13, {2, 2, 2, 2, 2}, 10), entry(16, {2, 2, 3, 3, 3}, 10),
            entry(19, {2, 2, 4, 4, 4}, 100)};
}

} // namespace espalier::model
