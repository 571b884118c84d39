// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/trace/walk.h"

#include <optional>

namespace espalier::model::trace {

/// A channel shuffle: single-use view, permute, (contiguous), view back to the same shape, or the operator itself. The
/// surgeon puts one index_select in its place, so that no constraint remains (tracer.md 4).
struct Shuffle {
    NodeId last;               ///< node that makes the shuffled value
    ValueId source;            ///< what is shuffled
    std::vector<NodeId> inner; ///< nodes between, whose values vanish in a cut
    int axis = 0;
    std::vector<std::int64_t> positions; ///< position p of the result comes from positions[p]
};

/// Chains that look like a shuffle, by their last node; axis and positions are not known yet.
std::map<NodeId, Shuffle> findShuffles(const graph::Graph &graph);

/// If all layers of the source vary on one axis, the same before and after, and the shuffle moves channels, its
/// completed description. Otherwise nothing: the nodes are ordinary ones.
std::optional<Shuffle> resolveShuffle(Walk &walk, const Shuffle &candidate);

} // namespace espalier::model::trace
