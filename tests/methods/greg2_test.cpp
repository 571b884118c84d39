// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixture.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace espalier::methods::test {
namespace {

using recipe::Options;

Prepared start(const Options &changes, double weightDecay = 5e-4)
{
    const auto entries = allMethods();
    const MethodEntry &entry = methodEntry(entries, "greg2");
    Prepared run{makeBench(), entry.create(), optionsOf(entry.schema.options, changes)};
    MethodContext context = run.bench.context(0.5, run.options);
    context.weightDecay = weightDecay;
    EXPECT_TRUE(run.method->prepare(context));
    return run;
}

/// A schedule of a few updates: picked at the third, then pushed by a quarter of the way each.
const Options Quick = {{"update_interval", std::int64_t{1}},   {"stabilize_interval", std::int64_t{2}},
                       {"granularity_pick", 0.25}, {"upper_limit_pick", 0.75}, {"granularity_prune", 0.25},
                       {"reg_upper_limit", 1.5}};

Options quick(const Options &changes)
{
    Options options = Quick;
    for (const auto &[name, value] : changes)
        options[name] = value;
    return options;
}

void updateTo(Method &method, std::int64_t last)
{
    for (std::int64_t t = 0; t <= last; ++t)
        method.update({t, 0.001});
}

TEST(Greg2, PicksAndStabilisesWhenPublishedWithIntervalFive)
{
    Prepared run = start({{"update_interval", std::int64_t{5}}, {"stabilize_interval", std::int64_t{40000}}});
    EXPECT_EQ(runToCut(*run.method), 54500 + 40000 + 1);
    EXPECT_EQ(countOf(*run.method, "t_pick"), 5000);
    EXPECT_EQ(countOf(*run.method, "t_stab"), 54500);
    EXPECT_EQ(countOf(*run.method, "updates"), 1001 + 9900);
    EXPECT_NEAR(run.method->figures().at("lambda_final"), 1.0000635, 5e-8);
}

TEST(Greg2, PicksAndStabilisesWhenPublishedWithIntervalTen)
{
    Prepared run = start({{"update_interval", std::int64_t{10}}, {"stabilize_interval", std::int64_t{0}}});
    EXPECT_EQ(runToCut(*run.method), 109000 + 1);
    EXPECT_EQ(countOf(*run.method, "t_pick"), 10000);
    EXPECT_EQ(countOf(*run.method, "t_stab"), 109000);
}

TEST(Greg2, FactorGrowsAsPublished)
{
    Prepared run = start({{"update_interval", std::int64_t{5}}});
    updateTo(*run.method, 4999);
    EXPECT_EQ(run.method->phase(), "pick");
    EXPECT_EQ(countOf(*run.method, "updates"), 1000);
    run.method->update({5000, 0.001});
    EXPECT_EQ(run.method->phase(), "push");
    EXPECT_NEAR(run.method->telemetry()[0].lambda, 0.0100100, 5e-8);
    for (std::int64_t t = 5001; t <= 48200; ++t)
        run.method->update({t, 0.001});
    EXPECT_NEAR(run.method->telemetry()[0].lambda, 0.87404, 5e-6);
}

TEST(Greg2, PlansThePhasesItThenGoesThrough)
{
    Prepared run = start({{"update_interval", std::int64_t{10}}, {"stabilize_interval", std::int64_t{10000}}});
    using Phases = std::vector<std::pair<std::string, std::int64_t>>;
    EXPECT_EQ(run.method->plannedPhases(run.options), (Phases{{"pick", 10000}, {"push", 99000}, {"stabilise", 10001}}));
    EXPECT_EQ(runToCut(*run.method), 10000 + 99000 + 10001);
}

TEST(Greg2, GrowsOnEveryChannelUntilItPicks)
{
    Prepared run = start(Quick);
    updateTo(*run.method, 1);
    for (const auto &[name, penalty] : run.method->penalties())
        EXPECT_TRUE(at::equal(penalty.factors, at::full_like(penalty.factors, 0.5F))) << name;
    const auto telemetry = run.method->telemetry();
    EXPECT_TRUE(telemetry[0].chosen.empty());
    EXPECT_EQ(telemetry[0].lambdaKept, 0.5F);
}

TEST(Greg2, PicksByTheWeightsOfThatMoment)
{
    Prepared run = start(Quick);
    updateTo(*run.method, 1);
    const graph::Plan before = run.method->plan();
    const at::Tensor weight = run.bench.weights.get("a.weight");
    const auto gone = before.removed({0});
    for (std::int32_t c = 0; c < 8; ++c)
        weight.select(0, c).mul_(std::find(gone.begin(), gone.end(), c) == gone.end() ? 1e-3 : 1e3);
    const graph::Plan now = run.method->plan();
    for (const std::int32_t c : gone)
        EXPECT_EQ(std::count(now.removed({0}).begin(), now.removed({0}).end(), c), 0);
    run.method->update({2, 0.001});
    EXPECT_EQ(run.method->plan(), now);
    weight.copy_(weight.flip(0));
    run.method->update({3, 0.001});
    EXPECT_EQ(run.method->plan(), now) << "the choice is made once";
    // None of the four of "a" is what L1 would have taken at the start; the five others are.
    EXPECT_NEAR(run.method->figures().at("overlap_l1"), 5.0 / 9.0, 1e-12);
}

TEST(Greg2, PushesTheChosenAndFreesTheKept)
{
    Prepared run = start(Quick, 5e-4);
    updateTo(*run.method, 3);
    const graph::Plan plan = run.method->plan();
    const at::Tensor factors = run.method->penalties().at("a.weight").factors;
    const auto gone = plan.removed({0});
    for (std::int32_t c = 0; c < 8; ++c) {
        const bool goes = std::find(gone.begin(), gone.end(), c) != gone.end();
        EXPECT_EQ(factors[c].item<float>(), goes ? 1.0F : -5e-4F) << c;
    }
    EXPECT_EQ(run.method->telemetry()[0].lambdaKept, -5e-4F);
}

TEST(Greg2, KeepsTheFactorOfTheKeptForTheUpdateThatPicks)
{
    Prepared run = start(Quick);
    updateTo(*run.method, 2);
    EXPECT_EQ(run.method->phase(), "push");
    const at::Tensor factors = run.method->penalties().at("a.weight").factors;
    EXPECT_TRUE(at::equal(factors, at::full_like(factors, 0.75F)));
}

TEST(Greg2, TakesAnotherFactorForTheKept)
{
    Prepared run = start(quick({{"recover", std::string("-0.0001")}}), 5e-4);
    updateTo(*run.method, 3);
    EXPECT_EQ(run.method->penalties().at("a.weight").factors.min().item<float>(), -1e-4F);
}

TEST(Greg2, RefusesAFactorOfTheKeptThatPushes)
{
    const auto entries = allMethods();
    const MethodEntry &entry = methodEntry(entries, "greg2");
    for (const char *text : {"0.001", "wd", ""}) {
        const Options options = optionsOf(entry.schema.options, {{"recover", std::string(text)}});
        const base::Status status = entry.create()->prepare(makeBench().context(0.5, options));
        ASSERT_FALSE(status) << text;
        EXPECT_EQ(status.problem().where, "options.recover");
    }
}

TEST(Greg2, OnlyPickingEndsWithTheChoice)
{
    for (const char *option : {"only_picking", "revive_kept"}) {
        Prepared run = start(quick({{option, true}}));
        const auto phases = run.method->plannedPhases(run.options);
        ASSERT_EQ(phases.size(), 1u);
        EXPECT_EQ(runToCut(*run.method), phases[0].second) << option;
        EXPECT_EQ(run.method->phase(), "pick");
        EXPECT_EQ(run.method->plan().removedCount(), 9);
    }
}

TEST(Greg2, EndsALayerByItsOwnRatio)
{
    Prepared run = start(quick({{"mag_ratio_limit", 50.0}, {"reg_upper_limit", 100.0}}));
    updateTo(*run.method, 2);
    const graph::Plan plan = run.method->plan();
    for (const std::int32_t c : plan.removed({0}))
        run.bench.weights.get("a.weight").select(0, c).mul_(1e-6);
    run.method->update({3, 0.001});
    const auto telemetry = run.method->telemetry();
    EXPECT_TRUE(telemetry[0].finished);
    EXPECT_FALSE(telemetry[1].finished);
}

TEST(Greg2, TellsHowRanksMove)
{
    Prepared run = start(Quick);
    const at::Tensor weight = run.bench.weights.get("a.weight");
    weight.copy_(at::arange(1, 9).view({8, 1}).expand({8, 5}));
    updateTo(*run.method, 0);
    weight.copy_(at::arange(8, 0, -1).view({8, 1}).expand({8, 5}));
    run.method->update({1, 0.001});
    const auto figures = run.method->telemetry()[0].figures;
    EXPECT_FLOAT_EQ(figures.at("rank_change"), 4.0F); // |7 5 3 1 1 3 5 7| / 8
    EXPECT_FLOAT_EQ(figures.at("set_change"), 1.0F);
}

} // namespace
} // namespace espalier::methods::test
