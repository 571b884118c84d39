// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixture.h"

#include <ATen/ATen.h>

namespace espalier::methods::test {
namespace {

TEST(GroupViews, NameTheTensorsOfEachProducer)
{
    const Bench bench = makeBench();
    const std::vector<GroupView> views = bench.views(0.5);
    ASSERT_EQ(views.size(), 3u);
    EXPECT_EQ(views[0].name, "a");
    EXPECT_EQ(views[0].producers.front().biasName, "a.bias");
    EXPECT_TRUE(views[0].producers.front().bias.defined());
    EXPECT_FALSE(views[0].producers.front().gamma.defined());
    ASSERT_EQ(views[1].producers.size(), 2u);
    EXPECT_EQ(views[1].producers[0].gammaName, "bn.weight");
    EXPECT_EQ(views[1].producers[1].layer, "d");
    EXPECT_EQ(views[2].producers.front().axis, 1);
}

TEST(GroupViews, ShareTheLiveWeights)
{
    const Bench bench = makeBench();
    const std::vector<GroupView> views = bench.views(0.5);
    bench.weights.get("a.weight").fill_(3.0);
    EXPECT_EQ(views[0].producers.front().weight.max().item<float>(), 3.0F);
}

TEST(GroupViews, CountRatiosOfTheOriginalWidth)
{
    const Bench bench = makeBench();
    // 8 of 16 left: half of 16 is gone already; .75 of 16 = 12, so 4 more.
    EXPECT_EQ(groupViews(*bench.structure, bench.weights, {0.5, 0, 0}, {16, 6, 4})[0].prune, 0);
    EXPECT_EQ(groupViews(*bench.structure, bench.weights, {0.75, 0, 0}, {16, 6, 4})[0].prune, 4);
    EXPECT_EQ(groupViews(*bench.structure, bench.weights, {0.75, 0, 0}, {})[0].prune, 6);
    EXPECT_EQ(groupViews(*bench.structure, bench.weights, {}, {})[0].prune, 0);
}

TEST(L1Scores, AreTheMeanAbsoluteWeightOfAFilter)
{
    const Bench bench = makeBench();
    const std::vector<double> scores = l1Scores(bench.views(0.5)[0]);
    const at::Tensor expected = bench.weights.get("a.weight").abs().mean(1);
    ASSERT_EQ(scores.size(), 8u);
    for (std::int64_t c = 0; c < 8; ++c)
        EXPECT_NEAR(scores[static_cast<std::size_t>(c)], expected[c].item<double>(), 1e-6);
}

TEST(L1Scores, OfTiedLayersAreTheMeanOfTheirs)
{
    const Bench bench = makeBench();
    const std::vector<double> scores = l1Scores(bench.views(0.5)[1]);
    const at::Tensor expected =
        (bench.weights.get("b.weight").abs().mean({1, 2, 3}) + bench.weights.get("d.weight").abs().mean({1, 2, 3})) / 2;
    for (std::int64_t c = 0; c < 6; ++c)
        EXPECT_NEAR(scores[static_cast<std::size_t>(c)], expected[c].item<double>(), 1e-6);
}

TEST(L1Scores, FollowAxisAndPositions)
{
    const Bench bench = makeBench();
    const std::vector<double> scores = l1Scores(bench.views(0.5)[2]);
    const at::Tensor expected = bench.weights.get("t.weight").abs().mean({0, 2, 3}).flip(0);
    for (std::int64_t c = 0; c < 4; ++c)
        EXPECT_NEAR(scores[static_cast<std::size_t>(c)], expected[c].item<double>(), 1e-6);
}

TEST(L1Scores, AverageTheRepeatsOfAChannel)
{
    GroupView group{.id = {0}, .name = "g", .channels = 2, .producers = {}};
    ProducerView producer;
    producer.weight = at::tensor({1.0F, 2.0F, 30.0F, -40.0F}).view({4, 1});
    producer.repeats = 2;
    producer.indices = {0, 2, 1, 3};
    group.producers = {producer};
    EXPECT_EQ(l1Scores(group), (std::vector<double>{15.5, 21.0}));
}

} // namespace
} // namespace espalier::methods::test
