// SPDX-License-Identifier: GPL-3.0-or-later
// One-shot unstructured pruning (methods.md 3.14).
#include "methods/weight_masks.h"
#include "methods/weight_pattern.h"

#include "fixture.h"

#include <ATen/ATen.h>

namespace espalier::methods::test {
namespace {

recipe::Options weightWith(const recipe::Options &changes = {})
{
    recipe::Options options = optionsOf(weightMaskOptions());
    options["wg"] = std::string("weight");
    for (const auto &[name, value] : changes)
        options[name] = value;
    return options;
}

LayerView layer(const std::string &name, std::vector<float> values, double ratio)
{
    return {name, name + ".weight",
            at::tensor(values, at::kFloat).view({1, static_cast<std::int64_t>(values.size())}), ratio};
}

std::vector<bool> keptOf(const base::Result<Masks> &masks, const std::string &name)
{
    EXPECT_TRUE(masks) << (masks ? "" : base::toString(masks.problem()));
    const at::Tensor mask = masks->at(name + ".weight").flatten();
    std::vector<bool> kept;
    for (std::int64_t i = 0; i < mask.numel(); ++i)
        kept.push_back(mask[i].item<bool>());
    return kept;
}

using Kept = std::vector<bool>;

TEST(WeightMasks, TakeTheSmallestOfEachLayer)
{
    WeightChoice choice{.layers = {layer("a", {3, -1, 2, 1, -4}, 0.5), layer("b", {1, 2}, 0.0)},
                        .masked = {}};
    const auto masks = chooseWeights(choice, weightWith());
    EXPECT_EQ(keptOf(masks, "a"), (Kept{true, false, false, false, true}))
        << "ceil(.5 * 5) = 3, of equal ones the first";
    EXPECT_FALSE(masks->contains("b.weight"));
    choice.pick = graph::Pick::Max;
    EXPECT_EQ(keptOf(chooseWeights(choice, weightWith()), "a"), (Kept{false, true, false, true, false}));
}

TEST(WeightMasks, RankAllLayersTogether)
{
    // Pooled: 1 2 3 4 5 6 7 8; threshold sorted[ceil(.5 * 8)] = 5, so 1 to 4 go.
    const WeightChoice choice{.layers = {layer("a", {1, 2, 3, 8}, 0.5), layer("b", {4, 5, 6, 7}, 0.5)},
                              .masked = {}};
    const auto masks = chooseWeights(choice, weightWith({{"global", true}}));
    EXPECT_EQ(keptOf(masks, "a"), (Kept{false, false, false, true}));
    EXPECT_EQ(keptOf(masks, "b"), (Kept{false, true, true, true}));
}

TEST(WeightMasks, LeaveAShareOfEveryLayer)
{
    std::vector<float> small(400);
    for (std::size_t i = 0; i < small.size(); ++i)
        small[i] = 0.001F * static_cast<float>(i + 1);
    const WeightChoice choice{
        .layers = {layer("a", small, 0.5), layer("b", std::vector<float>(400, 9.0F), 0.5)}, .masked = {}};
    const Kept kept = keptOf(chooseWeights(choice, weightWith({{"global", true}})), "a");
    EXPECT_EQ(std::count(kept.begin(), kept.end(), true), 2) << "floor(.995 * 400) = 398 go";
    EXPECT_TRUE(kept[398] && kept[399]);
}

TEST(WeightMasks, PruneNOfEveryM)
{
    const WeightChoice choice{.layers = {layer("a", {4, 1, 2, 3, 1, 1, 5, 5, 9, 0}, 0.0)}, .masked = {}};
    const auto masks = chooseWeights(choice, weightWith({{"pattern", std::string("min_2:4")}}));
    EXPECT_EQ(keptOf(masks, "a"), (Kept{true, false, false, true, false, false, true, true, true, true}))
        << "a rest of two stays whole";
}

TEST(WeightMasks, PatternsRunAlongRowsWhateverTheMemoryFormat)
{
    const at::Tensor weight = at::arange(1, 33, at::kFloat).view({2, 4, 2, 2});
    const auto run = [&](const at::Tensor &stored) {
        const WeightChoice choice{.layers = {{"a", "a.weight", stored, 0.5}}, .masked = {}};
        return chooseWeights(choice, weightWith({{"pattern", std::string("min_1:4")}}))
            ->at("a.weight")
            .contiguous();
    };
    const at::Tensor mask = run(weight);
    EXPECT_TRUE(at::equal(mask, run(weight.contiguous(at::MemoryFormat::ChannelsLast))));
    EXPECT_FALSE(mask.flatten()[0].item<bool>());
    EXPECT_TRUE(mask.flatten()[1].item<bool>());
    EXPECT_EQ(mask.sum().item<int>(), 24);
}

TEST(WeightMasks, CirculantColumnsSpreadWhatStays)
{
    const auto row = [](double ratio, std::size_t length, std::size_t position = 0) {
        const auto kept = circulantColumn(ratio, length, position);
        EXPECT_TRUE(kept);
        return kept ? *kept : Kept();
    };
    // Both from the authors' notes: .75 of ten is rounded to .8, .625 of eight is left as it is.
    EXPECT_EQ(row(0.75, 10), (Kept{true, false, false, false, false, true, false, false, false, false}));
    EXPECT_EQ(row(0.625, 8), (Kept{true, false, true, false, true, false, false, false}));
    EXPECT_EQ(row(0.625, 8, 1), (Kept{false, true, false, true, false, true, false, false}));
    EXPECT_EQ(row(0.25, 8), (Kept{false, true, true, true, false, true, true, true}));
    EXPECT_EQ(row(0.5, 4), (Kept{false, true, false, true}));
    EXPECT_EQ(row(0.01, 8), Kept(8, true));
    EXPECT_EQ(row(0.99, 3), (Kept{true, false, false})) << "one stays";
    EXPECT_EQ(row(0.9, 1), Kept{true});
    EXPECT_EQ(circulantColumn(0.625, 8, 2).problem().code, base::ProblemCode::BadUsage);
}

TEST(WeightMasks, CirculantPatternsTurnByOneARow)
{
    const auto run = [](std::int64_t rows, const char *pattern, Masks masked = {}) {
        const WeightChoice choice{.layers = {{"a", "a.weight", at::ones({rows, 2, 2}), 0.75}},
                                  .masked = std::move(masked)};
        return keptOf(chooseWeights(choice, weightWith({{"pattern", std::string(pattern)}})), "a");
    };
    EXPECT_EQ(run(2, "cs"), (Kept{true, false, false, false, false, true, false, false}));
    EXPECT_EQ(run(2, "cs_3"), (Kept{false, true, false, false, false, false, true, false}));
    const Kept five = run(5, "cs");
    EXPECT_EQ(Kept(five.begin() + 16, five.end()), (Kept{true, false, false, false})) << "row 4 is row 0 again";
    const at::Tensor first = at::ones({2, 2, 2}, at::kBool);
    first[0][0][0].fill_(false);
    EXPECT_EQ(run(2, "cs", {{"a.weight", first}}),
              (Kept{false, false, false, false, false, true, false, false}))
        << "what is zero stays zero";
}

TEST(WeightMasks, CountWhatIsMaskedAlready)
{
    const WeightChoice choice{
        .layers = {layer("a", {0, 5, 0.1F, 3, 0, 2}, 0.5)},
        .masked = {{"a.weight", at::tensor({0, 1, 1, 1, 0, 1}, at::kInt).to(at::kBool).view({1, 6})}}};
    EXPECT_EQ(keptOf(chooseWeights(choice, weightWith()), "a"),
              (Kept{false, true, false, true, false, true}));
    WeightChoice random = choice;
    random.pick = graph::Pick::Random;
    const Kept kept = keptOf(chooseWeights(random, weightWith()), "a");
    EXPECT_FALSE(kept[0] || kept[4]);
    EXPECT_EQ(std::count(kept.begin(), kept.end(), true), 3);
}

TEST(WeightMasks, RefuseWhatMeansNothing)
{
    const WeightChoice none{.layers = {layer("a", {1, 2}, 0.0)}, .masked = {}};
    EXPECT_EQ(chooseWeights(none, weightWith()).problem().code, base::ProblemCode::BadUsage);
    const WeightChoice some{.layers = {layer("a", {1, 2}, 0.5)}, .masked = {}};
    for (const char *pattern : {"2:4", "min_4:4", "min_0:4", "min_2", "min_a:4", "min_1.5:4", "cs_", "cs_-1", "cs2"})
        EXPECT_FALSE(chooseWeights(some, weightWith({{"pattern", std::string(pattern)}}))) << pattern;
    EXPECT_FALSE(chooseWeights(some, weightWith({{"rule", std::string("percentile")}})));
}

} // namespace
} // namespace espalier::methods::test
