// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/trace/call.h"
#include "model/trace/contracting.h"

namespace espalier::model::trace {

/// A weight in a contraction: the value, its bias (or invalid), and the axes of its channels.
struct WeightUse {
    ValueId weight, bias;
    int outAxis = 0, inAxis = 1;
    std::int64_t summed = 1; ///< terms of each sum
};

/// The labels along one axis of a value, as they are before the contraction.
Extent extentOf(const Traced &value, int axis);

/// Records a contraction with a weight: its out labels are producers, and it becomes a layer of the network if the
/// weight is a stored one (or made of one). Returns the record, for what the caller knows better.
Contraction &recordWeighted(Walk &walk, Call &call, const WeightUse &use);

/// Records a contraction of two activations, for its costs.
void recordUnweighted(Walk &walk, Call &call, const Lettered &a, const Lettered &b);

} // namespace espalier::model::trace
