// SPDX-License-Identifier: GPL-3.0-or-later
// Models of ONNX as files: those of the exporters of torch, and ours.
#include "base/file.h"
#include "base/random.h"
#include "base/text.h"
#include "formats/call_bench.h"
#include "formats/format_fixtures.h"
#include "formats/onnx/onnx_file.h"
#include "formats/state_dict_io.h"
#include "formats/tensor_io.h"
#include "formats/verification.h"
#include "model/channel_tracer.h"
#include "model/executor.h"
#include "support/temporary_folder.h"
#include "wire/onnx.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>

namespace espalier::formats {
namespace {

namespace fs = std::filesystem;

std::string textOf(const fs::path &path)
{
    const auto bytes = base::readFile(path);
    return bytes ? *bytes : std::string();
}

struct Exported
{
    const char *net;
    const char *way;
};

void PrintTo(const Exported &exported, std::ostream *out)
{
    *out << exported.net << "_" << exported.way;
}

class OnnxOfTorch : public testing::TestWithParam<Exported>
{
protected:
    static base::Result<ReadResult> read()
    {
        return readAny(fixturePath(base::cat("onnx_", GetParam().net, "_", GetParam().way, ".onnx")));
    }
    /// x, y, and the state dict under "w."
    static model::Weights expected()
    {
        return readStateDict(fixturePath(base::cat("onnx_", GetParam().net, ".pth")))->weights;
    }
    static bool folds()
    {
        return GetParam().way == std::string("dynamo") || GetParam().way == std::string("script");
    }
    static bool hasNorms() { return GetParam().net == std::string("images"); }
};

TEST_P(OnnxOfTorch, ComputesWhatTorchComputes)
{
    const auto result = read();
    ASSERT_TRUE(result) << problemText(result);
    ASSERT_TRUE(result->network);
    const auto executor = model::Executor::create(result->network->graph, result->network->weights);
    ASSERT_TRUE(executor) << problemText(executor);
    const model::Weights file = expected();
    const auto y = (*executor)->logits(file.get("x"));
    ASSERT_TRUE(y) << problemText(y);
    EXPECT_LT((*y - file.get("y")).abs().max().item<double>(), 1e-5);
    const at::Tensor x = file.get("x");
    const auto more = (*executor)->logits(at::cat({x, x, x}));
    ASSERT_TRUE(more) << problemText(more);
    EXPECT_LT((more->narrow(0, 2, 2) - file.get("y")).abs().max().item<double>(), 1e-5);
}

TEST_P(OnnxOfTorch, KeepsWeightsUnderTheirNames)
{
    const auto result = read();
    ASSERT_TRUE(result) << problemText(result);
    const model::Weights file = expected();
    for (const auto &[name, tensor] : file.entries()) {
        if (!name.starts_with("w."))
            continue;
        const std::string plain = name.substr(2);
        const bool ofNorm =
            hasNorms() && (plain.find("bn") != std::string::npos || plain.starts_with("block.1"));
        const bool convolution = hasNorms() && (plain.find("conv") != std::string::npos ||
                                                plain.starts_with("block.0") || plain.starts_with("branch"));
        const bool gathered = plain == "table" || plain == "index"; // by the exporter, or while reading
        if (folds() && (ofNorm || convolution || gathered))
            continue;
        const at::Tensor found = result->network->weights.get(plain);
        if (plain == "index")
            continue;
        ASSERT_TRUE(found.defined()) << plain;
        EXPECT_EQ(found.sizes(), tensor.sizes()) << plain;
        EXPECT_TRUE(plain.ends_with("num_batches_tracked") || found.equal(tensor)) << plain;
    }
}

TEST_P(OnnxOfTorch, TellsWhetherBatchNormIsThere)
{
    const auto result = read();
    ASSERT_TRUE(result) << problemText(result);
    const auto warning = result->metadata.find("warning");
    if (folds() && hasNorms()) {
        ASSERT_NE(warning, result->metadata.end());
        EXPECT_NE(warning->second.find("criteria on batch norm are not available"), std::string::npos);
    } else {
        EXPECT_EQ(warning, result->metadata.end());
    }
}

TEST_P(OnnxOfTorch, ChannelsAreFound)
{
    const auto result = read();
    ASSERT_TRUE(result) << problemText(result);
    const auto trace = model::traceChannels(*result->network);
    ASSERT_TRUE(trace) << problemText(trace);
    std::set<std::string> layers;
    for (const graph::Layer &layer : trace->structure->layers)
        layers.insert(layer.name);
    const std::set<std::string> wanted =
        hasNorms() ? std::set<std::string>{"conv1", "block.0", "squeeze", "excite", "branch", "fc"}
                   : std::set<std::string>{"patches", "qkv", "proj", "mlp.0", "mlp.2", "head"};
    for (const std::string &name : wanted)
        EXPECT_TRUE(layers.contains(name)) << name;
    EXPECT_GE(trace->structure->groups.size(), 2u);
}

TEST_P(OnnxOfTorch, IsWrittenAgain)
{
    const auto result = read();
    ASSERT_TRUE(result) << problemText(result);
    const test::TemporaryFolder folder;
    const auto exported = exportNetwork(artefactOf(*result->network), {folder / "again.onnx", "", true});
    ASSERT_TRUE(exported) << problemText(exported);
    EXPECT_TRUE(exported->verified && exported->verified->ok);
}

INSTANTIATE_TEST_SUITE_P(Exporters, OnnxOfTorch,
                         testing::Values(Exported{"images", "dynamo"}, Exported{"images", "plain"},
                                         Exported{"images", "script"}, Exported{"images", "preserve"},
                                         Exported{"tokens", "dynamo"}, Exported{"tokens", "plain"},
                                         Exported{"tokens", "script"}, Exported{"tokens", "preserve"}),
                         [](const auto &one) { return std::string(one.param.net) + "_" + one.param.way; });

class OnnxFile : public testing::Test
{
protected:
    test::TemporaryFolder m_folder;
};

TEST_F(OnnxFile, BuiltInNetworksComeBackWithNamesAndWeights)
{
    struct Zoo
    {
        const char *name;
        std::int64_t size;
    };
    for (const Zoo &zoo :
         {Zoo{"lenet5", 0}, Zoo{"mlp7_relu", 0}, Zoo{"cifar_resnet20", 0}, Zoo{"cifar_resnet20b", 0},
          Zoo{"vgg16_cifar", 0}, Zoo{"resnet50", 64}, Zoo{"mobilenet_v2", 64}}) {
        SCOPED_TRACE(zoo.name);
        const Artefact artefact = artefactOf(zooNetwork(zoo.name, zoo.size), zoo.name);
        const auto exported = exportNetwork(artefact, {m_folder / "net.onnx", "", true});
        ASSERT_TRUE(exported) << problemText(exported);
        EXPECT_EQ(exported->files.size(), 1u);
        const auto back = readAny(m_folder / "net.onnx");
        ASSERT_TRUE(back) << problemText(back);
        EXPECT_FALSE(back->metadata.contains("warning"));
        for (const auto &[name, tensor] : artefact.network.weights.entries())
            ASSERT_TRUE(back->network->weights.get(name).defined() &&
                        back->network->weights.get(name).equal(tensor))
                << name;
        std::set<std::string> modules;
        for (const graph::Node &node : back->network->graph->nodes())
            modules.insert(node.module);
        for (const graph::Node &node : artefact.network.graph->nodes()) {
            const bool layer =
                node.op == "aten::conv2d" || node.op == "aten::linear" || node.op == "aten::batch_norm";
            EXPECT_TRUE(!layer || modules.contains(node.module)) << node.module;
        }
    }
}

TEST_F(OnnxFile, OddNetworksComeBack)
{
    const model::Network odd = oddNetwork();
    const auto exported = exportNetwork(artefactOf(odd), {m_folder / "odd.onnx", "", true});
    ASSERT_TRUE(exported) << problemText(exported);
    EXPECT_TRUE(exported->verified->ok);
    const auto back = readAny(m_folder / "odd.onnx");
    ASSERT_TRUE(back) << problemText(back);
    for (const graph::Value &value : back->network->graph->values()) {
        const graph::ValueId original = odd.graph->stored(value.name);
        if (value.isStored() && original.isValid()) {
            EXPECT_EQ(value.kind, odd.graph->value(original).kind) << value.name;
        }
    }
    EXPECT_TRUE(back->network->graph->stored("lambda.0.weight").isValid());
}

TEST_F(OnnxFile, CarriesRecipeAndKeptIndices)
{
    const Artefact artefact = smallPruned({0, 2, 5});
    ASSERT_TRUE(exportNetwork(artefact, {m_folder / "small.onnx", "", true}));
    const auto back = readAny(m_folder / "small.onnx");
    ASSERT_TRUE(back) << problemText(back);
    EXPECT_EQ(back->metadata.at("recipe"), artefact.metadata.at("recipe"));
    EXPECT_NE(back->metadata.at("kept").find("[0,2,5]"), std::string::npos) << back->metadata.at("kept");
}

TEST_F(OnnxFile, BatchNormIsFoldedOnDemand)
{
    for (const char *zoo : {"cifar_resnet20", "small"}) {
        const model::Network network = zoo == std::string("small") ? smallNetwork(8) : zooNetwork(zoo);
        onnx::OnnxWriteOptions options;
        options.foldBatchNorm = true;
        ASSERT_TRUE(onnx::writeOnnxFile(artefactOf(network), m_folder / "folded.onnx", options));
        const auto back = onnx::readOnnxFile(m_folder / "folded.onnx");
        ASSERT_TRUE(back) << problemText(back);
        for (const graph::Node &node : back->network->graph->nodes())
            EXPECT_NE(node.op, "aten::batch_norm");
        const auto verified = compareLogits(network, *back->network);
        ASSERT_TRUE(verified) << problemText(verified);
        EXPECT_TRUE(verified->ok) << verified->maxAbsDiff;
    }
}

TEST_F(OnnxFile, LargeWeightsLieInASecondFile)
{
    const Artefact artefact = artefactOf(zooNetwork("lenet5"), "lenet5");
    onnx::OnnxWriteOptions options;
    options.externalFrom = 100'000;
    fs::create_directory(m_folder / "a");
    const auto files = onnx::writeOnnxFile(artefact, m_folder / "a/net.onnx", options);
    ASSERT_TRUE(files) << problemText(files);
    ASSERT_EQ(files->size(), 2u);
    EXPECT_EQ(files->back().filename(), "net.onnx.data");
    EXPECT_LT(fs::file_size(files->front()), 20'000u);
    const auto back = onnx::readOnnxFile(files->front());
    ASSERT_TRUE(back) << problemText(back);
    EXPECT_EQ(*largestDifference(artefact.network.weights, back->network->weights), 0.0);

    fs::rename(files->back(), m_folder / "elsewhere");
    const auto missing = readAny(files->front());
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.problem().code, base::ProblemCode::NotFound);
    EXPECT_NE(missing.problem().what.find("net.onnx.data"), std::string::npos) << problemText(missing);
    std::ofstream(files->back()) << "short";
    const auto cut = readAny(files->front());
    ASSERT_FALSE(cut);
    EXPECT_EQ(cut.problem().code, base::ProblemCode::Malformed) << problemText(cut);
}

/// A file whose only node is what `change` makes of a Relu.
std::string problemOf(const fs::path &path, const std::function<void(wire::OnnxModel &)> &change)
{
    wire::OnnxModel model;
    model.irVersion = 8;
    model.opsets[""] = 17;
    model.graph.name = "g";
    model.graph.inputs.push_back(
        {"x", graph::DType::Float32, std::vector<wire::OnnxSize>{{-1, "N"}, {3, ""}, {4, ""}, {4, ""}}});
    model.graph.outputs.push_back({"y", graph::DType::Float32, std::nullopt});
    model.graph.nodes.push_back({"Relu", "", "head/act", {"x"}, {"y"}, {}, {}});
    change(model);
    std::ofstream out(path, std::ios::binary);
    wire::writeOnnx(out, model);
    out.close();
    const auto read = onnx::readOnnxFile(path);
    return read ? std::string("read") : base::toString(read.problem());
}

TEST_F(OnnxFile, WhatIsNotUnderstoodIsNamed)
{
    const auto problem = [&](const std::function<void(wire::OnnxModel &)> &change) {
        return problemOf(m_folder / "x.onnx", change);
    };
    EXPECT_EQ(problem([](wire::OnnxModel &) {}), "read");
    const std::string unknown =
        problem([](wire::OnnxModel &m) { m.graph.nodes[0].op = "NonMaxSuppression"; });
    EXPECT_NE(unknown.find("NonMaxSuppression"), std::string::npos) << unknown;
    EXPECT_NE(unknown.find("head/act"), std::string::npos) << unknown;
    EXPECT_NE(problem([](wire::OnnxModel &m) {
                  m.graph.nodes[0].domain = "com.example";
              }).find("com.example::Relu"),
              std::string::npos);
    EXPECT_NE(problem([](wire::OnnxModel &m) { m.opsets[""] = 12; }).find("operator set 12"),
              std::string::npos);
    EXPECT_NE(problem([](wire::OnnxModel &m) { m.opsets[""] = 26; }).find("operator set 26"),
              std::string::npos);
    EXPECT_NE(problem([](wire::OnnxModel &m) { m.graph.nodes[0].inputs = {"nobody"}; }).find("'nobody'"),
              std::string::npos);
    EXPECT_NE(problem([](wire::OnnxModel &m) { m.graph.nodes[0].inputs.clear(); }).find("Input 0 is missing"),
              std::string::npos);
    EXPECT_NE(problem([](wire::OnnxModel &m) { m.graph.outputs[0].name = "z"; }).find("output 'z'"),
              std::string::npos);
    EXPECT_NE(problem([](wire::OnnxModel &m) { m.graph.nodes[0].outputs.clear(); }).find("gives nothing"),
              std::string::npos);
    EXPECT_NE(problem([](wire::OnnxModel &m) {
                  (*m.graph.inputs[0].shape)[2] = {-1, "height"};
              }).find("'height'"),
              std::string::npos);
}

/// The file with its batch fixed at `size`, as exports without dynamic axes have it.
void fixBatch(const fs::path &from, const fs::path &to, std::int64_t size)
{
    const auto file = base::MappedFile::open(from);
    ASSERT_TRUE(file);
    auto model = wire::parseOnnx((*file)->bytes(), from.string());
    ASSERT_TRUE(model);
    for (wire::OnnxValue &input : model->graph.inputs)
        input.shape->front() = {size, ""};
    std::ofstream out(to, std::ios::binary);
    wire::writeOnnx(out, *model);
}

TEST_F(OnnxFile, AFixedBatchIsFreed)
{
    for (const char *net : {"images", "tokens"}) {
        fixBatch(fixturePath(base::cat("onnx_", net, "_plain.onnx")), m_folder / "fixed.onnx", 1);
        const auto read = onnx::readOnnxFile(m_folder / "fixed.onnx");
        ASSERT_TRUE(read) << problemText(read);
        const auto executor = model::Executor::create(read->network->graph, read->network->weights);
        ASSERT_TRUE(executor) << problemText(executor);
        const auto expected = readStateDict(fixturePath(base::cat("onnx_", net, ".pth")));
        const auto y = (*executor)->logits(expected->weights.get("x"));
        ASSERT_TRUE(y) << net << problemText(y);
        EXPECT_LT((*y - expected->weights.get("y")).abs().max().item<double>(), 1e-5) << net;
    }
}

TEST_F(OnnxFile, ShapesWrittenForOneImageFollowTheBatch)
{
    wire::OnnxModel model;
    model.irVersion = 8;
    model.opsets[""] = 17;
    model.graph.name = "g";
    const auto numbers = [](const std::string &name, std::vector<std::int64_t> values, graph::DType type,
                            std::string bytes) {
        wire::OnnxTensor tensor;
        tensor.name = name;
        tensor.dtype = type;
        tensor.shape = std::move(values);
        tensor.owned = std::move(bytes);
        return tensor;
    };
    std::string target, token;
    for (const std::int64_t size : {1, 3, -1})
        wire::appendLittle(target, size);
    for (int i = 0; i < 4; ++i)
        wire::appendLittle(token, 0.5f * static_cast<float>(i));
    model.graph.initializers = {numbers("target", {3}, graph::DType::Int64, target),
                                numbers("class_token", {1, 1, 4}, graph::DType::Float32, token)};
    model.graph.inputs.push_back(
        {"x", graph::DType::Float32, std::vector<wire::OnnxSize>{{1, ""}, {3, ""}, {2, ""}, {2, ""}}});
    model.graph.outputs.push_back({"y", graph::DType::Float32, std::nullopt});
    model.graph.nodes.push_back({"Reshape", "", "a", {"x", "target"}, {"flat"}, {}, {}});
    model.graph.nodes.push_back(
        {"Concat", "", "b", {"class_token", "flat"}, {"y"}, {wire::OnnxAttribute::ofInteger("axis", 1)}, {}});
    std::ofstream out(m_folder / "one.onnx", std::ios::binary);
    wire::writeOnnx(out, model);
    out.close();
    const auto read = onnx::readOnnxFile(m_folder / "one.onnx");
    ASSERT_TRUE(read) << problemText(read);
    const auto executor = model::Executor::create(read->network->graph, read->network->weights);
    const at::Tensor x = at::randn({5, 3, 2, 2});
    const auto y = (*executor)->logits(x);
    ASSERT_TRUE(y) << problemText(y);
    EXPECT_EQ(y->sizes().vec(), (std::vector<std::int64_t>{5, 4, 4}));
    EXPECT_TRUE(y->narrow(1, 1, 3).equal(x.reshape({5, 3, 4})));
    EXPECT_TRUE(y->select(1, 0).equal(at::tensor({0.0f, 0.5f, 1.0f, 1.5f}).expand({5, 4})));
}

TEST_F(OnnxFile, DamagedModelsEndInSentences)
{
    const std::string whole = textOf(fixturePath("onnx_images_plain.onnx"));
    ASSERT_FALSE(whole.empty());
    constexpr std::uint64_t seed = 31;
    for (std::uint64_t trial = 0; trial < 150; ++trial) {
        std::string file = whole;
        for (std::uint32_t i = 0; i < 3; ++i) {
            const auto at = base::randomBelow(static_cast<std::uint32_t>(file.size()), seed, trial, 2 * i);
            file[at] = static_cast<char>(base::randomBelow(256, seed, trial, 2 * i + 1));
        }
        std::ofstream(m_folder / "damaged.onnx", std::ios::binary) << file;
        const auto read = onnx::readOnnxFile(m_folder / "damaged.onnx");
        if (!read) {
            ASSERT_FALSE(read.problem().what.empty()) << trial;
            ASSERT_FALSE(read.problem().remedy.empty()) << trial;
        }
    }
}

} // namespace
} // namespace espalier::formats
