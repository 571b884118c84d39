// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "engine/capability.h"
#include "engine/exporter.h"
#include "engine/model_opener.h"
#include "engine/planner.h"
#include "engine/preflight.h"
#include "engine/verify.h"
#include "engine/vocabulary.h"
#include "formats/safetensors_io.h"
#include "model/executor.h"
#include "model/surgeon.h"
#include "support/temporary_folder.h"
#include "train/cut_model.h"

#include <gtest/gtest.h>

#include <ATen/ATen.h>

#include <algorithm>
#include <limits>
#include <set>

namespace espalier::engine {
namespace {

namespace fs = std::filesystem;
using base::ProblemCode;

ModelPoint opened(const recipe::ModelSpec &spec)
{
    auto model = openModel(spec);
    EXPECT_TRUE(model.hasValue()) << (model ? "" : base::toString(model.problem()));
    return model ? std::move(*model) : ModelPoint{};
}

base::GroupId idOf(const train::ModelState &state, const std::string &name)
{
    for (const auto &group : state.trace.structure->groups)
        if (group.name == name)
            return group.id;
    return {};
}

void expectSameWeights(const model::Weights &a, const model::Weights &b)
{
    ASSERT_EQ(a.size(), b.size());
    for (const auto &[name, tensor] : a.entries()) {
        ASSERT_TRUE(b.contains(name)) << name;
        EXPECT_TRUE(at::equal(tensor, b.get(name))) << name;
    }
}

TEST(ModelPoint, KeepsEverythingOfACutModelAndItsRun)
{
    test::TemporaryFolder folder;
    auto model = opened({"zoo:cifar_resnet20", "", 0});
    train::CutRequest cut;
    cut.plan.setRemoved(idOf(model.state, "layer1.0.conv1"), {1, 5, 9});
    ASSERT_TRUE(train::cutModel(model.state, cut).hasValue());
    graph::Plan waiting;
    waiting.setRemoved(idOf(model.state, "layer2.0.conv1"), {0, 31});
    model.state.chosen = waiting;
    model.state.ledger = {{idOf(model.state, "layer2.0.conv1"), 32, 0.0625, 30, 2, "why"}};
    train::TrainState train;
    train.stageIndex = 2;
    train.stageStep = 17;
    train.globalStep = 117;
    train.seconds = 1.5;
    train.json = R"({"numbers": {"t": 0.1}})";
    train.tensors.set("momentum.conv1.weight", at::randn({16, 3, 3, 3}));
    train.tensors.set("rng.batches", at::arange(5, at::kByte));
    model.train = train;
    model.run = RunMark{"abc", "inside", 2};
    ASSERT_TRUE(writeModelPoint(folder.path(), model).hasValue());
    EXPECT_TRUE(isModelPoint(folder.path()));

    const auto read = readModelPoint(folder.path());
    ASSERT_TRUE(read.hasValue()) << base::toString(read.problem());
    expectSameWeights(model.state.network.weights, read->state.network.weights);
    EXPECT_EQ(read->state.originalChannels, model.state.originalChannels);
    EXPECT_EQ(read->state.kept, model.state.kept);
    EXPECT_EQ(read->state.originalCost, model.state.originalCost);
    EXPECT_EQ(read->state.originalWidths, model.state.originalWidths);
    EXPECT_EQ(read->state.chosen, model.state.chosen);
    EXPECT_EQ(read->state.ledger.front().why, "why");
    EXPECT_EQ(read->title, model.title);
    EXPECT_EQ(read->train->stageStep, 17);
    EXPECT_EQ(read->train->seconds, 1.5);
    EXPECT_EQ(read->train->json, train.json);
    expectSameWeights(train.tensors, read->train->tensors);
    EXPECT_EQ(readRunMark(folder.path())->recipeHash, "abc");
    EXPECT_EQ(kindOf(read->state), report::ModelStateKind::Marked);
}

TEST(ModelPoint, KeepsMasksOfSingleWeights)
{
    test::TemporaryFolder folder;
    auto model = opened({"zoo:lenet5", "", 0});
    const at::Tensor conv = model.state.network.weights.get("conv1.weight");
    model.state.masks["conv1.weight"] = conv > 0;
    model.state.chosenMasks["fc1.weight"] = model.state.network.weights.get("fc1.weight") < 0;
    ASSERT_TRUE(writeModelPoint(folder.path(), model).hasValue());
    const auto read = readModelPoint(folder.path());
    ASSERT_TRUE(read.hasValue());
    ASSERT_EQ(read->state.masks.size(), 1u);
    EXPECT_TRUE(at::equal(read->state.masks.at("conv1.weight"), conv > 0));
    ASSERT_EQ(read->state.chosenMasks.size(), 1u);
    EXPECT_TRUE(at::equal(read->state.chosenMasks.at("fc1.weight"), model.state.chosenMasks.at("fc1.weight")));
    EXPECT_EQ(kindOf(read->state), report::ModelStateKind::Marked);
}

TEST(ModelPoint, DamagedFilesAreNamed)
{
    test::TemporaryFolder folder;
    const auto model = opened({"zoo:lenet5", "", 0});
    ASSERT_TRUE(writeModelPoint(folder.path(), model).hasValue());
    for (const auto *name : {"state.json", "graph.json", "weights.safetensors"}) {
        const auto file = folder / name;
        const auto size = fs::file_size(file);
        fs::copy_file(file, folder / "copy");
        fs::resize_file(file, size / 2);
        const auto read = readModelPoint(folder.path());
        ASSERT_FALSE(read.hasValue()) << name;
        EXPECT_NE(base::toString(read.problem()).find(name), std::string::npos) << base::toString(read.problem());
        EXPECT_FALSE(read.problem().remedy.empty());
        fs::remove(file);
        fs::rename(folder / "copy", file);
    }
}

TEST(ModelPoint, ShapesThatAreNotThoseOfTheCallsAreRefused)
{
    test::TemporaryFolder folder;
    ASSERT_TRUE(writeModelPoint(folder.path(), opened({"zoo:lenet5", "", 0})).hasValue());
    auto text = base::readFile(folder / "graph.json");
    ASSERT_TRUE(text.hasValue());
    const std::string input = R"("kind":"input","shape":[{"batch":1},)";
    ASSERT_NE(text->find(input), std::string::npos);
    text->replace(text->find(input), input.size(), input + "2,");
    ASSERT_TRUE(base::writeFileAtomically(folder / "graph.json", *text));
    const auto read = readModelPoint(folder.path());
    ASSERT_FALSE(read.hasValue());
    EXPECT_EQ(read.problem().code, ProblemCode::Malformed);
    EXPECT_NE(base::toString(read.problem()).find("graph.json"), std::string::npos) << base::toString(read.problem());
}

TEST(ModelOpener, TakesClassesAndChannelsFromTheWeights)
{
    test::TemporaryFolder folder;
    OpenHints hints;
    hints.classes = 3;
    hints.inChannels = 1;
    const auto fresh = openModel({"zoo:cifar_resnet20", "", 0}, hints);
    ASSERT_TRUE(fresh.hasValue());
    const session::ExportModel request{folder / "net.safetensors", "", true};
    ASSERT_TRUE(exportModel(*fresh, request).hasValue());
    const auto again = opened({"zoo:cifar_resnet20", request.file.string(), 0});
    expectSameWeights(fresh->state.network.weights, again.state.network.weights);
    EXPECT_EQ(openModel({"zoo:cifar_resnet20", request.file.string(), 10}).problem().code, ProblemCode::Mismatch);
}

/// A built-in network as a file.
fs::path exported(const ModelPoint &model, const fs::path &file)
{
    const auto written = exportModel(model, {file, "", false});
    EXPECT_TRUE(written.hasValue()) << (written ? "" : base::toString(written.problem()));
    return file;
}

TEST(ModelOpener, PutsOtherWeightsIntoANetworkFromAFile)
{
    test::TemporaryFolder folder;
    OpenHints other;
    other.seed = 2;
    const auto first = opened({"zoo:lenet5", "", 0}), wide = opened({"zoo:cifar_resnet20", "", 0});
    const auto second = openModel({"zoo:lenet5", "", 0}, other);
    ASSERT_TRUE(second.hasValue());
    const std::string net = exported(first, folder / "net.pt2").string();
    for (const char *name : {"other.pth", "other.safetensors", "other.pt2", "other.pt"}) {
        const auto filled = opened({net, exported(*second, folder / name).string(), 0});
        expectSameWeights(second->state.network.weights, filled.state.network.weights);
        EXPECT_EQ(filled.format, "pt2");
    }
    const auto foreign = openModel({net, exported(wide, folder / "wide.pth").string(), 0});
    EXPECT_EQ(foreign.problem().code, ProblemCode::Mismatch);
    EXPECT_EQ(foreign.problem().where, (folder / "wide.pth").string());
    EXPECT_EQ(openModel({(folder / "wide.pth").string(), net, 0}).problem().code, ProblemCode::Mismatch);
}

TEST(ModelOpener, PutsOtherWeightsIntoAPoint)
{
    test::TemporaryFolder folder;
    auto model = opened({"zoo:lenet5", "", 0});
    train::CutRequest cut;
    cut.plan.setRemoved(idOf(model.state, "conv1"), {0});
    ASSERT_TRUE(train::cutModel(model.state, cut).hasValue());
    ASSERT_TRUE(writeModelPoint(folder.path(), model).hasValue());
    auto tuned = model;
    tuned.state.network.weights = model.state.network.weights.clone();
    tuned.state.network.weights.get("fc1.bias").add_(1.0);
    const auto filled = opened({folder.path().string(), exported(tuned, folder / "tuned.pth").string(), 0});
    expectSameWeights(tuned.state.network.weights, filled.state.network.weights);
    EXPECT_EQ(filled.state.originalChannels, model.state.originalChannels);
}

TEST(ModelOpener, SaysWhatIsWrongWithASource)
{
    EXPECT_EQ(openModel({"", "", 0}).problem().code, ProblemCode::BadUsage);
    EXPECT_EQ(openModel({"zoo:lenet55", "", 0}).problem().code, ProblemCode::BadUsage);
    EXPECT_EQ(openModel({"/no/such/file.pt2", "", 0}).problem().code, ProblemCode::NotFound);
    EXPECT_EQ(openModel({"/no/such/file.pt2", "w.pth", 0}).problem().code, ProblemCode::NotFound);
    test::TemporaryFolder folder;
    fs::create_directories(folder / "points");
    EXPECT_EQ(openModel({folder.path().string(), "", 0}).problem().code, ProblemCode::NotFound);
    EXPECT_EQ(openModel({folder.path().string() + "@x", "", 0}).problem().code, ProblemCode::NotFound);
}

TEST(Preflight, FindsDeadEqualSubnormalAndBrokenWeights)
{
    auto model = opened({"zoo:lenet5", "", 0});
    EXPECT_TRUE(preflightNotes(model.state).empty());
    auto weight = model.state.network.weights.get("conv1.weight");
    weight[0].zero_();
    weight[2].copy_(weight[1]);
    weight[3][0][0][0] = 1e-40;
    weight[4][0][0][0] = std::numeric_limits<float>::quiet_NaN();
    const auto notes = preflightNotes(model.state);
    ASSERT_EQ(notes.size(), 4u);
    EXPECT_EQ(notes[0], "1 filter all zero, in conv1.");
    EXPECT_EQ(notes[1], "1 filter equal to another of the same layer, in conv1.");
    EXPECT_NE(notes[2].find("1 weights are subnormal"), std::string::npos);
    EXPECT_NE(notes[3].find("conv1.weight"), std::string::npos);
}

TEST(Preflight, ScoresAreTheMeanMagnitudes)
{
    const auto model = opened({"zoo:lenet5", "", 0});
    const auto scores = l1Scores(model.state);
    const auto expected = model.state.network.weights.get("conv1.weight").abs().mean({1, 2, 3});
    const auto &conv1 = scores[idOf(model.state, "conv1").index()];
    ASSERT_EQ(conv1.size(), 6u);
    for (std::size_t i = 0; i < 6; ++i)
        EXPECT_NEAR(conv1[i], expected[static_cast<std::int64_t>(i)].item<double>(), 1e-7);
}

TEST(Planner, TakesTheSmallestAndPricesThem)
{
    const auto model = opened({"zoo:lenet5", "", 0});
    PlanOrder order;
    order.ratios.kind = recipe::RatioSpec::Kind::Patterns;
    order.ratios.patterns = {{"conv1", 0.5}};
    const auto planned = planChannels(model.state, order, makeVocabulary());
    ASSERT_TRUE(planned.hasValue()) << base::toString(planned.problem());
    const auto id = idOf(model.state, "conv1");
    const auto scores = l1Scores(model.state)[id.index()];
    const auto &removed = planned->result.plan.removed(id);
    ASSERT_EQ(removed.size(), 3u);
    double largestRemoved = 0;
    std::set<std::int32_t> gone(removed.begin(), removed.end());
    for (const auto channel : removed)
        largestRemoved = std::max(largestRemoved, scores[static_cast<std::size_t>(channel)]);
    for (std::int32_t channel = 0; channel < 6; ++channel)
        if (!gone.contains(channel)) {
            EXPECT_GE(scores[static_cast<std::size_t>(channel)], largestRemoved);
        }
    EXPECT_LT(planned->preview.after.macs, planned->preview.before.macs);
    EXPECT_LT(planned->least, 1.0);
}

TEST(Verify, HoldsForItsOwnOutputsAndFailsForOthers)
{
    test::TemporaryFolder folder;
    const auto model = opened({"zoo:lenet5", "", 0});
    const auto executor = model::Executor::create(model.state.network.graph, model.state.network.weights);
    ASSERT_TRUE(executor.hasValue());
    model::Weights io;
    const auto x = model::randomInputs(*model.state.network.graph, 4, 9).front();
    const auto y = *(*executor)->logits(x);
    io.set("x", x);
    io.set("y", y.detach());
    ASSERT_TRUE(formats::writeSafetensors(folder / "io.safetensors", io).hasValue());
    const auto good = verifyAgainst(model, folder / "io.safetensors");
    ASSERT_TRUE(good.hasValue()) << base::toString(good.problem());
    EXPECT_TRUE(good->ok);
    EXPECT_EQ(good->argmaxAgree, 1.0);
    auto wrong = y.detach().clone();
    wrong[0][0] += 1.0;
    io.set("y", wrong);
    ASSERT_TRUE(formats::writeSafetensors(folder / "wrong.safetensors", io).hasValue());
    const auto bad = verifyAgainst(model, folder / "wrong.safetensors");
    ASSERT_TRUE(bad.hasValue());
    EXPECT_FALSE(bad->ok);
    EXPECT_NEAR(bad->maxAbsDiff, 1.0, 1e-5);
    io.set("y", at::full_like(wrong, std::numeric_limits<float>::quiet_NaN()));
    ASSERT_TRUE(formats::writeSafetensors(folder / "nan.safetensors", io).hasValue());
    EXPECT_FALSE(verifyAgainst(model, folder / "nan.safetensors")->ok);
}

TEST(Capability, TheCpuIsAlwaysThereAndOtherWishesAreAnswered)
{
    EXPECT_EQ(chooseDevice("cpu").device, "cpu");
    EXPECT_TRUE(chooseDevice("cpu").note.empty());
    EXPECT_EQ(chooseDevice("cuda").device, "cpu");
    EXPECT_FALSE(chooseDevice("cuda").note.empty());
    EXPECT_NE(chooseDevice("abacus").note.find("abacus"), std::string::npos);
}

TEST(Vocabulary, ComesFromTheCatalogues)
{
    const auto vocabulary = makeVocabulary();
    EXPECT_NE(vocabulary.method("greg1"), nullptr);
    EXPECT_NE(vocabulary.criterion("l1"), nullptr);
    for (const auto *stage : {"train", "select", "penalize", "cut", "recalibrate", "finetune", "evaluate"})
        EXPECT_NE(vocabulary.stage(stage), nullptr) << stage;
    EXPECT_NE(std::find(vocabulary.zoo.begin(), vocabulary.zoo.end(), "cifar_resnet56"), vocabulary.zoo.end());
    EXPECT_NE(std::find(vocabulary.presets.begin(), vocabulary.presets.end(), "cifar10"), vocabulary.presets.end());
}

} // namespace
} // namespace espalier::engine
