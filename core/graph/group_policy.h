// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace espalier::graph {

/// How members of a group that want different channels gone agree (methods.md 3.13). P_l is what member l prunes, n_c the
/// number of members that prune channel c; a member that says nothing prunes nothing.
enum class GroupPolicy {
    Vote,         ///< prune {c: n_c >= k} for the largest k whose set is no smaller than the smallest P_l (MaskSparsity)
    Intersection, ///< prune what all prune
    Union,        ///< prune what any prunes
    Score,        ///< the members' scores are combined first and cut like one layer's; of sets alone: as Vote
    First,        ///< what the first member prunes
};

/// What the members' prune sets give together; each is ascending, and so is the result. `channels`: width of the group.
std::vector<std::int32_t> agree(const std::vector<std::vector<std::int32_t>> &pruned, std::int32_t channels,
                                GroupPolicy policy);

/// The first member that prunes nothing although another prunes something: under Vote and Intersection it alone keeps the
/// whole group. Nothing if there is no such member.
std::optional<std::size_t> blockingMember(const std::vector<std::vector<std::int32_t>> &pruned);

/// "vote", "intersection", "union", "score", "first"; Vote for anything else.
GroupPolicy groupPolicyOf(const std::string &name);
std::vector<std::string> groupPolicyNames();
std::string toString(GroupPolicy policy);

} // namespace espalier::graph
