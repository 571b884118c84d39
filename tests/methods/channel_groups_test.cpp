// SPDX-License-Identifier: GPL-3.0-or-later
// wg = channel: what the next layers read of a channel is scored and penalised, and the channel itself goes.
#include "fixture.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace espalier::methods::test {
namespace {

const recipe::Options Channel = {{"wg", std::string("channel")}};

recipe::Options channelWith(const recipe::Options &changes)
{
    recipe::Options options = Channel;
    for (const auto &[name, value] : changes)
        options[name] = value;
    return options;
}

TEST(GroupViews, NameTheReadersOfEachChannel)
{
    const Bench bench = makeBench();
    const std::vector<GroupView> views = bench.views(0.5);
    ASSERT_EQ(views[0].consumers.size(), 1u);
    EXPECT_EQ(views[0].consumers.front().layer, "b");
    EXPECT_EQ(views[0].consumers.front().axis, 1);
    EXPECT_EQ(views[2].consumers.front().weightName, "fc.weight");
}

TEST(GroupViews, NameTheFrontPartOfALayerWhoseOtherChannelsGoAnotherWay)
{
    Bench bench = makeBench();
    graph::Structure structure = *bench.structure;
    structure.groups[0].channels = 3; // of the 8 rows of a.weight
    const auto views = groupViews(structure, bench.weights, {}, {});
    EXPECT_EQ(views[0].producers.front().indices, (std::vector<std::int32_t>{0, 1, 2}));
    const std::vector<double> scores = l1Scores(views[0]);
    const at::Tensor rows = bench.weights.get("a.weight").flatten(1).abs().mean(1);
    ASSERT_EQ(scores.size(), 3u);
    for (std::int64_t c = 0; c < 3; ++c)
        EXPECT_NEAR(scores[static_cast<std::size_t>(c)], rows[c].item<double>(), 1e-6);
    EXPECT_TRUE(groupViews(*bench.structure, bench.weights, {}, {})[0].producers.front().indices.empty());
}

TEST(ChannelGroups, ChooseByWhatIsReadOfThem)
{
    const Prepared run = prepare("greg1", Channel);
    const graph::Plan plan = run.method->plan();
    const at::Tensor scores = run.bench.weights.get("b.weight").abs().mean({0, 2, 3});
    const at::Tensor smallest = std::get<1>(scores.topk(4, 0, false));
    const at::Tensor sorted = std::get<0>(smallest.sort());
    const auto &removed = plan.removed({0});
    ASSERT_EQ(removed.size(), 4u);
    for (std::int64_t i = 0; i < 4; ++i)
        EXPECT_EQ(sorted[i].item<std::int64_t>(), removed[static_cast<std::size_t>(i)]);
    EXPECT_NE(plan, prepare("greg1", {}).method->plan()) << "filters would have been chosen otherwise";
}

TEST(ChannelGroups, PenaliseTheColumnsOfTheReaders)
{
    Prepared run = prepare("greg1", channelWith({{"granularity_prune", 0.25}}));
    run.method->update({0, 0.001});
    const Penalties &penalties = run.method->penalties();
    EXPECT_FALSE(penalties.contains("a.weight"));
    ASSERT_EQ(penalties.size(), 3u);
    EXPECT_EQ(penalties.at("b.weight").axis, 1);
    EXPECT_EQ(penalties.at("t.weight").axis, 0);
    EXPECT_EQ(penalties.at("fc.weight").axis, 1);
    const graph::Plan plan = run.method->plan();
    for (std::int32_t c = 0; c < 8; ++c) {
        const auto &removed = plan.removed({0});
        const bool goes = std::find(removed.begin(), removed.end(), c) != removed.end();
        EXPECT_EQ(penalties.at("b.weight").factors[c].item<float>(), goes ? 0.25F : 0.0F);
    }
}

TEST(ChannelGroups, TellTheirScoresUnderTheLayersThatMakeThem)
{
    Prepared run = prepare("fixreg", Channel);
    const auto layers = run.method->telemetry();
    ASSERT_EQ(layers.size(), 4u);
    EXPECT_EQ(layers[0].layer, "a");
    const at::Tensor expected = run.bench.weights.get("b.weight").abs().mean({0, 2, 3});
    ASSERT_EQ(layers[0].scores.size(), 8u);
    for (std::int64_t c = 0; c < 8; ++c)
        EXPECT_NEAR(layers[0].scores[static_cast<std::size_t>(c)], expected[c].item<float>(), 1e-6F);
}

TEST(ChannelGroups, PickLateByTheReadersToo)
{
    Prepared run = prepare("greg2", channelWith({{"update_interval", std::int64_t{1}}, {"granularity_pick", 0.5},
                                                 {"upper_limit_pick", 1.0}}));
    run.method->update({0, 0.001});
    const at::Tensor readers = run.bench.weights.get("fc.weight");
    readers.copy_(at::tensor({4.0F, 3.0F, 2.0F, 1.0F}).expand({3, 4}));
    run.method->update({1, 0.001});
    const graph::Plan plan = run.method->plan();
    EXPECT_EQ(plan.removed({2}), (std::vector<std::int32_t>{2, 3}));
}

TEST(ChannelGroups, RefuseAGroupThatNothingReads)
{
    Bench bench = makeBench();
    auto structure = std::make_shared<graph::Structure>(*bench.structure);
    structure->groups[2].members.pop_back();
    bench.structure = structure;
    const auto entries = allMethods();
    const MethodEntry &entry = methodEntry(entries, "greg1");
    const base::Status status = entry.create()->prepare(bench.context(0.5, optionsOf(entry.schema.options, Channel)));
    ASSERT_FALSE(status);
    EXPECT_EQ(status.problem().code, base::ProblemCode::Unsupported);
    EXPECT_EQ(status.problem().where, "t");
}

} // namespace
} // namespace espalier::methods::test
