// SPDX-License-Identifier: GPL-3.0-or-later
// Seven fully connected layers, 1024-100-100-100-100-100-100-10, linear or with ReLU: the nets on which trainability is
// measured by Jacobian singular values (Wang and Fu, "Trainability Preserving Neural Pruning", ICLR 2023).
#include "base/text.h"
#include "model/zoo_builder.h"

namespace espalier::model {
namespace {

using base::cat;
using graph::ValueId;

base::Result<Network> build(bool linear, const ZooOptions &options)
{
    ZooBuilder net({}, options.seed);
    ValueId x = net.image(options.inChannels > 0 ? options.inChannels : 1, options.inSize > 0 ? options.inSize : 32);
    x = net.flatten(x, "flatten");
    for (int layer = 0; layer < 6; ++layer) {
        x = net.linear(x, cat("net.", 2 * layer), 100);
        if (!linear)
            x = net.relu(x, cat("net.", 2 * layer + 1));
    }
    return net.finish(net.linear(x, "net.12", options.classes > 0 ? options.classes : 10));
}

ZooModel entry(const char *name, const char *title, bool linear)
{
    return {name, title, "Wang and Fu, Trainability Preserving Neural Pruning, ICLR 2023",
            [linear](const ZooOptions &options) { return build(linear, options); }};
}

} // namespace

ZooFamily makeMlp7Entry()
{
    return {entry("mlp7_linear", "MLP-7 without activations", true), entry("mlp7_relu", "MLP-7 with ReLU", false)};
}

} // namespace espalier::model
