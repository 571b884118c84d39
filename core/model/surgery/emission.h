// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/surgery/shrinkage.h"

#include <ATen/core/Tensor.h>

namespace espalier::model::surgery {

/// What one layer loses when channels that it reads are removed (methods.md 4.4): d_o = sum over removed c and taps of
/// W[o, c, tap] a_c, a_c being what channel c emits: once its own filter is zero, or, while it is not, in the mean.
struct Emission {
    const graph::Layer *layer = nullptr;
    at::Tensor lost;     ///< one number per output
    std::string skipped; ///< reason, if it can't be told
};

struct Emissions {
    std::vector<Emission> layers;
    std::vector<std::string> lost; ///< other places that lose something, with the reason
};

/// Finds out by running the network with the removed filters zero (depth-wise ones pass on what they read) on random
/// inputs: whatever stands between a filter and its readers, removed channels are then constant. Zero-padded borders are
/// ignored. What still varies can't be compensated and is skipped.
base::Result<Emissions> emissions(const Shrinkage &shrinkage, const graph::Structure &structure,
                                  const graph::Plan &plan);

} // namespace espalier::model::surgery
