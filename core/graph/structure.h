// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/id.h"
#include "base/result.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace espalier::graph {

using base::GroupId;
using base::NodeId;

/// One axis of one stored tensor along which the channels of a group lie.
struct Member {
    std::string tensor; ///< dotted name of the parameter, buffer or constant
    int axis = 0;
    std::int64_t repeats = 1; ///< positions owned by one channel (flatten to linear: H*W)
    bool blocked = false;     ///< in axis of a grouped weight: the index depends on the row, use the Surgeon only
    bool producer = false;    ///< out axis of a contraction's weight: these rows make the channel
    /// Position p of channel c stands at indices[c * repeats + p]; empty means c * repeats + p itself.
    std::vector<std::int32_t> indices;

    std::int32_t index(std::int32_t channel, std::int32_t position = 0) const
    {
        const auto flat = static_cast<std::size_t>(channel * repeats + position);
        return indices.empty() ? static_cast<std::int32_t>(flat) : indices[flat];
    }
};

/// Channels that can be removed one by one (or in units), each with all its members at once.
struct Group {
    GroupId id;
    std::string name; ///< first producer layer in execution order: "layer1.0.conv1"
    std::int32_t channels = 0;
    std::int32_t unit = 1;    ///< smallest legal step in channels (4 for a 4-group convolution)
    bool approximate = false; ///< kept values change because a norm's or mean's statistics do
    bool residual = false;    ///< more than one producer layer: tied by additions
    std::vector<Member> members;
    std::vector<std::string> producers; ///< module names of the layers whose out axis this is, in execution order
    std::vector<std::string> consumers; ///< module names of the layers that read it
    std::vector<std::string> ties;      ///< why-texts: "the add at layer2.0 ties conv2 and downsample.0"
};

/// "Living blocks hold equally many living cells, at least one; a dead block holds none."
/// A cell is a channel of a group; one with an invalid group always lives (pinned). A channel may stand in several cells.
struct ChannelRef {
    GroupId group;
    std::int32_t channel = 0;
    friend auto operator<=>(const ChannelRef &, const ChannelRef &) = default;
};

struct BlockConstraint {
    std::vector<std::vector<ChannelRef>> rows; ///< rows[m] = cells of block m
    std::vector<ChannelRef> blocks;            ///< label channel of each block, or empty if blocks have none
};

/// How many positions of an axis live: fixed + sum over groups of multiplicity * living channels.
struct LivingCount {
    struct Term {
        GroupId group;
        std::int64_t multiplicity = 1;
    };
    std::int64_t fixed = 0;
    std::vector<Term> terms;
};

/// factor * product of living counts (/ divisor's living count, for grouped weights). Exact in integers.
struct CostTerm {
    std::int64_t factor = 1;
    std::vector<LivingCount> counts;
    std::optional<LivingCount> divisor;
};

/// A contraction that owns a weight (convolution, linear), in execution order.
struct Layer {
    std::string name; ///< dotted module path
    std::string op;   ///< "aten.conv2d"
    NodeId node;
    std::string weight; ///< name of its weight tensor
    std::string bias;   ///< or empty
    std::string norm;   ///< module path of the batch norm that alone reads its output ("bn1"), or empty
    std::vector<std::int64_t> weightShape;
    std::int64_t outHeight = 1; ///< output map, 1 x 1 for linear
    std::int64_t outWidth = 1;
    std::int64_t groups = 1;
    std::int64_t stride = 1;
    LivingCount in;  ///< input channels (of the whole layer, all groups together)
    LivingCount out; ///< output channels
    std::vector<CostTerm> parameters; ///< weight and bias (with its norm's affine: see Structure::otherParameters)
    CostTerm macs;
    GroupId group;      ///< the group of its output channels; invalid if frozen (or mixed: see note)
    std::string frozen; ///< reason sentence if its outputs can't be pruned, else empty
};

/// An axis that can't be cut, with a reason sentence.
struct Frozen {
    std::string what;   ///< layer or tensor
    std::string reason; ///< "its outputs are the outputs of the network"
};

/// Everything needed to plan, level and price, without torch and without weights. Immutable once shared.
struct Structure {
    std::vector<Layer> layers;
    std::vector<Group> groups; ///< index = GroupId
    std::vector<BlockConstraint> constraints;
    std::vector<Frozen> frozen;
    std::vector<CostTerm> otherParameters; ///< trainable tensors that belong to no layer (norm affine, free parameters)
    std::vector<CostTerm> otherMacs;       ///< contractions without an own weight (attention)

    const Group &group(GroupId id) const { return groups[id.index()]; }
    const Layer *layer(const std::string &name) const;
};

using StructurePtr = std::shared_ptr<const Structure>;

} // namespace espalier::graph
