// SPDX-License-Identifier: GPL-3.0-or-later
#include "reference.h"

#include "fixture.h"
#include "tensor_file.h"

#include "base/text.h"
#include "model/zoo.h"
#include "train/replay.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <fstream>

namespace espalier::train::test {

namespace {

std::string shellQuoted(const std::filesystem::path &path)
{
    return "'" + path.string() + "'";
}

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

nlohmann::json valueOf(const recipe::OptionValue &option)
{
    return std::visit([](const auto &value) { return nlohmann::json(value); }, option);
}

/// The settings of the reference script that say the same as the recipe.
nlohmann::json settings(const ReferenceTrial &trial, const recipe::Recipe &recipe)
{
    const recipe::Stage &stage = recipe.stages.front();
    nlohmann::json json;
    for (const auto &[name, value] : stage.methodOptions)
        json[name] = valueOf(value);
    const double weightDecay = recipe::realOption(stage.options, "weight_decay");
    if (json.contains("recover"))
        json["recover"] = json["recover"] == "-wd" ? -weightDecay : std::stod(json["recover"].get<std::string>());
    json["model"] = trial.model;
    json["method"] = stage.method;
    json["lr"] = recipe::scheduleOption(stage.options, "lr").first();
    json["momentum"] = recipe::realOption(stage.options, "momentum");
    json["nesterov"] = recipe::boolOption(stage.options, "nesterov");
    json["weight_decay"] = weightDecay;
    json["ratios"] = nlohmann::json::object();
    for (const std::string &layer : trial.prunedLayers)
        json["ratios"][layer] = trial.ratio;
    return json;
}

std::filesystem::path scratchFolder()
{
    const auto *const test = testing::UnitTest::GetInstance()->current_test_info();
    const auto folder = std::filesystem::path(ESPALIER_BINARY_DIR) / "test-replay" / test->name();
    std::filesystem::create_directories(folder);
    return folder;
}

model::Weights named(const std::vector<data::Batch> &batches)
{
    model::Weights inputs;
    for (std::size_t t = 0; t < batches.size(); ++t) {
        inputs.set(base::cat("x", t), batches[t].images);
        inputs.set(base::cat("y", t), batches[t].labels);
    }
    return inputs;
}

model::Weights runReference(const ReferenceTrial &trial, const model::Network &network,
                            const std::vector<data::Batch> &batches, const recipe::Recipe &recipe)
{
    const auto folder = scratchFolder();
    writeTensors(folder / "weights.safetensors", network.weights);
    writeTensors(folder / "batches.safetensors", named(batches));
    std::ofstream(folder / "options.json") << settings(trial, recipe);
    const auto script = std::filesystem::path(ESPALIER_SOURCE_DIR) / "tests" / "reference" / trial.script;
    std::string command = shellQuoted(pythonWithTorch()) + " " + shellQuoted(script);
    for (const char *file : {"weights.safetensors", "batches.safetensors", "options.json", "out.safetensors"})
        command += " " + shellQuoted(folder / file);
    EXPECT_EQ(std::system(command.c_str()), 0) << command;
    return readTensors(folder / "out.safetensors");
}

/// Difference of a tensor, as a share of how far it moved from where it was.
double relativeDifference(const at::Tensor &ours, const at::Tensor &theirs, const at::Tensor &start, bool byNorm)
{
    const auto size = [byNorm](const at::Tensor &tensor) {
        return (byNorm ? tensor.norm() : tensor.abs().max()).item<double>();
    };
    const double moved = size(theirs - start);
    const double apart = size(ours - theirs);
    return moved > 0.0 ? apart / moved : apart;
}

std::filesystem::path sampleFolder()
{
    return std::filesystem::path(ESPALIER_SOURCE_DIR) / "resources" / "sample";
}

ModelState sampleModel()
{
    auto network = model::buildZooModel("cifar_resnet20", {.inChannels = 1, .inSize = 28});
    EXPECT_TRUE(network);
    const model::Weights trained = readTensors(sampleFolder() / "resnet20.safetensors");
    for (const auto &[name, tensor] : trained.entries())
        network->weights.set(name, tensor);
    auto model = makeModelState(std::move(*network));
    EXPECT_TRUE(model);
    return std::move(*model);
}

std::vector<data::Batch> sampleBatches(std::int64_t count, std::int64_t size)
{
    data::OpenOptions options;
    options.preset = *data::findPreset("sample");
    options.sampleFolder = sampleFolder();
    options.subset = count * size;
    const auto dataset = data::openDataset("sample:", options);
    EXPECT_TRUE(dataset);
    data::LoaderOptions loading;
    loading.batch = size;
    loading.shuffle = true;
    data::Loader loader(*dataset, options.preset, loading);
    std::vector<data::Batch> batches;
    for (std::int64_t t = 0; t < count; ++t) {
        const data::Batch batch = loader.batch(0, t);
        batches.push_back({batch.images.contiguous().clone(), batch.labels.clone()});
    }
    return batches;
}

} // namespace

bool hasReference()
{
    return !pythonWithTorch().empty();
}

std::vector<data::Batch> noiseBatches(const model::Network &network, std::int64_t count, std::int64_t size)
{
    const auto &input = network.graph->value(network.graph->inputs().front());
    std::vector<std::int64_t> shape;
    for (const graph::Size each : input.shape)
        shape.push_back(each.at(size));
    auto generator = at::detail::createCPUGenerator(21);
    std::vector<data::Batch> batches;
    for (std::int64_t t = 0; t < count; ++t) {
        const at::Tensor images = at::randn(shape, generator);
        batches.push_back({images, at::randint(0, 10, {size}, generator, at::TensorOptions(at::kLong))});
    }
    return batches;
}

recipe::Recipe trialRecipe(const ReferenceTrial &trial, const std::string &method, const recipe::Options &stageChanges,
                           const recipe::Options &methodChanges)
{
    recipe::Stage penalize = methodStage(method, stageChanges, methodChanges);
    recipe::Recipe recipe = makeRecipe({penalize});
    recipe.ratios.kind = recipe::RatioSpec::Kind::Patterns;
    for (const std::string &layer : trial.prunedLayers)
        recipe.ratios.patterns.emplace_back(layer, trial.ratio);
    return recipe;
}

double apart(const ReferenceTrial &trial, const recipe::Recipe &ours, const recipe::Recipe &theirs)
{
    const ModelState model = trial.onSample ? sampleModel() : makeModel(trial.model);
    const auto batches = trial.onSample ? sampleBatches(trial.iterations, trial.batch)
                                        : noiseBatches(model.network, trial.iterations, trial.batch);
    const auto replayed = replay(model.network, ours, batches);
    EXPECT_TRUE(replayed) << problemText(replayed.problem());
    double largest = 0.0;
    const model::Weights reference = runReference(trial, model.network, batches, theirs);
    for (const auto &[name, expected] : reference.entries()) {
        const at::Tensor value = replayed->tensors.get(name);
        EXPECT_TRUE(value.defined() && value.sizes() == expected.sizes()) << name;
        const bool isWeight = name.starts_with("weight.");
        const at::Tensor start = isWeight ? model.network.weights.get(name.substr(7)) : at::zeros_like(expected);
        const double difference =
            relativeDifference(value.to(at::kFloat), expected, start.to(at::kFloat), trial.onSample);
        if (trial.onSample && name.starts_with("momentum."))
            continue;
        EXPECT_TRUE(difference == 0.0 || !name.starts_with("chosen.")) << name;
        largest = std::max(largest, difference);
    }
    EXPECT_EQ(reference.size(), replayed->tensors.size());
    return largest;
}

} // namespace espalier::train::test
