// SPDX-License-Identifier: GPL-3.0-or-later
// Momentum through a cut (methods.md 4.3), and what is said of the weights just before it (methods.md 6).
#include "fixture.h"

#include "train/cut_model.h"
#include "methods/gram_energy.h"
#include "train/weight_figures.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

namespace espalier::train::test {
namespace {

const DataShape Shape{.channels = 1, .train = 64, .test = 20};

recipe::Options quick(std::int64_t epochs)
{
    return {{"epochs", epochs}, {"batch", std::int64_t{16}}, {"lr", std::string("0.02")}};
}

recipe::Recipe recipeOf(bool carries)
{
    return makeRecipe({stage("train", quick(2)), selectStage(),
                       stage("cut", {{"carry_momentum", carries}, {"measure", std::string("none")}}),
                       stage("finetune", quick(1))});
}

graph::GroupId groupNamed(const ModelState &model, const std::string &name)
{
    const auto &groups = model.trace.structure->groups;
    return std::find_if(groups.begin(), groups.end(), [&](const graph::Group &group) { return group.name == name; })->id;
}

TEST(CarriedMomentum, IsCutLikeTheWeights)
{
    for (const bool carries : {true, false}) {
        ModelState model = makeModel("lenet5");
        const at::Tensor momentum = at::randn({16, 6, 5, 5}), untouched = at::randn({10});
        model.momentum.set("momentum.conv2.weight", momentum);
        model.momentum.set("momentum.fc2.bias", untouched);
        CutRequest request;
        request.plan.setRemoved(groupNamed(model, "conv1"), {1, 4});
        request.plan.setRemoved(groupNamed(model, "conv2"), {0});
        request.carryMomentum = carries;
        ASSERT_TRUE(cutModel(model, request));
        ASSERT_EQ(model.momentum.size(), carries ? 2u : 0u);
        if (!carries)
            continue;
        const at::Tensor expected = momentum.slice(0, 1).index_select(1, at::tensor({0, 2, 3, 5}, at::kLong));
        EXPECT_TRUE(at::equal(model.momentum.get("momentum.conv2.weight"), expected));
        EXPECT_TRUE(at::equal(model.momentum.get("momentum.fc2.bias"), untouched));
    }
}

TEST(CarriedMomentum, GoesOnInTheNextStageAndOverAStop)
{
    const auto dataset = makeDataset(Shape);
    const auto result = [&](bool carries, Shelf &shelf) {
        ModelState model = makeModel("lenet5");
        Witness witness;
        const auto record = run(recipeOf(carries), model, contextOf(dataset, makePreset(Shape), witness, &shelf));
        EXPECT_TRUE(record) << problemText(record.problem());
        EXPECT_EQ(model.momentum.size(), 0u);
        return model;
    };
    Shelf carried, fresh;
    const ModelState with = result(true, carried), without = result(false, fresh);
    EXPECT_FALSE(differences(with.network.weights, without.network.weights).empty());
    for (const char *title : {"before cut", "after cut"}) {
        const auto point = std::find_if(carried.points.begin(), carried.points.end(),
                                        [&](const Shelf::Point &each) { return each.title == title; });
        ASSERT_NE(point, carried.points.end()) << title;
        ModelState resumed = point->model;
        Witness witness;
        TrainerContext context = contextOf(dataset, makePreset(Shape), witness);
        context.resumeFrom = point->state;
        ASSERT_TRUE(run(recipeOf(true), resumed, context)) << title;
        EXPECT_TRUE(differences(with.network.weights, resumed.network.weights).empty()) << title;
    }
}

TEST(GramEnergy, IsSharedOutBetweenKeptAndPruned)
{
    // G = [[1, 1, 0], [1, 2, 2], [0, 2, 4]]: energy 1 + 4 + 16 + 2 * (1 + 4) = 31.
    const at::Tensor rows = at::tensor({1.0, 0.0, 1.0, 1.0, 0.0, 2.0}).view({3, 2});
    const methods::GramEnergy energy = methods::gramEnergy(rows, at::tensor({1.0, 0.0, 0.0}));
    EXPECT_DOUBLE_EQ(energy.offDiagonal, 10.0 / 31);
    EXPECT_DOUBLE_EQ(energy.keptKept, 8.0 / 31);
    EXPECT_DOUBLE_EQ(energy.keptPruned, 2.0 / 31);
    EXPECT_DOUBLE_EQ(energy.prunedPruned, 0.0);
    EXPECT_DOUBLE_EQ(methods::gramEnergy(rows, {}).keptKept, 10.0 / 31);
    EXPECT_EQ(methods::gramEnergy(at::zeros({3, 2}), {}).offDiagonal, 0.0);
    EXPECT_NEAR(methods::gramEnergy(at::eye(4), {}).offDiagonal, 0.0, 1e-12);
}

TEST(WeightFigures, DescribeThePenalisedLayers)
{
    ModelState model = makeModel("cifar_resnet20");
    graph::Plan plan;
    plan.setRemoved(groupNamed(model, "layer1.0.conv1"), {0, 1});
    std::map<std::string, double> figures, none;
    describeWeights(model, plan, "penalize", figures);
    const at::Tensor rows = model.network.weights.get("layer1.0.conv1.weight").flatten(1);
    at::Tensor chosen = at::zeros({16});
    chosen.slice(0, 0, 2).fill_(1.0);
    EXPECT_NEAR(figures.at("penalize.gram_kept_pruned"), methods::gramEnergy(rows, chosen).keptPruned, 1e-9);
    const at::Tensor scores = rows.abs().mean(1);
    EXPECT_NEAR(figures.at("penalize.separation"), (scores.std(false) / scores.mean()).item<double>(), 1e-6);
    describeWeights(model, {}, "penalize", none);
    EXPECT_TRUE(none.empty());
}

} // namespace
} // namespace espalier::train::test
