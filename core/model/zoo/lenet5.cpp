// SPDX-License-Identifier: GPL-3.0-or-later
// LeNet-5 with ReLU and max-pooling for 1 x 32 x 32 images, as pruning papers use it; a tiny version whose filters can be
// enumerated; and a linear one (pools stay) for the study of trainability.
#include "model/zoo_builder.h"

#include <array>

namespace espalier::model {
namespace {

using graph::ValueId;

struct Variant {
    std::array<std::int64_t, 3> convs;
    std::int64_t hidden;
    bool linear;
};

base::Result<Network> build(const Variant &variant, const ZooOptions &options)
{
    ZooBuilder net({}, options.seed);
    const auto activate = [&](ValueId x, const char *name) { return variant.linear ? x : net.relu(x, name); };
    const auto conv = [&](ValueId x, const char *name, std::size_t i) {
        return net.conv(x, name, {.out = variant.convs[i], .kernel = 5, .padding = 0, .bias = true});
    };
    const ConvSpec half{.kernel = 2, .stride = 2, .padding = 0};
    ValueId x = net.image(options.inChannels > 0 ? options.inChannels : 1, options.inSize > 0 ? options.inSize : 32);
    x = net.maxPool(activate(conv(x, "conv1", 0), "relu1"), "pool1", half);
    x = net.maxPool(activate(conv(x, "conv2", 1), "relu2"), "pool2", half);
    x = net.flatten(activate(conv(x, "conv3", 2), "relu3"), "flatten");
    x = activate(net.linear(x, "fc1", variant.hidden), "relu4");
    return net.finish(net.linear(x, "fc2", options.classes > 0 ? options.classes : 10));
}

ZooModel entry(const char *name, const char *title, const Variant &variant)
{
    return {name, title, "LeCun et al., Gradient-Based Learning Applied to Document Recognition, 1998",
            [variant](const ZooOptions &options) { return build(variant, options); }};
}

} // namespace

ZooFamily makeLenet5Entry()
{
    return {entry("lenet5", "LeNet-5", {{6, 16, 120}, 84, false}),
            entry("lenet5_mini", "LeNet-5, ten filters in every layer", {{10, 10, 10}, 10, false}),
            entry("lenet5_linear", "LeNet-5 without activations", {{6, 16, 120}, 84, true})};
}

} // namespace espalier::model
