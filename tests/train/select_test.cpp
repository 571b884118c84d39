// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixture.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

namespace espalier::train::test {
namespace {

const DataShape Shape{.train = 32, .test = 10};

recipe::Recipe withoutRatios(std::vector<recipe::Stage> stages)
{
    recipe::Recipe recipe = makeRecipe(std::move(stages));
    recipe.ratios = {};
    return recipe;
}

recipe::Stage selectWith(const std::string &criterion, const recipe::Options &changes)
{
    recipe::Stage select = selectStage(criterion);
    for (const auto &[name, value] : changes)
        select.methodOptions.at(name) = value;
    return select;
}

TEST(Select, FindsChannelsWhoseGradientIsDead)
{
    ModelState model = makeModel("cifar_resnet20");
    {
        // Behind a shift of -100 the ReLU never opens.
        const at::NoGradGuard noGrad;
        for (const std::int64_t channel : {1, 7, 12})
            model.network.weights.get("layer1.0.bn1.bias")[channel] = -100.0;
    }
    Witness witness;
    const auto record = run(withoutRatios({selectWith("scale_gradient", {{"batches", std::int64_t{1}}})}),
                            model, contextOf(makeDataset(Shape), makePreset(Shape), witness));
    ASSERT_TRUE(record) << problemText(record.problem());
    const graph::Structure &structure = *model.trace.structure;
    const auto group = std::find_if(structure.groups.begin(), structure.groups.end(),
                                    [](const graph::Group &each) { return each.name == "layer1.0.conv1"; });
    EXPECT_EQ(model.chosen->removed(group->id), (std::vector<std::int32_t>{1, 7, 12}));
}

TEST(Select, PartsScalesIntoTwoHeaps)
{
    for (const char *rule : {"two_means", "mixture"}) {
        ModelState model = makeModel("cifar_resnet20");
        {
            const at::NoGradGuard noGrad;
            for (const std::int64_t channel : {0, 3})
                model.network.weights.get("layer2.1.bn1.weight")[channel] = 1e-5;
        }
        Witness witness;
        ASSERT_TRUE(run(withoutRatios({selectWith("bn_scale", {{"rule", std::string(rule)}})}), model,
                        contextOf(nullptr, makePreset(Shape), witness)))
            << rule;
        EXPECT_EQ(model.chosen->removedCount(), 2) << rule;
    }
}

TEST(Select, MasksSingleWeightsThatStayZero)
{
    recipe::Recipe recipe =
        makeRecipe({selectWith("l1", {{"wg", std::string("weight")}, {"global", true}}), stage("cut"),
                    stage("finetune", {{"epochs", std::int64_t{1}}, {"batch", std::int64_t{16}}})},
                   0.8);
    ModelState model = makeModel("cifar_resnet20");
    Witness witness;
    Shelf shelf;
    const auto record = run(recipe, model, contextOf(makeDataset(Shape), makePreset(Shape), witness, &shelf));
    ASSERT_TRUE(record) << problemText(record.problem());
    EXPECT_NEAR(record->method.at("weights_kept"), 0.2, 1e-3);
    EXPECT_EQ(record->method.at("select.weights"), std::round(record->method.at("select.weights")));
    for (const auto &[name, mask] : model.masks)
        EXPECT_EQ(
            model.network.weights.get(name).masked_select(mask.logical_not()).abs().sum().item<double>(), 0.0)
            << name;
}

TEST(Select, PrunesTwoOfFourWithoutRatios)
{
    ModelState model = makeModel("cifar_resnet20");
    Witness witness;
    const auto record = run(
        withoutRatios({selectWith("l1", {{"wg", std::string("weight")}, {"pattern", std::string("min_2:4")}}),
                       stage("cut")}),
        model, contextOf(nullptr, makePreset(Shape), witness));
    ASSERT_TRUE(record) << problemText(record.problem());
    const at::Tensor blocks = model.network.weights.get("layer1.0.conv1.weight").contiguous().view({-1, 4});
    EXPECT_TRUE(at::equal(blocks.ne(0).sum(1), at::full({blocks.size(0)}, 2)));
}

TEST(Select, ScoresChannelsByWhatReadsThem)
{
    ModelState model = makeModel("cifar_resnet20");
    {
        const at::NoGradGuard noGrad;
        model.network.weights.get("layer1.1.conv2.weight").select(1, 5).mul_(1e-3);
    }
    Witness witness;
    recipe::Recipe recipe = makeRecipe({selectWith("l1", {{"wg", std::string("channel")}})});
    recipe.ratios = {};
    recipe.ratios.kind = recipe::RatioSpec::Kind::Patterns;
    recipe.ratios.patterns = {{"layer1.1.conv1", 0.05}};
    ASSERT_TRUE(run(recipe, model, contextOf(nullptr, makePreset(Shape), witness)));
    EXPECT_EQ(model.chosen->groups().begin()->second, (std::vector<std::int32_t>{5}));
}

} // namespace
} // namespace espalier::train::test
