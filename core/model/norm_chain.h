// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/norm_relu.h"
#include "model/prepared_call.h"

#include <optional>
#include <vector>

namespace espalier::model {

/// batch_norm -> relu, or batch_norm -> add -> relu, in which nobody else reads what lies between: calls that training
/// may make as one.
struct NormChain {
    std::size_t norm = 0;
    std::optional<std::size_t> add;
    std::size_t relu = 0;
    graph::ValueId input, residual; ///< residual invalid without add
    graph::ValueId weight, bias, runningMean, runningVariance;
    double momentum = 0.1;
    double eps = 1e-5;
};

/// All such chains of a graph, by ascending `relu`. Chains with an in-place call in between are left alone.
std::vector<NormChain> findNormChains(const graph::Graph &graph);

} // namespace espalier::model
