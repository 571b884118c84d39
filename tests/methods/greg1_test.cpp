// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixture.h"

#include <ATen/ATen.h>

namespace espalier::methods::test {
namespace {

using recipe::Options;

Prepared start(const Options &changes, double ratio = 0.5, Bench bench = makeBench())
{
    return prepare("greg1", changes, ratio, std::move(bench));
}

TEST(Greg1, StabilisesWhenPublishedWithIntervalFive)
{
    Prepared run = start({{"update_interval", std::int64_t{5}}, {"stabilize_interval", std::int64_t{40000}}});
    EXPECT_EQ(runToCut(*run.method), 49995 + 40000 + 1);
    EXPECT_EQ(countOf(*run.method, "t_stab"), 49995);
    EXPECT_EQ(countOf(*run.method, "updates"), 10000);
    EXPECT_NEAR(run.method->figures().at("lambda_final"), 1.0000535, 5e-8);
}

TEST(Greg1, StabilisesWhenPublishedWithIntervalTen)
{
    Prepared run = start({{"update_interval", std::int64_t{10}}, {"stabilize_interval", std::int64_t{0}}});
    EXPECT_EQ(runToCut(*run.method), 99990 + 1);
    EXPECT_EQ(countOf(*run.method, "t_stab"), 99990);
}

TEST(Greg1, PlansThePhasesItThenGoesThrough)
{
    Prepared run = start({{"update_interval", std::int64_t{10}}, {"stabilize_interval", std::int64_t{10000}}});
    const auto phases = run.method->plannedPhases(run.options);
    ASSERT_EQ(phases.size(), 2u);
    EXPECT_EQ(phases[0], (std::pair<std::string, std::int64_t>{"push", 99990}));
    EXPECT_EQ(phases[1], (std::pair<std::string, std::int64_t>{"stabilise", 10001}));
    EXPECT_EQ(runToCut(*run.method), phases[0].second + phases[1].second);
}

TEST(Greg1, ChoosesTheSmallestFilters)
{
    const Prepared run = start({});
    const std::vector<double> scores = l1Scores(run.bench.views(0.5)[0]);
    const graph::Plan plan = run.method->plan();
    EXPECT_EQ(plan.removedCount(), 4 + 3 + 2);
    double largestRemoved = 0.0;
    double smallestKept = 1e9;
    for (std::int32_t c = 0; c < 8; ++c) {
        const auto &removed = plan.removed({0});
        const bool goes = std::find(removed.begin(), removed.end(), c) != removed.end();
        double &extreme = goes ? largestRemoved : smallestKept;
        extreme = goes ? std::max(extreme, scores[static_cast<std::size_t>(c)])
                       : std::min(extreme, scores[static_cast<std::size_t>(c)]);
    }
    EXPECT_LT(largestRemoved, smallestKept);
}

TEST(Greg1, PenalisesTheChosenFiltersOnly)
{
    Prepared run = start({{"granularity_prune", 0.25}});
    run.method->update({0, 0.001});
    run.method->update({1, 0.001}); // not a multiple of the interval
    const Penalties &penalties = run.method->penalties();
    ASSERT_EQ(penalties.size(), 4u);
    const PenaltyFactors &t = penalties.at("t.weight");
    const graph::Plan plan = run.method->plan();
    EXPECT_EQ(t.axis, 1);
    for (std::int32_t c = 0; c < 4; ++c) {
        const std::vector<std::int32_t> removed = plan.removed({2});
        const bool goes = std::find(removed.begin(), removed.end(), c) != removed.end();
        EXPECT_EQ(t.factors[3 - c].item<float>(), goes ? 0.25F : 0.0F) << "channel " << c;
    }
    EXPECT_TRUE(at::equal(penalties.at("b.weight").factors, penalties.at("d.weight").factors));
    EXPECT_FALSE(t.replacesGradient);
}

TEST(Greg1, BlockedTaskGradientCoversEveryLayer)
{
    Prepared run = start({{"block_loss_grad", true}});
    const Penalties &penalties = run.method->penalties();
    ASSERT_TRUE(penalties.contains("fc.weight"));
    for (const auto &[name, penalty] : penalties)
        EXPECT_TRUE(penalty.replacesGradient) << name;
    EXPECT_EQ(penalties.at("fc.weight").factors.sum().item<float>(), 0.0F);
}

TEST(Greg1, StopsEarlyOnceFiltersAreFarApart)
{
    Prepared run = start({{"stabilize_interval", std::int64_t{0}}, {"update_interval", std::int64_t{1}}});
    const graph::Plan plan = run.method->plan();
    for (const GroupView &view : run.bench.views(0.5))
        for (const ProducerView &producer : view.producers)
            for (const std::int32_t channel : plan.removed(view.id))
                producer.weight
                    .select(producer.axis, producer.indices.empty() ? channel
                                                                    : producer.indices[static_cast<std::size_t>(channel)])
                    .mul_(1e-5);
    // First update: only the ratio of the first group is known when it is looked at, and each later one adds its own.
    EXPECT_EQ(runToCut(*run.method), 1);
}

TEST(Greg1, WaitsForTheSlowestRatio)
{
    Bench bench = makeBench();
    Prepared run = start({{"stabilize_interval", std::int64_t{0}}, {"update_interval", std::int64_t{1}},
                     {"granularity_prune", 0.1}}, 0.5, bench);
    const graph::Plan plan = run.method->plan();
    for (const std::int32_t channel : plan.removed({1})) // group b only
        for (const char *name : {"b.weight", "d.weight"})
            run.bench.weights.get(name).select(0, channel).mul_(1e-6);
    EXPECT_GT(runToCut(*run.method), 5);
}

TEST(Greg1, SmoothsTheMagnitudeRatio)
{
    Prepared run = start({{"update_interval", std::int64_t{1}}});
    run.method->update({0, 0.001});
    const float first = run.method->telemetry()[0].magnitudeRatio;
    const graph::Plan plan = run.method->plan();
    for (const std::int32_t channel : plan.removed({0}))
        run.bench.weights.get("a.weight").select(0, channel).mul_(0.5);
    run.method->update({1, 0.001});
    EXPECT_NEAR(run.method->telemetry()[0].magnitudeRatio, 0.9F * first + 0.1F * 2.0F * first, 1e-4F * first);
}

TEST(Greg1, PenaltyLossIsHalfFactorTimesSquare)
{
    Prepared run = start({{"granularity_prune", 0.5}});
    run.method->update({0, 0.001});
    double expected = 0.0;
    for (const auto &[name, penalty] : run.method->penalties()) {
        const at::Tensor w = run.bench.weights.get(name).transpose(0, penalty.axis).flatten(1);
        expected += 0.5 * (penalty.factors.view({-1, 1}) * w * w).sum().item<double>();
    }
    EXPECT_NEAR(run.method->penaltyLoss(), expected, 1e-4 * expected);
}

TEST(Greg1, TakesLiveOptionsAtTheNextUpdate)
{
    Prepared run = start({{"update_interval", std::int64_t{1}}, {"granularity_prune", 0.01}});
    run.method->update({0, 0.001});
    run.method->setLiveOption("granularity_prune", 0.25);
    run.method->setLiveOption("of_another_method", 1.0);
    run.method->update({1, 0.001});
    EXPECT_FLOAT_EQ(run.method->telemetry()[0].lambda, 0.26F);
    run.method->setLiveOption("reg_upper_limit", 0.3);
    run.method->update({2, 0.001});
    EXPECT_TRUE(run.method->telemetry()[0].finished);
}

TEST(Greg1, KeepsAChoiceMadeBefore)
{
    const auto entries = allMethods();
    const MethodEntry &entry = methodEntry(entries, "greg1");
    const Bench bench = makeBench();
    MethodContext context = bench.context(0.5, optionsOf(entry.schema.options));
    graph::Plan plan;
    plan.setRemoved({0}, {0, 7});
    context.chosen = plan;
    const auto method = entry.create();
    ASSERT_TRUE(method->prepare(context));
    EXPECT_EQ(method->plan(), plan);
}

TEST(Greg1, RefusesToRunWithNothingMarked)
{
    const auto entries = allMethods();
    const MethodEntry &entry = methodEntry(entries, "greg1");
    const base::Status prepared = entry.create()->prepare(makeBench().context(0.0, optionsOf(entry.schema.options)));
    ASSERT_FALSE(prepared);
    EXPECT_EQ(prepared.problem().code, base::ProblemCode::BadUsage);
    EXPECT_NE(prepared.problem().what.find("0 of 18 channels marked"), std::string::npos);
}

TEST(Greg1, RefusesGrowthThatSinglePrecisionLoses)
{
    const auto entries = allMethods();
    const MethodEntry &entry = methodEntry(entries, "greg1");
    const base::Status prepared =
        entry.create()->prepare(makeBench().context(0.5, optionsOf(entry.schema.options, {{"granularity_prune", 1e-10}})));
    ASSERT_FALSE(prepared);
    EXPECT_NE(prepared.problem().what.find("float32"), std::string::npos);
}

TEST(Greg1, RefusesTheStateOfAnotherModel)
{
    Prepared run = start({});
    MethodState state = run.method->save();
    state.tensors["factors"] = at::zeros({7});
    const base::Status loaded = run.method->load(state);
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.problem().code, base::ProblemCode::Mismatch);
    EXPECT_EQ(loaded.problem().where, "factors");
}

} // namespace
} // namespace espalier::methods::test
