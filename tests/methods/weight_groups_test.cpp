// SPDX-License-Identifier: GPL-3.0-or-later
// wg = weight: single elements are penalised and become zeros (methods.md 3.14).
#include "fixture.h"

#include <ATen/ATen.h>

namespace espalier::methods::test {
namespace {

recipe::Options weightWith(recipe::Options options)
{
    options["wg"] = std::string("weight");
    return options;
}

const recipe::Options Quick = weightWith({{"update_interval", std::int64_t{1}}, {"stabilize_interval", std::int64_t{2}},
                                          {"granularity_prune", 0.25}});

std::int64_t zeros(const at::Tensor &mask)
{
    return mask.logical_not().sum().item<std::int64_t>();
}

TEST(WeightGroups, MaskTheSmallestShareOfEveryLayer)
{
    const Prepared run = prepare("greg1", Quick);
    EXPECT_TRUE(run.method->plan().isEmpty());
    const Masks masks = run.method->masks();
    ASSERT_EQ(masks.size(), 5u) << "the classifier takes part";
    for (const auto &[name, mask] : masks) {
        const at::Tensor weight = run.bench.weights.get(name);
        EXPECT_EQ(mask.sizes(), weight.sizes());
        EXPECT_EQ(zeros(mask), (weight.numel() + 1) / 2) << name;
        const at::Tensor size = weight.abs();
        EXPECT_LE(size.masked_select(mask.logical_not()).max().item<float>(), size.masked_select(mask).min().item<float>());
    }
}

TEST(WeightGroups, PenaliseTheChosenElements)
{
    Prepared run = prepare("greg1", Quick);
    run.method->update({0, 0.001});
    const Masks masks = run.method->masks();
    for (const auto &[name, penalty] : run.method->penalties()) {
        EXPECT_EQ(penalty.kind, PenaltyFactors::Kind::PerElement);
        EXPECT_TRUE(at::equal(penalty.factors, masks.at(name).logical_not().to(at::kFloat) * 0.25)) << name;
    }
}

TEST(WeightGroups, KnowTheMemoryFormatOfAWeight)
{
    Bench bench = makeBench();
    bench.weights.set("b.weight", bench.weights.get("b.weight").contiguous(at::MemoryFormat::ChannelsLast));
    Prepared plain = prepare("greg1", Quick);
    Prepared last = prepare("greg1", Quick, 0.5, bench);
    plain.method->update({0, 0.001});
    last.method->update({0, 0.001});
    EXPECT_TRUE(at::equal(plain.method->masks().at("b.weight"), last.method->masks().at("b.weight")));
    EXPECT_TRUE(at::equal(plain.method->penalties().at("b.weight").factors, last.method->penalties().at("b.weight").factors));
    EXPECT_NEAR(plain.method->penaltyLoss(), last.method->penaltyLoss(), 1e-6);
}

TEST(WeightGroups, AlwaysRunToTheCeiling)
{
    Prepared run = prepare("greg1", weightWith({{"update_interval", std::int64_t{5}}, {"stabilize_interval", std::int64_t{0}},
                                                {"mag_ratio_limit", 1.0001}}));
    EXPECT_EQ(runToCut(*run.method), 49995 + 1);
}

TEST(WeightGroups, PickLateInGreg2)
{
    Prepared run = prepare("greg2", weightWith({{"update_interval", std::int64_t{1}}, {"granularity_pick", 0.5},
                                                {"upper_limit_pick", 1.0}, {"reg_upper_limit", 2.0},
                                                {"granularity_prune", 0.25}}));
    run.method->update({0, 0.001});
    EXPECT_TRUE(run.method->masks().empty());
    const at::Tensor weight = run.bench.weights.get("fc.weight");
    weight.copy_(at::arange(12, 0, -1).view({3, 4}));
    run.method->update({1, 0.001});
    const at::Tensor expected = at::arange(12, 0, -1).view({3, 4}) > 6;
    EXPECT_TRUE(at::equal(run.method->masks().at("fc.weight"), expected));
    run.method->update({2, 0.001});
    const at::Tensor factors = run.method->penalties().at("fc.weight").factors;
    EXPECT_EQ(factors.max().item<float>(), 1.25F);
    EXPECT_EQ(factors.min().item<float>(), 0.0F);
}

TEST(WeightGroups, GoOnFromASavedState)
{
    for (const char *id : {"greg1", "greg2", "fixreg"}) {
        recipe::Options options = weightWith({{"update_interval", std::int64_t{2}}, {"stabilize_interval", std::int64_t{5}}});
        if (std::string(id) == "greg2")
            options.insert({{"granularity_pick", 0.5}, {"upper_limit_pick", 2.0}, {"reg_upper_limit", 3.0}});
        Prepared whole = prepare(id, options);
        Prepared stopped = prepare(id, options);
        for (std::int64_t t = 0; t < 5; ++t)
            iterate(*stopped.method, stopped.bench, t);
        Prepared resumed = prepare(id, options, 0.5, stopped.bench);
        ASSERT_TRUE(resumed.method->load(stopped.method->save()));
        for (std::int64_t t = 5; t < 20; ++t)
            iterate(*resumed.method, resumed.bench, t);
        for (std::int64_t t = 0; t < 20; ++t)
            iterate(*whole.method, whole.bench, t);
        for (const auto &[name, weight] : whole.bench.weights.entries())
            EXPECT_TRUE(sameBits(weight, resumed.bench.weights.get(name))) << id << " " << name;
        const Masks masks = whole.method->masks();
        for (const auto &[name, mask] : masks)
            EXPECT_TRUE(at::equal(mask, resumed.method->masks().at(name))) << id << " " << name;
    }
}

} // namespace
} // namespace espalier::methods::test
