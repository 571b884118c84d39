// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/structure.h"
#include "model/trace/class_table.h"

namespace espalier::model::trace {

/// One axis of a tensor in a group: where the channels lie. `positions` = channels * repeats, channel-major.
struct GroupMember {
    std::size_t origin = 0; ///< index in Findings::origins
    std::vector<std::int32_t> positions;
};

/// Classes with the same multiset of (tensor, axis); one class is one channel.
struct ChannelGroup {
    Labels1d channels; ///< class of each channel
    std::vector<GroupMember> members;
    std::vector<int> producers; ///< indices of contractions whose out axis this is, in execution order
    std::vector<int> consumers;
};

/// Gathers the movable classes into groups (tracer.md 5): groups with producers in execution order, then groups of block
/// labels that no tensor carries (heads, groups of a grouped convolution), in order of their constraints. Block labels
/// that matter to one constraint only are left out: such a block lives as long as its cells.
class Grouping {
public:
    Grouping(const Walk &walk, const ClassTable &classes, const std::vector<Blocks> &constraints);

    const std::vector<ChannelGroup> &groups() const { return m_groups; }
    /// The channel that a class is; group invalid if it is always kept.
    graph::ChannelRef refOf(Label representative) const { return m_refs[static_cast<std::size_t>(representative)]; }
    /// How many positions of an axis live. Classes must be evenly spread, which they are by what a group is.
    graph::LivingCount count(const Extent &extent) const;
    /// Origin of a label of a tensor, or null for block labels.
    const Origin *originOf(Label label) const;

private:
    void collectMembers();
    void addProducerGroups();
    void addBlockGroups(const std::vector<Blocks> &constraints);
    void addGroup(Labels1d channels);
    void connect();
    std::vector<int> groupsOf(const Extent &extent) const;

    const Walk &m_walk;
    const ClassTable &m_classes;
    std::vector<ChannelGroup> m_groups;
    std::vector<graph::ChannelRef> m_refs;                                ///< per label
    std::vector<std::vector<std::pair<std::int32_t, std::int32_t>>> m_at; ///< per class: (origin, position), ascending
};

} // namespace espalier::model::trace
