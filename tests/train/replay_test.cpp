// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixture.h"
#include "reference.h"

#include "train/replay.h"

#include <ATen/ATen.h>

namespace espalier::train::test {
namespace {

recipe::Recipe replayRecipe(const recipe::Options &methodChanges)
{
    recipe::Stage penalize = greg1Stage(1000, 10, {{"lr", std::string("0.01")}, {"weight_decay", 1e-4}});
    for (const auto &[name, value] : methodChanges)
        penalize.methodOptions.at(name) = value;
    return makeRecipe({penalize}, 0.8);
}

TEST(Replay, GivesEveryTensorThatItPromises)
{
    const ModelState model = makeModel("mlp7_linear");
    const model::Weights before = model.network.weights.clone();
    const auto result = replay(model.network, replayRecipe({{"granularity_prune", 0.25}}), noiseBatches(model.network, 2, 32));
    ASSERT_TRUE(result) << problemText(result.problem());
    EXPECT_EQ(result->iterations, 2);
    EXPECT_EQ(result->phase, "push");
    EXPECT_EQ(result->tensors.get("chosen.net.0.weight").sum().item<float>(), 80.0F);
    EXPECT_EQ(result->tensors.get("chosen.net.12.weight").sum().item<float>(), 0.0F);
    EXPECT_EQ(result->tensors.get("factor.net.0.weight").max().item<float>(), 0.5F);
    EXPECT_EQ(result->factors.at("net.0").second, 0.5);
    EXPECT_EQ(result->factors.at("net.12").second, 0.0);
    EXPECT_TRUE(result->tensors.contains("momentum.net.12.bias"));
    EXPECT_TRUE(result->tensors.contains("weight.net.12.bias"));
    EXPECT_TRUE(differences(before, model.network.weights).empty()) << "the network given was changed";
}

TEST(Replay, EndsWhenTheMethodIsReady)
{
    const ModelState model = makeModel("mlp7_linear");
    const auto result = replay(model.network, replayRecipe({{"granularity_prune", 0.5}, {"stabilize_interval", std::int64_t{2}}}),
                               noiseBatches(model.network, 20, 32));
    ASSERT_TRUE(result);
    EXPECT_EQ(result->iterations, 3 + 2); // factors .5, 1, 1.5 at t = 0, 1, 2; then two more
    EXPECT_EQ(result->phase, "stabilise");
}

TEST(Replay, ReadsBatchesByName)
{
    model::Weights tensors;
    tensors.set("x0", at::zeros({2, 4}));
    EXPECT_EQ(batchesFrom(tensors).problem().where, "y0");
    tensors.set("y0", at::zeros({2}, at::kLong));
    ASSERT_TRUE(batchesFrom(tensors));
    EXPECT_EQ(batchesFrom(tensors)->size(), 1u);
    EXPECT_FALSE(batchesFrom({}));
}

TEST(Replay, NeedsAPenalizeStage)
{
    const ModelState model = makeModel("mlp7_linear");
    const auto result = replay(model.network, makeRecipe({stage("finetune")}), {});
    ASSERT_FALSE(result);
    EXPECT_EQ(result.problem().code, base::ProblemCode::BadUsage);
}

} // namespace
} // namespace espalier::train::test
