// SPDX-License-Identifier: GPL-3.0-or-later
// TPP zeroes what goes, batch norm included: the cut then changes nothing (methods.md 3.5, 4).
#include "fixture.h"

#include "model/executor.h"
#include "model/surgeon.h"

#include <ATen/ATen.h>

namespace espalier::train::test {
namespace {

at::Tensor logitsOf(const model::Network &network, const at::Tensor &images)
{
    const auto executor = model::Executor::create(network.graph, network.weights);
    EXPECT_TRUE(executor);
    return (*executor)->logits(images).value();
}

/// Trains under TPP to the end of its schedule.
ModelState trained(const std::string &zooName, const DataShape &shape, const recipe::Options &methodChanges)
{
    recipe::Options options = {{"update_interval", std::int64_t{1}}, {"granularity_prune", 0.25},
                               {"stabilize_interval", std::int64_t{22}}, {"zero_out_interval", std::int64_t{1}}};
    for (const auto &[name, value] : methodChanges)
        options[name] = value;
    ModelState model = makeModel(zooName);
    Witness witness;
    const auto record = run(makeRecipe({methodStage("tpp", {{"lr", std::string("0.01")}}, options)}), model,
                            contextOf(makeDataset(shape), makePreset(shape), witness));
    EXPECT_TRUE(record) << problemText(record.problem());
    EXPECT_EQ(record->iterations, 4 + 22 + 1);
    return model;
}

double changeByCut(const ModelState &model)
{
    const auto cut = model::cut(model.network, model.trace, *model.chosen);
    EXPECT_TRUE(cut);
    const at::Tensor images = model::randomInputs(*model.network.graph, 8, 3).front();
    const at::Tensor before = logitsOf(model.network, images);
    const at::Tensor after = logitsOf(cut->network, images);
    return (before - after).abs().max().item<double>() / std::max(1.0, before.abs().max().item<double>());
}

TEST(TppCut, LeavesTheLogitsAsTheyAre)
{
    EXPECT_LT(changeByCut(trained("cifar_resnet20", {.train = 48, .test = 10}, {})), 1e-5);
}

TEST(TppCut, LeavesTheLogitsOfANetworkWithBiasesAsTheyAre)
{
    EXPECT_LT(changeByCut(trained("lenet5", {.channels = 1, .train = 48, .test = 10}, {})), 1e-5);
}

TEST(TppCut, WouldChangeThemWithoutZeroing)
{
    ModelState model = makeModel("cifar_resnet20");
    Witness witness;
    const DataShape shape{.train = 48, .test = 10};
    const recipe::Stage greg1 = greg1Stage(4, 22, {{"lr", std::string("0.01")}});
    ASSERT_TRUE(run(makeRecipe({greg1}), model, contextOf(makeDataset(shape), makePreset(shape), witness)));
    EXPECT_GT(changeByCut(model), 1e-3);
}

} // namespace
} // namespace espalier::train::test
