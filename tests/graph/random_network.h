// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/plan.h"
#include "graph/structure.h"

#include <cstdint>

namespace espalier::test {

/// What stands at each position of an axis: a channel of a group, or (invalid group) something that always lives.
using Axis = std::vector<graph::ChannelRef>;

/// A layer spelt out position by position, so that its cost can be counted instead of computed.
struct LayerModel {
    Axis in, out;
    int groups = 1; ///< of a grouped convolution: in and out fall into as many blocks
    std::int64_t kernel = 1;
    std::int64_t pixels = 1;
    bool bias = false;
    bool affine = false; ///< a norm behind it: two more parameters per output
};

/// A random structure together with what it was made from: chains, residual ties, concatenations, flattening, frozen
/// layers, grouped convolutions, attention heads and stacked projections.
struct RandomNetwork {
    graph::Structure structure;
    std::vector<LayerModel> layers;
};

RandomNetwork makeRandomNetwork(std::uint64_t seed);
/// The same without anything that makes block constraints.
RandomNetwork makePlainNetwork(std::uint64_t seed);

} // namespace espalier::test
