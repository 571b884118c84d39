// SPDX-License-Identifier: GPL-3.0-or-later
// Commands that read and write tensors.
#include "cli/cli_fixture.h"

#include "formats/safetensors_io.h"
#include "model/executor.h"
#include "model/surgeon.h"
#include "model/zoo.h"

#include <ATen/ATen.h>

namespace espalier::test {
namespace {

using Json = nlohmann::ordered_json;

void write(const std::filesystem::path &path, const model::Weights &tensors)
{
    ASSERT_TRUE(formats::writeSafetensors(path, tensors).hasValue());
}

model::Weights read(const std::filesystem::path &path)
{
    auto file = formats::readSafetensors(path);
    EXPECT_TRUE(file.hasValue()) << (file ? "" : base::toString(file.problem()));
    return file ? std::move(file->weights) : model::Weights{};
}

TEST_F(Cli, VerifyComparesWithAnotherImplementationsOutput)
{
    const auto network = model::buildZooModel("lenet5");
    ASSERT_TRUE(network.hasValue());
    const auto executor = model::Executor::create(network->graph, network->weights);
    const auto x = model::randomInputs(*network->graph, 8, 3).front();
    model::Weights io;
    io.set("x", x);
    io.set("y", (*executor)->logits(x)->detach());
    write(*this / "io.safetensors", io);
    write(*this / "weights.safetensors", network->weights);
    const std::vector<std::string> command{"verify", "zoo:lenet5", "--weights", "weights.safetensors", "--io",
                                           "io.safetensors", "--json"};
    const auto good = run(command);
    EXPECT_EQ(good.exitCode, 0) << good.err;
    EXPECT_TRUE(good.json()["ok"].get<bool>());
    EXPECT_LE(good.json()["max_abs_diff"].get<double>(), 1e-4);
    EXPECT_EQ(good.json()["argmax_agree"], 1.0);
    io.set("y", (*executor)->logits(x)->detach() + 0.5);
    write(*this / "io.safetensors", io);
    const auto bad = run(command);
    expectFailure(bad, 3, {"0.5", "atol"});
    EXPECT_FALSE(bad.json()["ok"].get<bool>());
    auto wide = command;
    wide.insert(wide.end(), {"--atol", "0.6"});
    EXPECT_EQ(run(wide).exitCode, 0);
}

/// Batches of noise with labels 0..9.
model::Weights noiseBatches(int count)
{
    model::Weights batches;
    for (int i = 0; i < count; ++i) {
        batches.set("x" + std::to_string(i), at::randn({10, 1, 32, 32}));
        batches.set("y" + std::to_string(i), at::arange(10, at::kLong));
    }
    return batches;
}

TEST_F(Cli, ReplayShowsWhatAMethodDoesStepByStep)
{
    const auto network = model::buildZooModel("lenet5");
    write(*this / "weights.safetensors", network->weights);
    write(*this / "batches.safetensors", noiseBatches(6));
    const auto recipe = writeRecipe(tinyRecipe());
    const auto result = run({"replay", "zoo:lenet5", "--weights", "weights.safetensors", "--recipe", recipe, "--set",
                             "stages.2.options.granularity_prune=0.25", "--set", "stages.2.options.update_interval=2",
                             "--batches", "batches.safetensors", "--out", "after.safetensors", "--json"});
    ASSERT_EQ(result.exitCode, 0) << result.err;
    const auto json = result.json();
    EXPECT_EQ(json["iterations"], 6);
    EXPECT_EQ(json["phase"], "push");
    // Updates at t = 0, 2, 4, each by 0.25 on the three chosen filters.
    EXPECT_EQ(json["factors"]["conv1"]["max"], 0.75);
    EXPECT_EQ(json["factors"]["conv1"]["min"], 0.0);
    EXPECT_EQ(json["factors"]["fc1"]["max"], 0.0);
    const auto tensors = read(*this / "after.safetensors");
    for (const auto &[name, tensor] : network->weights.entries()) {
        ASSERT_TRUE(tensors.contains("weight." + name)) << name;
        EXPECT_EQ(tensors.get("weight." + name).sizes(), tensor.sizes()) << name;
    }
    EXPECT_TRUE(tensors.contains("momentum.conv1.weight"));
    EXPECT_EQ(tensors.get("factor.conv1.weight").max().item<float>(), 0.75f);
    EXPECT_EQ(tensors.get("chosen.conv1.weight").sum().item<double>(), 3.0);
    // Chosen are the three of smallest mean magnitude at the start.
    const auto scores = network->weights.get("conv1.weight").abs().mean({1, 2, 3});
    const auto smallest = std::get<1>(scores.topk(3, 0, /*largest=*/false));
    EXPECT_EQ(tensors.get("chosen.conv1.weight").index_select(0, smallest).sum().item<double>(), 3.0);
}

TEST_F(Cli, ReplayRefusesWhatItCantRun)
{
    write(*this / "batches.safetensors", noiseBatches(1));
    auto recipe = tinyRecipe();
    recipe["stages"].erase(2);
    expectFailure(run({"replay", "zoo:lenet5", "--recipe", writeRecipe(recipe), "--batches", "batches.safetensors",
                       "--out", "after.safetensors"}),
                  2, {"penalize"});
    model::Weights incomplete;
    incomplete.set("x0", at::zeros({2, 1, 32, 32}));
    write(*this / "batches.safetensors", incomplete);
    expectFailure(run({"replay", "zoo:lenet5", "--recipe", writeRecipe(tinyRecipe()), "--batches", "batches.safetensors",
                       "--out", "after.safetensors"}),
                  1, {"y0"});
    EXPECT_FALSE(std::filesystem::exists(*this / "after.safetensors"));
}

} // namespace
} // namespace espalier::test
