// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/format_fixtures.h"
#include "formats/python/module_check.h"
#include "formats/safetensors_io.h"
#include "formats/tensor_io.h"
#include "formats/verification.h"
#include "graph/planning.h"
#include "model/channel_tracer.h"
#include "model/executor.h"
#include "model/surgeon.h"
#include "support/temporary_folder.h"
#include "wire/script_archive_writer.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

namespace espalier::formats {
namespace {

namespace fs = std::filesystem;

ReadResult readFixture(const std::string &name)
{
    auto read = readAny(fixturePath(name + ".pt"));
    EXPECT_TRUE(read) << problemText(read);
    return read ? *std::move(read) : ReadResult{};
}

at::Tensor expectedOf(const std::string &name)
{
    const auto file = readSafetensors(fixturePath("torchscript.safetensors"));
    EXPECT_TRUE(file) << problemText(file);
    return file->weights.get(name);
}

at::Tensor outputOf(const model::Network &network, const at::Tensor &x, model::Mode mode = model::Mode::Eval)
{
    const auto executor = model::Executor::create(network.graph, network.weights);
    EXPECT_TRUE(executor) << problemText(executor);
    const auto y = (*executor)->logits(x, {mode});
    EXPECT_TRUE(y) << problemText(y);
    return y ? *y : at::zeros({});
}

double differenceOf(const model::Network &network, const std::string &name)
{
    const at::Tensor y = expectedOf(name + ".y"), ours = outputOf(network, expectedOf(name + ".x"));
    EXPECT_EQ(ours.sizes(), y.sizes());
    return (ours - y).abs().max().item<double>();
}

std::vector<std::string> operatorsOf(const graph::Graph &graph)
{
    std::vector<std::string> names;
    for (const graph::Node &node : graph.nodes())
        names.push_back(node.op);
    return names;
}

std::int64_t countOf(const graph::Graph &graph, const std::string &op)
{
    const auto names = operatorsOf(graph);
    return std::count(names.begin(), names.end(), op);
}

TEST(TorchScript, ATraceOpensWithItsNamesAndAnyBatch)
{
    const ReadResult read = readFixture("traced");
    ASSERT_TRUE(read.network);
    const graph::Graph &graph = *read.network->graph;
    EXPECT_LT(differenceOf(*read.network, "traced"), 1e-5);
    EXPECT_EQ(outputOf(*read.network, at::randn({7, 2, 8, 8})).sizes(), (std::vector<std::int64_t>{7, 3}));
    EXPECT_EQ(read.metadata.at("input"), "2x8x8");
    EXPECT_FALSE(read.metadata.contains("warning"));
    EXPECT_EQ(graph.value(graph.inputs()[0]).shape[0], (graph::Size{1, true}));
    EXPECT_TRUE(graph.stored("block.bn.num_batches_tracked").isValid());
    EXPECT_EQ(graph.value(graph.stored("stem.0.weight")).kind, graph::ValueKind::Parameter);
    EXPECT_EQ(graph.value(graph.stored("stem.1.running_var")).kind, graph::ValueKind::Buffer);
    EXPECT_EQ(countOf(graph, "aten::conv2d"), 2);
    EXPECT_EQ(countOf(graph, "aten::relu_"), 0) << "memory of its own: written as relu";
    std::vector<std::string> modules;
    for (const graph::Node &node : graph.nodes())
        modules.push_back(node.module);
    EXPECT_EQ(std::vector<std::string>(modules.begin(), modules.begin() + 4),
              (std::vector<std::string>{"stem.0", "stem.1", "stem.2", "block.conv"}));
}

TEST(TorchScript, AScriptedModelTrainsAndEvaluatesByMode)
{
    const ReadResult read = readFixture("scripted");
    ASSERT_TRUE(read.network);
    const graph::Graph &graph = *read.network->graph;
    EXPECT_LT(differenceOf(*read.network, "scripted"), 1e-5);
    EXPECT_EQ(read.metadata.at("input"), "2x32x32") << "it keeps large maps to the end: small images";
    EXPECT_TRUE(read.metadata.contains("warning"));
    EXPECT_EQ(countOf(graph, "aten::batch_norm"), 2);
    EXPECT_EQ(countOf(graph, "aten::dropout"), 1);
    const at::Tensor x = at::randn({8, 2, 32, 32});
    const at::Tensor before = read.network->weights.get("block.bn.running_mean").clone();
    const at::Tensor trained = outputOf({read.network->graph, read.network->weights}, x, model::Mode::Train);
    EXPECT_GT((trained - outputOf(*read.network, x)).abs().max().item<double>(), 1e-3);
    EXPECT_FALSE(before.equal(read.network->weights.get("block.bn.running_mean")));
}

TEST(TorchScript, TheSameNetworkTracedAndScriptedIsTheSameGraph)
{
    const ReadResult traced = readFixture("traced"), scripted = readFixture("scripted");
    ASSERT_TRUE(traced.network && scripted.network);
    EXPECT_EQ(operatorsOf(*traced.network->graph), operatorsOf(*scripted.network->graph));
    EXPECT_EQ(*largestDifference(traced.network->weights, scripted.network->weights), 0.0);
}

TEST(TorchScript, ABatchWrittenAsANumberIsPutRight)
{
    const ReadResult read = readFixture("baked");
    ASSERT_TRUE(read.network);
    EXPECT_LT(differenceOf(*read.network, "baked"), 1e-5);
    EXPECT_EQ(outputOf(*read.network, at::randn({2, 1, 2, 2})).size(0), 2);
    EXPECT_TRUE(read.network->graph->stored("twin.0.weight").isValid());
    EXPECT_FALSE(read.network->graph->stored("again.weight").isValid())
        << "one layer under two names is one tensor";
}

TEST(TorchScript, ListsLoopsAndTuplesAreFollowed)
{
    const ReadResult read = readFixture("listed");
    ASSERT_TRUE(read.network);
    EXPECT_EQ(read.network->graph->outputs().size(), 2u);
    EXPECT_LT(differenceOf(*read.network, "listed"), 1e-5);
    EXPECT_EQ(countOf(*read.network->graph, "aten::conv2d"), 3);
}

TEST(TorchScript, FusedAttentionIsTakenApart)
{
    const ReadResult read = readFixture("attention");
    ASSERT_TRUE(read.network);
    EXPECT_LT(differenceOf(*read.network, "attention"), 1e-5);
    EXPECT_EQ(countOf(*read.network->graph, "aten::scaled_dot_product_attention"), 1);
}

TEST(TorchScript, FrozenWeightsAreParametersAgain)
{
    const ReadResult read = readFixture("frozen");
    ASSERT_TRUE(read.network);
    EXPECT_LT(differenceOf(*read.network, "frozen"), 1e-5);
    EXPECT_EQ(countOf(*read.network->graph, "aten::batch_norm"), 0) << "freezing folds it into the convolution";
    EXPECT_EQ(read.network->graph->storedOf(graph::ValueKind::Parameter).size(), 6u);
}

TEST(TorchScript, EqualConstantsOfAFrozenFileAreNotTied)
{
    const ReadResult read = readFixture("twins");
    ASSERT_TRUE(read.network);
    EXPECT_LT(differenceOf(*read.network, "twins"), 1e-6);
    EXPECT_EQ(read.network->graph->storedOf(graph::ValueKind::Parameter).size(), 6u) << "both biases, though equal";
    const auto trace = model::traceChannels(*read.network);
    ASSERT_TRUE(trace);
    ASSERT_EQ(trace->structure->groups.size(), 2u);
    graph::Plan plan;
    plan.setRemoved(trace->structure->groups[0].id, {0, 1});
    EXPECT_EQ(graph::preview(*trace->structure, plan).after.parameters,
              graph::cost(*trace->structure).parameters - 2 * (2 * 9 + 1 + 6 * 9));
}

TEST(TorchScript, AConditionOnDataIsRefusedWithItsPlace)
{
    const auto read = readAny(fixturePath("data_dependent.pt"));
    ASSERT_FALSE(read);
    EXPECT_EQ(read.problem().code, base::ProblemCode::Unsupported);
    EXPECT_NE(read.problem().what.find("condition depends on the data"), std::string::npos)
        << read.problem().what;
    EXPECT_NE(read.problem().where.find("line"), std::string::npos) << read.problem().where;
}

/// Half of every group, at random.
graph::Plan halfOf(const graph::Structure &structure)
{
    graph::PlanRequest request;
    request.ratios.assign(structure.groups.size(), 0.5);
    request.pick = graph::Pick::Random;
    const auto made = graph::makePlan(structure, request);
    EXPECT_TRUE(made) << problemText(made);
    return made->plan;
}

TEST(TorchScript, WhatIsReadIsCutWithParity)
{
    for (const char *name : {"traced", "scripted", "attention"}) {
        SCOPED_TRACE(name);
        const ReadResult read = readFixture(name);
        ASSERT_TRUE(read.network);
        const auto trace = model::traceChannels(*read.network);
        ASSERT_TRUE(trace) << problemText(trace);
        const graph::Plan plan = halfOf(*trace->structure);
        const auto cut = model::cut(*read.network, *trace, plan);
        ASSERT_TRUE(cut) << problemText(cut);
        const auto parity = model::checkParity(*read.network, *trace, plan, cut->network,
                                               {model::randomInputs(*read.network->graph, 3, 1), 1e-5});
        ASSERT_TRUE(parity) << problemText(parity);
        EXPECT_TRUE(parity->ok) << parity->firstDifference;
        EXPECT_GT(parity->planEffect, 0.01);
    }
}

TEST(TorchScript, EveryBuiltInNetworkComesBack)
{
    const test::TemporaryFolder folder;
    for (const auto &[zoo, size] : std::vector<std::pair<const char *, int>>{{"cifar_resnet20", 32},
                                                                             {"cifar_resnet20b", 32},
                                                                             {"resnet18", 64},
                                                                             {"vgg19_cifar", 32},
                                                                             {"lenet5", 0},
                                                                             {"mlp7_linear", 0},
                                                                             {"mobilenet_v2", 64}}) {
        SCOPED_TRACE(zoo);
        const Artefact artefact = artefactOf(zooNetwork(zoo, size), zoo);
        const auto exported = exportNetwork(artefact, {folder / (std::string(zoo) + ".pt"), "", true});
        ASSERT_TRUE(exported) << problemText(exported);
        const auto back = readAny(exported->files[0]);
        ASSERT_TRUE(back) << problemText(back);
        EXPECT_EQ(*largestDifference(artefact.network.weights, back->network->weights), 0.0);
        EXPECT_EQ(operatorsOf(*back->network->graph), operatorsOf(*artefact.network.graph));
        for (std::size_t i = 0; i < artefact.network.graph->nodes().size(); ++i)
            EXPECT_EQ(back->network->graph->nodes()[i].module, artefact.network.graph->nodes()[i].module);
        for (const auto kind : {graph::ValueKind::Parameter, graph::ValueKind::Buffer})
            EXPECT_EQ(back->network->graph->storedOf(kind).size(),
                      artefact.network.graph->storedOf(kind).size());
        EXPECT_EQ(back->network->graph->value(back->network->graph->inputs()[0]).shape,
                  artefact.network.graph->value(artefact.network.graph->inputs()[0]).shape);
    }
}

TEST(TorchScript, OddNetworksComeBack)
{
    const test::TemporaryFolder folder;
    const Artefact artefact = artefactOf(oddNetwork(), "9 odd-net");
    const auto exported = exportNetwork(artefact, {folder / "odd.pt", "", true});
    ASSERT_TRUE(exported) << problemText(exported);
    EXPECT_TRUE(exported->verified->ok);
    EXPECT_EQ(exported->verified->how, "logits compared");
}

TEST(TorchScript, PythonLoadsWhatIsWritten)
{
    const std::string python = pythonWithTorch();
    if (python.empty())
        GTEST_SKIP() << "no Python with torch: set ESPALIER_PYTHON";
    const test::TemporaryFolder folder;
    const Artefact artefacts[] = {
        artefactOf(zooNetwork("cifar_resnet20", 32), "r20"), artefactOf(oddNetwork(), "odd"),
        artefactOf(zooNetwork("mobilenet_v2", 32), "mobile"), smallPruned({0, 3, 4})};
    for (const Artefact &artefact : artefacts) {
        SCOPED_TRACE(artefact.name);
        const fs::path file = folder / (artefact.name + ".pt");
        const auto exported = exportNetwork(artefact, {file, "", false});
        ASSERT_TRUE(exported) << problemText(exported);
        std::ofstream(folder / "load.py")
            << "import torch\n\ndef load():\n    return torch.jit.load('" << file.string() << "').eval()\n";
        const auto verified = checkPythonModule(artefact, folder / "load.py", python);
        ASSERT_TRUE(verified) << problemText(verified);
        EXPECT_TRUE(verified->ok) << verified->maxAbsDiff;
    }
}

/// An archive of one class without tensors, whose forward is given.
fs::path archiveWith(const fs::path &folder, const std::string &body)
{
    wire::ScriptArchiveToWrite archive;
    archive.module.type = "__torch__.m.Net";
    archive.code["__torch__/m.py"] = "class Net(Module):\n  training : bool\n"
                                     "  def forward(self: __torch__.m.Net,\n    x: Tensor) -> Tensor:\n" +
                                     body +
                                     "def again(x: Tensor) -> Tensor:\n  return __torch__.m.again(x, )\n";
    archive.extra["espalier.json"] = R"({"inputs": [{"shape": [-1, 4], "dtype": "float32"}]})";
    std::ofstream out(folder / "hostile.pt", std::ios::binary);
    wire::writeScriptArchive(out, "hostile", archive);
    return folder / "hostile.pt";
}

TEST(TorchScript, HostileCodeEndsInASentence)
{
    const test::TemporaryFolder folder;
    const std::string file = (folder / "made").string();
    const std::pair<std::string, const char *> cases[] = {
        {"    return torch.from_file(\"" + file + "\", True, 4)\n", "is not followed"},
        {"    return torch.from_file(\"" + file + "\", True, 4, dtype=6)\n", "is not followed"},
        {"    while True:\n      pass\n    return x\n", "too many steps"},
        {"    return __torch__.m.again(x, )\n", "nested too deeply"},
        {"    l = [1]\n    while True:\n      l0 = torch.extend(l, l)\n    return x\n", "too long"},
        {"    return torch.add(x, torch.ones([1000000, 1000000, 1000000000000]))\n", ""},
        {"    return torch.roll(torch.expand(x, [1000000, 1000000, -1, 4]), [1], [0])\n", "too large"},
        {"    return torch.as_strided(x, [4], [1], 1000)\n", "is not followed"},
        {"    return torch.set_(x, x)\n", "is not followed"},
        {"    return ops.torchvision.nms(x, x, 0.5)\n", "is not followed"},
        {"    return torch.nothing(x)\n", "not known"},
        {"    y = torch.floordiv(1, 0)\n    return x\n", "divided by zero"},
        {"    return torch.view(x, [9223372036854775807, torch.mul(9223372036854775807, 2)])\n", "too large"},
        {"    return self.missing\n", "no attribute"},
        {"    return CONSTANTS.c7\n", "constant c7 is missing"},
        {"    return x[0]\n", ""},
        {"    return 1\n", "returns no tensor"},
        {"    return torch.item(x)\n", "taken from the data"},
        {"    return y\n", "not defined"},
    };
    for (const auto &[body, expected] : cases) {
        SCOPED_TRACE(body);
        const auto read = readAny(archiveWith(folder.path(), body));
        ASSERT_FALSE(read);
        EXPECT_NE(read.problem().what.find(expected), std::string::npos) << read.problem().what;
        EXPECT_FALSE(read.problem().remedy.empty());
        EXPECT_FALSE(fs::exists(file));
    }
}

TEST(TorchScript, PickledModulesAreRefusedWithTheWayOut)
{
    const auto read = readAny(fixturePath("module.pth"));
    ASSERT_FALSE(read);
    EXPECT_NE(read.problem().remedy.find("torch.export"), std::string::npos) << read.problem().remedy;
}

} // namespace
} // namespace espalier::formats
