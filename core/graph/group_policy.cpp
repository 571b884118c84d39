// SPDX-License-Identifier: GPL-3.0-or-later
#include "graph/group_policy.h"

#include <algorithm>

namespace espalier::graph {

namespace {

using Sets = std::vector<std::vector<std::int32_t>>;

std::vector<std::size_t> countVotes(const Sets &pruned, std::int32_t channels)
{
    std::vector<std::size_t> votes(static_cast<std::size_t>(channels), 0);
    for (const auto &set : pruned)
        for (const std::int32_t channel : set)
            ++votes[static_cast<std::size_t>(channel)];
    return votes;
}

std::vector<std::int32_t> withVotes(const std::vector<std::size_t> &votes, std::size_t wanted)
{
    std::vector<std::int32_t> chosen;
    for (std::size_t channel = 0; channel < votes.size(); ++channel)
        if (votes[channel] >= wanted)
            chosen.push_back(static_cast<std::int32_t>(channel));
    return chosen;
}

std::size_t smallest(const Sets &pruned)
{
    std::size_t least = pruned.empty() ? 0 : pruned.front().size();
    for (const auto &set : pruned)
        least = std::min(least, set.size());
    return least;
}

} // namespace

std::vector<std::int32_t> agree(const Sets &pruned, std::int32_t channels, GroupPolicy policy)
{
    if (policy == GroupPolicy::First)
        return pruned.empty() ? std::vector<std::int32_t>() : pruned.front();
    const std::vector<std::size_t> votes = countVotes(pruned, channels);
    if (policy == GroupPolicy::Union)
        return withVotes(votes, 1);
    std::vector<std::int32_t> chosen = withVotes(votes, std::max<std::size_t>(pruned.size(), 1));
    const std::size_t least = policy == GroupPolicy::Intersection ? 0 : smallest(pruned);
    for (std::size_t wanted = pruned.size(); wanted > 1 && chosen.size() < least;)
        chosen = withVotes(votes, --wanted);
    return chosen;
}

std::optional<std::size_t> blockingMember(const Sets &pruned)
{
    const auto prunesNothing = [](const auto &set) { return set.empty(); };
    const auto dense = std::find_if(pruned.begin(), pruned.end(), prunesNothing);
    if (dense == pruned.end() || std::all_of(pruned.begin(), pruned.end(), prunesNothing))
        return std::nullopt;
    return static_cast<std::size_t>(dense - pruned.begin());
}

std::vector<std::string> groupPolicyNames()
{
    return {"vote", "intersection", "union", "score", "first"};
}

std::string toString(GroupPolicy policy)
{
    return groupPolicyNames()[static_cast<std::size_t>(policy)];
}

GroupPolicy groupPolicyOf(const std::string &name)
{
    const std::vector<std::string> names = groupPolicyNames();
    const auto found = std::find(names.begin(), names.end(), name);
    return found == names.end() ? GroupPolicy::Vote : static_cast<GroupPolicy>(found - names.begin());
}

} // namespace espalier::graph
