// SPDX-License-Identifier: GPL-3.0-or-later
// VGG with batch norm for ImageNet under torchvision's names: biased convolutions, five max-pools, 7 x 7 average pool,
// three linear layers with dropout.
#include "base/text.h"
#include "model/zoo_builder.h"

#include <array>

namespace espalier::model {
namespace {

using base::cat;
using graph::ValueId;

using Convs = std::array<std::int64_t, 5>; ///< convolutions before each pool

ValueId classify(ZooBuilder &net, ValueId x, std::int64_t classes)
{
    x = net.flatten(net.adaptiveAveragePool(x, "avgpool", 7), "flatten");
    x = net.dropout(net.relu(net.linear(x, "classifier.0", 4096), "classifier.1"), "classifier.2", 0.5);
    x = net.dropout(net.relu(net.linear(x, "classifier.3", 4096), "classifier.4"), "classifier.5", 0.5);
    return net.linear(x, "classifier.6", classes);
}

base::Result<Network> build(const Convs &convs, const ZooOptions &options)
{
    constexpr std::array<std::int64_t, 5> Widths{64, 128, 256, 512, 512};
    ZooBuilder net({WeightInit::KaimingNormalFanOut, WeightInit::SmallNormal}, options.seed);
    ValueId x = net.image(options.inChannels > 0 ? options.inChannels : 3, options.inSize > 0 ? options.inSize : 224);
    std::int64_t index = 0; // of nn.Sequential: conv, norm, ReLU and pool count
    for (std::size_t stage = 0; stage < convs.size(); ++stage) {
        for (std::int64_t c = 0; c < convs[stage]; ++c, index += 3) {
            x = net.conv(x, cat("features.", index), {.out = Widths[stage], .bias = true});
            x = net.relu(net.batchNorm(x, cat("features.", index + 1)), cat("features.", index + 2));
        }
        x = net.maxPool(x, cat("features.", index++), {.kernel = 2, .stride = 2, .padding = 0});
    }
    return net.finish(classify(net, x, options.classes > 0 ? options.classes : 1000));
}

ZooModel entry(std::int64_t depth, const Convs &convs)
{
    return {cat("vgg", depth, "_bn"), cat("VGG-", depth, " for ImageNet, with batch norm"),
            "Simonyan and Zisserman, Very Deep Convolutional Networks for Large-Scale Image Recognition, ICLR 2015",
            [convs](const ZooOptions &options) { return build(convs, options); }};
}

} // namespace

ZooFamily makeVggEntry()
{
    return {entry(16, {2, 2, 3, 3, 3}), entry(19, {2, 2, 4, 4, 4})};
}

} // namespace espalier::model
