// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixture.h"

#include "train/masks.h"

#include <ATen/ATen.h>

namespace espalier::train::test {
namespace {

const DataShape Shape{.channels = 1, .train = 48, .test = 10};

recipe::Recipe unstructured(std::vector<recipe::Stage> behind)
{
    std::vector<recipe::Stage> stages = {methodStage("greg1", {}, {{"wg", std::string("weight")},
                                                                   {"update_interval", std::int64_t{1}},
                                                                   {"granularity_prune", 0.25},
                                                                   {"stabilize_interval", std::int64_t{3}}}),
                                         stage("cut")};
    for (recipe::Stage &each : behind)
        stages.push_back(std::move(each));
    return makeRecipe(std::move(stages), 0.75);
}

recipe::Stage shortFinetune()
{
    return stage("finetune", {{"epochs", std::int64_t{2}}, {"batch", std::int64_t{16}}, {"lr", std::string("0.05")}});
}

/// Share of zeros of all layers' weights.
double zeroShare(const ModelState &model)
{
    double all = 0.0, zero = 0.0;
    for (const graph::Layer &layer : model.trace.structure->layers) {
        const at::Tensor weight = model.network.weights.get(layer.weight);
        all += static_cast<double>(weight.numel());
        zero += weight.eq(0).sum().item<double>();
    }
    return zero / all;
}

TEST(Masks, StayZeroWhileTheRestIsFineTuned)
{
    ModelState model = makeModel("lenet5");
    Witness witness;
    const auto record = run(unstructured({shortFinetune()}), model, contextOf(makeDataset(Shape), makePreset(Shape), witness));
    ASSERT_TRUE(record) << problemText(record.problem());
    EXPECT_EQ(model.masks.size(), 5u);
    EXPECT_TRUE(model.chosenMasks.empty());
    EXPECT_NEAR(zeroShare(model), 0.75, 1e-3);
    EXPECT_NEAR(unmaskedShare(model), 0.25, 1e-3);
    EXPECT_NEAR(record->method.at("weights_kept"), 0.25, 1e-3);
    EXPECT_TRUE(record->afterCut);
    EXPECT_EQ(record->after.parameters, record->before.parameters) << "the shape stays";
}

TEST(Masks, AreKeptByACheckpoint)
{
    const recipe::Recipe recipe = unstructured({shortFinetune()});
    const auto dataset = makeDataset(Shape);
    ModelState whole = makeModel("lenet5");
    Witness silent;
    ASSERT_TRUE(run(recipe, whole, contextOf(dataset, makePreset(Shape), silent)));

    ModelState model = makeModel("lenet5");
    Witness stopping;
    stopping.stopAt = 13; // while fine-tuning
    Shelf shelf;
    ASSERT_FALSE(run(recipe, model, contextOf(dataset, makePreset(Shape), stopping, &shelf)));
    ModelState resumed = shelf.points.back().model;
    TrainerContext context = contextOf(dataset, makePreset(Shape), silent);
    context.resumeFrom = shelf.points.back().state;
    ASSERT_TRUE(run(recipe, resumed, context));
    EXPECT_TRUE(differences(whole.network.weights, resumed.network.weights).empty());
}

TEST(Masks, RefuseACutOfChannelsBehindThem)
{
    ModelState model = makeModel("lenet5");
    Witness witness;
    const auto record = run(unstructured({selectStage(), stage("cut")}), model,
                            contextOf(makeDataset(Shape), makePreset(Shape), witness));
    ASSERT_FALSE(record);
    EXPECT_EQ(record.problem().code, base::ProblemCode::Unsupported);
}

} // namespace
} // namespace espalier::train::test
