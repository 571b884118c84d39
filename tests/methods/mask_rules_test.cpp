// SPDX-License-Identifier: GPL-3.0-or-later
// Masks from scores: methods.md 3.12, with the golden numbers of section 10.
#include "fixture.h"

#include "methods/mask_rules.h"

#include <cmath>
#include <numeric>

namespace espalier::methods::test {
namespace {

using Channels = std::vector<std::int32_t>;
using Kind = MaskRule::Kind;

std::vector<Channels> prunedOf(const MaskRule &rule, const std::vector<std::vector<double>> &layers, double ratio = 0.0)
{
    std::vector<ScoredGroup> groups;
    for (const std::vector<double> &scores : layers)
        groups.push_back({{static_cast<std::int32_t>(groups.size())}, "", {scores}, ratio, 0});
    std::vector<Channels> result;
    for (const auto &sets : prunedByRule(rule, groups))
        result.push_back(sets.front());
    return result;
}

TEST(OptimalThreshold, IsAsPublished)
{
    EXPECT_NEAR(optimalThreshold({1e-6, 2e-6, 1e-5, 0.5, 0.8}, 1e-4), 0.250005, 1e-12);
    EXPECT_EQ(optimalThreshold({0.3, 0.4, 0.5}, 1e-4), 0.0);
    EXPECT_EQ(optimalThreshold({1e-4, 5e-4, 9e-4}, 1e-4), 1.0);
    const MaskRule rule{.kind = Kind::Optimal};
    EXPECT_EQ(prunedOf(rule, {{1e-6, 2e-6, 1e-5, 0.5, 0.8}, {0.3, 0.4, 0.5}}), (std::vector<Channels>{{0, 1, 2}, {}}));
}

TEST(OptimalThreshold, LeavesTheLargestOfALayerThatIsAllGone)
{
    EXPECT_EQ(prunedOf({.kind = Kind::Optimal}, {{1e-4, 9e-4, 9e-4, 2e-4}}).front(), (Channels{0, 2, 3}));
}

TEST(AbsoluteThreshold, KeepsWhatIsAbove)
{
    const MaskRule rule{.threshold = 0.01};
    EXPECT_EQ(prunedOf(rule, {{0.5, 0.01, 0.011, 0.0}}).front(), (Channels{1, 3}));
    MaskRule normalised{.threshold = 0.1, .normalise = true};
    EXPECT_EQ(prunedOf(normalised, {{5.0, 1.0, 4.0, 0.5}}).front(), (Channels{1, 3}));
    MaskRule floored{.threshold = 1.0, .minimum = 2};
    EXPECT_EQ(prunedOf(floored, {{0.5, 0.2, 0.5, 0.5}}).front(), (Channels{1, 3}));
}

TEST(PercentileThreshold, PoolsAllLayers)
{
    EXPECT_EQ(percentileThreshold({4, 1, 3, 2}, 0.5), 3.0); // a[int(2.5)]
    EXPECT_EQ(percentileThreshold({4, 1, 3, 2}, 0.999), 4.0);
    EXPECT_EQ(percentileThreshold({4, 1, 3, 2}, 0.0), 1.0);
    const MaskRule rule{.kind = Kind::Percentile, .share = 0.5};
    EXPECT_EQ(prunedOf(rule, {{1, 2, 9, 8}, {3, 4, 7, 6}}), (std::vector<Channels>{{0, 1}, {0, 1, 3}}));
    // keep_half: no layer loses more than half.
    const MaskRule half{.kind = Kind::Percentile, .share = 0.6, .cap = 0.5};
    EXPECT_EQ(prunedOf(half, {{1, 2, 3, 4}, {5, 6, 7, 8}}), (std::vector<Channels>{{0, 1}, {0, 1}}));
}

TEST(UniformRule, TakesTheFirstOrTheSmallest)
{
    EXPECT_EQ(prunedOf({.kind = Kind::Uniform}, {{9, 1, 2, 8}}, 0.5).front(), (Channels{0, 1}));
    EXPECT_EQ(prunedOf({.kind = Kind::Uniform, .byScore = true}, {{9, 1, 2, 8}}, 0.5).front(), (Channels{1, 2}));
}

TEST(UniformRule, HasThePublishedCountsOnResnet50)
{
    // The shipped mask "0.5" prunes int(.335 C) of all 53 batch norms (methods.md 10).
    std::vector<std::vector<double>> layers(1, std::vector<double>(64, 1.0));
    const std::vector<std::pair<int, std::size_t>> stages = {{3, 64}, {4, 128}, {6, 256}, {3, 512}};
    for (const auto &[blocks, width] : stages) {
        for (int b = 0; b < blocks; ++b)
            for (const std::size_t of : {width, width, 4 * width})
                layers.emplace_back(of, 1.0);
        layers.emplace_back(4 * width, 1.0); // projection
    }
    ASSERT_EQ(layers.size(), 53u);
    std::size_t kept = 0;
    std::size_t all = 0;
    for (const std::vector<double> &layer : layers)
        all += layer.size();
    for (const Channels &pruned : prunedOf({.kind = Kind::Uniform}, layers, 0.335))
        kept += pruned.size();
    kept = all - kept;
    EXPECT_EQ(kept, 17691u);
    EXPECT_EQ(all, 26560u);
    const std::vector<std::pair<std::size_t, std::size_t>> widths = {{64, 43},   {128, 86},   {256, 171},
                                                                     {512, 341}, {1024, 681}, {2048, 1362}};
    for (const auto &[width, left] : widths)
        EXPECT_EQ(width - prunedOf({.kind = Kind::Uniform}, {std::vector<double>(width, 1.0)}, 0.335).front().size(), left);
}

TEST(MixedScores, AreOnTheScaleOfOneMember)
{
    const std::vector<std::vector<double>> members = {{3, 0}, {4, 1}};
    EXPECT_EQ(mixScores(members, ScoreMix::Mean), (std::vector<double>{3.5, 0.5}));
    EXPECT_EQ(mixScores(members, ScoreMix::Largest), (std::vector<double>{4, 1}));
    EXPECT_DOUBLE_EQ(mixScores(members, ScoreMix::RootMeanSquare)[0], 5.0 / std::sqrt(2.0));
    EXPECT_TRUE(mixScores({}, ScoreMix::Mean).empty());
}

RuleRequest requestOf(const Bench &bench, const MaskRule &rule)
{
    RuleRequest request;
    request.rule = rule;
    // Group "b" has two members that disagree.
    request.groups = {{{0}, "a", {{1, 2, 3, 4, 5, 6, 7, 8}}, 0.0, 0},
                      {{1}, "b", {{0, 0, 0, 9, 9, 9}, {0, 9, 0, 9, 9, 0}}, 0.0, 0}};
    request.plan.ratios.assign(bench.structure->groups.size(), 0.0);
    return request;
}

TEST(PlanByRule, LetsMembersVote)
{
    const Bench bench = makeBench();
    const auto plan = planByRule(*bench.structure, requestOf(bench, {.threshold = 3.0}));
    ASSERT_TRUE(plan) << toString(plan.problem());
    EXPECT_EQ(plan->result.plan.removed({0}), (Channels{0, 1, 2}));
    EXPECT_EQ(plan->result.plan.removed({1}), (Channels{0, 1, 2, 5})); // both want 3: {0, 2} is too few, so any vote counts
    EXPECT_TRUE(plan->result.plan.removed({2}).empty());
    RuleRequest scored = requestOf(bench, {.threshold = 5.0});
    scored.agreement.policy = graph::GroupPolicy::Score;
    EXPECT_EQ(planByRule(*bench.structure, scored)->result.plan.removed({1}), (Channels{0, 1, 2, 5}));
    scored.agreement.mix = ScoreMix::Largest;
    EXPECT_EQ(planByRule(*bench.structure, scored)->result.plan.removed({1}), (Channels{0, 2}));
}

TEST(PlanByRule, SaysWhoBlocksAGroup)
{
    const Bench bench = makeBench();
    RuleRequest request = requestOf(bench, {.threshold = 3.0});
    request.groups[1].members[1].assign(6, 9.0);
    const auto plan = planByRule(*bench.structure, request);
    ASSERT_TRUE(plan);
    EXPECT_TRUE(plan->result.plan.removed({1}).empty());
    ASSERT_EQ(plan->notes.size(), 1u);
    EXPECT_NE(plan->notes[0].find("member 2 of 2"), std::string::npos) << plan->notes[0];
}

TEST(PlanByRule, KeepsTheRecipesLimits)
{
    const Bench bench = makeBench();
    RuleRequest request = requestOf(bench, {.threshold = 100.0});
    request.plan.limits.minimum = 3;
    request.plan.limits.locked = {graph::GroupId{1}};
    const auto plan = planByRule(*bench.structure, request);
    ASSERT_TRUE(plan);
    EXPECT_EQ(plan->result.plan.removed({0}).size(), 5u);
    EXPECT_TRUE(plan->result.plan.removed({1}).empty());
    EXPECT_FALSE(plan->result.ledger[0].why.empty());
}

/// One group of `channels` whose cost is proportional to what stays.
std::shared_ptr<graph::Structure> slope(std::int32_t channels)
{
    auto structure = std::make_shared<graph::Structure>();
    graph::Group group;
    group.id = {0};
    group.name = "a";
    group.channels = channels;
    structure->groups = {group};
    graph::Layer layer;
    layer.name = "a";
    layer.macs.factor = 7;
    layer.macs.counts = {graph::LivingCount{0, {{{0}, 1}}}};
    layer.group = {0};
    structure->layers = {layer};
    return structure;
}

TEST(PlanForTarget, FindsTheValueThatReachesIt)
{
    const auto structure = slope(1000);
    RuleRequest request;
    std::vector<double> scores(1000);
    for (std::size_t i = 0; i < scores.size(); ++i)
        scores[i] = std::exp(-static_cast<double>(i) / 100.0);
    request.groups = {{{0}, "a", {scores}, 0.0, 0}};
    request.plan.ratios = {0.0};
    for (const Kind kind : {Kind::Absolute, Kind::Percentile, Kind::Uniform}) {
        request.rule.kind = kind;
        const auto plan = planForTarget(*structure, request, {graph::Target::Kind::Macs, 0.4});
        ASSERT_TRUE(plan) << toString(plan.problem());
        EXPECT_NEAR(plan->achieved, 0.4, 0.4 * 0.005) << static_cast<int>(kind);
        EXPECT_TRUE(plan->notes.empty());
        const auto &removed = plan->result.plan.removed({0});
        // The small scores lie at the end; the rule uniform takes the first.
        EXPECT_EQ(removed.front() == 0, kind == Kind::Uniform);
    }
    const auto fast = planForTarget(*structure, request, {graph::Target::Kind::Speedup, 2.0});
    EXPECT_NEAR(fast->achieved, 0.5, 0.0025);
}

TEST(PlanForTarget, TakesTheClosestItHasSeen)
{
    const auto structure = slope(3);
    RuleRequest request;
    request.groups = {{{0}, "a", {{0.1, 0.2, 0.3}}, 0.0, 0}};
    request.plan.ratios = {0.0};
    const auto plan = planForTarget(*structure, request, {graph::Target::Kind::Macs, 0.5});
    ASSERT_TRUE(plan);
    EXPECT_EQ(plan->notes.size(), 1u);
    EXPECT_TRUE(plan->achieved > 0.3 && plan->achieved < 0.7) << plan->achieved;
}

} // namespace
} // namespace espalier::methods::test
