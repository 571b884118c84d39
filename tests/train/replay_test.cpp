// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixture.h"
#include "tensor_file.h"

#include "base/text.h"
#include "train/replay.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <fstream>

namespace espalier::train::test {
namespace {

constexpr std::int64_t Iterations = 60;

/// Normalised images as an MLP sees them, drawn from a fixed seed.
std::vector<data::Batch> makeBatches(const model::Network &network, std::int64_t count)
{
    const auto &input = network.graph->value(network.graph->inputs().front());
    std::vector<std::int64_t> shape;
    for (const graph::Size size : input.shape)
        shape.push_back(size.at(32));
    auto generator = at::detail::createCPUGenerator(21);
    std::vector<data::Batch> batches;
    for (std::int64_t t = 0; t < count; ++t) {
        const at::Tensor images = at::randn(shape, generator);
        batches.push_back({images, at::randint(0, 10, {32}, generator, at::TensorOptions(at::kLong))});
    }
    return batches;
}

recipe::Recipe replayRecipe(const recipe::Options &methodChanges)
{
    recipe::Stage penalize = greg1Stage(1000, 10, {{"lr", std::string("0.01")}, {"weight_decay", 1e-4}});
    for (const auto &[name, value] : methodChanges)
        penalize.methodOptions.at(name) = value;
    return makeRecipe({penalize}, 0.8);
}

/// The settings of the reference script that say the same as the recipe.
nlohmann::json referenceOptions(const recipe::Recipe &recipe)
{
    const recipe::Options &method = recipe.stages[0].methodOptions;
    return {{"lr", 0.01},
            {"momentum", 0.9},
            {"weight_decay", 1e-4},
            {"ratio", recipe.ratios.uniform},
            {"update_interval", recipe::integerOption(method, "update_interval")},
            {"stabilize_interval", recipe::integerOption(method, "stabilize_interval")},
            {"granularity_prune", recipe::realOption(method, "granularity_prune")},
            {"reg_upper_limit", recipe::realOption(method, "reg_upper_limit")},
            {"mag_ratio_limit", recipe::realOption(method, "mag_ratio_limit")},
            {"block_loss_grad", recipe::boolOption(method, "block_loss_grad")}};
}

std::string shellQuoted(const std::filesystem::path &path)
{
    return "'" + path.string() + "'";
}

/// A Python with torch: the one that ESPALIER_PYTHON names, else python3. Empty if there is none.
std::string findPythonWithTorch()
{
    const char *named = std::getenv("ESPALIER_PYTHON");
    const std::string python = named ? named : "python3";
    const bool works = std::system((shellQuoted(python) + " -c 'import torch' >/dev/null 2>&1").c_str()) == 0;
    return works ? python : std::string();
}

const std::string &pythonWithTorch()
{
    static const std::string python = findPythonWithTorch();
    return python;
}

std::filesystem::path scratchFolder(const std::string &name)
{
    const auto folder = std::filesystem::path(ESPALIER_BINARY_DIR) / "test-replay" / name;
    std::filesystem::create_directories(folder);
    return folder;
}

model::Weights runReference(const std::string &python, const model::Network &network,
                            const std::vector<data::Batch> &batches, const recipe::Recipe &recipe)
{
    const auto folder = scratchFolder(testing::UnitTest::GetInstance()->current_test_info()->name());
    writeTensors(folder / "weights.safetensors", network.weights);
    model::Weights inputs;
    for (std::size_t t = 0; t < batches.size(); ++t) {
        inputs.set(base::cat("x", t), batches[t].images);
        inputs.set(base::cat("y", t), batches[t].labels);
    }
    writeTensors(folder / "batches.safetensors", inputs);
    std::ofstream(folder / "options.json") << referenceOptions(recipe);
    const auto script = std::filesystem::path(ESPALIER_SOURCE_DIR) / "tests" / "reference" / "replay_reference.py";
    std::string command = shellQuoted(python) + " " + shellQuoted(script);
    for (const char *file : {"weights.safetensors", "batches.safetensors", "options.json", "out.safetensors"})
        command += " " + shellQuoted(folder / file);
    EXPECT_EQ(std::system(command.c_str()), 0) << command;
    return readTensors(folder / "out.safetensors");
}

/// Largest difference of a tensor, as a share of how far it moved from where it was.
double relativeDifference(const at::Tensor &ours, const at::Tensor &theirs, const at::Tensor &start)
{
    const double moved = (theirs - start).abs().max().item<double>();
    const double apart = (ours - theirs).abs().max().item<double>();
    return moved > 0.0 ? apart / moved : apart;
}

/// Largest relative difference over all tensors, between a replay of ours and the reference's run of another recipe.
double apart(const recipe::Recipe &ours, const recipe::Recipe &theirs)
{
    const ModelState model = makeModel("mlp7_linear");
    const auto batches = makeBatches(model.network, Iterations);
    const auto replayed = replay(model.network, ours, batches);
    const model::Weights reference = runReference(pythonWithTorch(), model.network, batches, theirs);
    EXPECT_TRUE(replayed) << problemText(replayed.problem());
    EXPECT_EQ(reference.size(), 7u * 6u);
    double largest = 0.0;
    for (const auto &[name, expected] : reference.entries()) {
        const at::Tensor value = replayed->tensors.get(name);
        EXPECT_TRUE(value.defined() && value.sizes() == expected.sizes()) << name;
        const bool isWeight = name.starts_with("weight.");
        const at::Tensor start = isWeight ? model.network.weights.get(name.substr(7)) : at::zeros_like(expected);
        const double difference = relativeDifference(value, expected, start);
        EXPECT_TRUE(difference == 0.0 || !name.starts_with("chosen.")) << name;
        largest = std::max(largest, difference);
    }
    return largest;
}

void expectAgreement(const recipe::Recipe &recipe)
{
    if (pythonWithTorch().empty())
        GTEST_SKIP() << "no Python with torch: set ESPALIER_PYTHON to one";
    EXPECT_LT(apart(recipe, recipe), 1e-4);
}

TEST(ReplayAgainstReference, TellsOtherSettingsApart)
{
    if (pythonWithTorch().empty())
        GTEST_SKIP() << "no Python with torch: set ESPALIER_PYTHON to one";
    EXPECT_GT(apart(replayRecipe({{"granularity_prune", 0.01}}), replayRecipe({{"granularity_prune", 0.0101}})), 1e-3);
}

TEST(ReplayAgainstReference, AgreesWhilePushing)
{
    expectAgreement(replayRecipe({{"update_interval", std::int64_t{5}}, {"granularity_prune", 0.01}}));
}

TEST(ReplayAgainstReference, AgreesWhileStabilising)
{
    expectAgreement(replayRecipe({{"granularity_prune", 0.05}, {"stabilize_interval", std::int64_t{1000}}}));
}

TEST(ReplayAgainstReference, AgreesOnTheEarlyStopByRatio)
{
    expectAgreement(replayRecipe({{"mag_ratio_limit", 3.0}, {"granularity_prune", 0.02}}));
}

TEST(ReplayAgainstReference, AgreesWithTheTaskGradientBlocked)
{
    expectAgreement(replayRecipe({{"block_loss_grad", true}, {"granularity_prune", 0.05}}));
}

TEST(Replay, GivesEveryTensorThatItPromises)
{
    const ModelState model = makeModel("mlp7_linear");
    const model::Weights before = model.network.weights.clone();
    const auto result = replay(model.network, replayRecipe({{"granularity_prune", 0.25}}), makeBatches(model.network, 2));
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
                               makeBatches(model.network, 20));
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
