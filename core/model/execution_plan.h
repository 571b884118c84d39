// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/norm_chain.h"

#include <vector>

namespace espalier::model {

/// One step of a run: a call, or the calls of a chain made as one; then the values that nobody needs any more go.
struct Step {
    std::vector<std::size_t> calls;   ///< in order; more than one only for a chain
    const NormChain *chain = nullptr; ///< if set, try this in place of the calls
    std::vector<graph::ValueId> released;
};

using Plan = std::vector<Step>;

/// Call by call.
Plan plainPlan(const graph::Graph &graph, const std::vector<PreparedCall> &calls);
/// With every chain as one step, at the place of its ReLU. The chains must outlive the plan.
Plan fusedPlan(const graph::Graph &graph, const std::vector<PreparedCall> &calls, const std::vector<NormChain> &chains);

} // namespace espalier::model
