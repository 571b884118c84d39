// SPDX-License-Identifier: GPL-3.0-or-later
#include "graph/group_policy.h"

#include <gtest/gtest.h>

namespace espalier::graph {
namespace {

using Sets = std::vector<std::vector<std::int32_t>>;
using Channels = std::vector<std::int32_t>;

TEST(GroupPolicies, VoteAsInThePublishedExamples)
{
    EXPECT_EQ(agree(Sets{{0, 1, 2}, {0, 1}, {0, 3}}, 4, GroupPolicy::Vote), (Channels{0, 1}));
    EXPECT_EQ(agree(Sets{{0}, {1}, {2}}, 4, GroupPolicy::Vote), (Channels{0, 1, 2}));
    EXPECT_EQ(agree(Sets{{}, {1, 2}}, 4, GroupPolicy::Vote), (Channels{}));
}

TEST(GroupPolicies, IntersectUniteOrFollowTheFirst)
{
    const Sets sets{{1, 2}, {0, 1, 2}, {2, 3}};
    EXPECT_EQ(agree(sets, 5, GroupPolicy::Intersection), (Channels{2}));
    EXPECT_EQ(agree(sets, 5, GroupPolicy::Union), (Channels{0, 1, 2, 3}));
    EXPECT_EQ(agree(sets, 5, GroupPolicy::First), (Channels{1, 2}));
    EXPECT_EQ(agree({}, 5, GroupPolicy::First), (Channels{}));
}

TEST(GroupPolicies, NameTheMemberThatBlocks)
{
    EXPECT_EQ(blockingMember(Sets{{1}, {}, {1, 2}}), 1u);
    EXPECT_FALSE(blockingMember(Sets{{1}, {2}}));
    EXPECT_FALSE(blockingMember(Sets{{}, {}}));
}

TEST(GroupPolicies, HaveNames)
{
    for (const std::string &name : groupPolicyNames())
        EXPECT_EQ(groupPolicyNames()[static_cast<std::size_t>(groupPolicyOf(name))], name);
    EXPECT_EQ(groupPolicyOf("first"), GroupPolicy::First);
}

} // namespace
} // namespace espalier::graph
