// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "base/random.h"
#include "formats/format_fixtures.h"
#include "formats/python/interpreter.h"
#include "formats/safetensors_io.h"
#include "formats/verification.h"
#include "model/channel_tracer.h"
#include "model/executor.h"
#include "support/temporary_folder.h"
#include "wire/zip_reader.h"
#include "wire/zip_writer.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <sstream>

namespace espalier::formats {
namespace {

namespace fs = std::filesystem;

base::Result<ReadResult> readFixture(const std::string &name) { return readAny(fixturePath(name)); }

/// Runs a network on x0 of the file and compares with y0, y1, …
void expectOutputs(const model::Network &network, const std::string &io)
{
    const auto file = readSafetensors(fixturePath(io));
    ASSERT_TRUE(file) << problemText(file);
    const auto executor = model::Executor::create(network.graph, network.weights);
    ASSERT_TRUE(executor) << problemText(executor);
    const auto outputs = (*executor)->forward({file->weights.get("x0")});
    ASSERT_TRUE(outputs) << problemText(outputs);
    ASSERT_EQ(outputs->size(), file->weights.size() - 1);
    for (std::size_t i = 0; i < outputs->size(); ++i) {
        const at::Tensor expected = file->weights.get("y" + std::to_string(i));
        EXPECT_TRUE(at::allclose((*outputs)[i].to(at::kDouble), expected.to(at::kDouble), 1e-5, 1e-6)) << io << ", output " << i;
    }
}

class Pt2File : public testing::TestWithParam<const char *> { };

TEST_P(Pt2File, GivesWhatTorchGave)
{
    const std::string name = GetParam();
    const auto read = readFixture(name + ".pt2");
    ASSERT_TRUE(read) << problemText(read);
    ASSERT_TRUE(read->network);
    expectOutputs(*read->network, name + ".io.safetensors");
    const auto trace = model::traceChannels(*read->network);
    ASSERT_TRUE(trace) << problemText(trace);
    EXPECT_FALSE(trace->structure->layers.empty());
}

TEST_P(Pt2File, IsWrittenAndReadBack)
{
    const std::string name = GetParam();
    const auto read = readFixture(name + ".pt2");
    ASSERT_TRUE(read) << problemText(read);
    const test::TemporaryFolder folder;
    Artefact artefact = artefactOf(*read->network, name);
    artefact.metadata["recipe"] = "{}";
    const auto exported = exportNetwork(artefact, {folder / "again.pt2", "", true});
    ASSERT_TRUE(exported) << problemText(exported);
    EXPECT_TRUE(exported->verified && exported->verified->ok);
    const auto again = readAny(folder / "again.pt2");
    ASSERT_TRUE(again) << problemText(again);
    EXPECT_EQ(again->metadata.at("recipe"), "{}");
    EXPECT_EQ(again->metadata.at("name"), name);
    ASSERT_EQ(again->network->graph->nodes().size(), read->network->graph->nodes().size());
    for (std::size_t i = 0; i < again->network->graph->nodes().size(); ++i) {
        const graph::Node &a = read->network->graph->nodes()[i], &b = again->network->graph->nodes()[i];
        EXPECT_EQ(a.op + a.overload + a.module, b.op + b.overload + b.module);
        EXPECT_EQ(a.arguments.size(), b.arguments.size()) << a.op;
    }
    expectOutputs(*again->network, name + ".io.safetensors");
}

INSTANTIATE_TEST_SUITE_P(Of, Pt2File, testing::Values("regions", "regions_train", "decomposed", "windows"),
                         [](const auto &file) { return std::string(file.param); });

TEST(Pt2, KeepsModulesKindsAndSizes)
{
    const auto read = readFixture("regions_train.pt2");
    ASSERT_TRUE(read) << problemText(read);
    const graph::Graph &graph = *read->network->graph;
    EXPECT_EQ(graph.value(graph.inputs()[0]).shape, (graph::Sizes{{1, true}, {3, false}, {8, false}, {8, false}}));
    EXPECT_EQ(graph.value(graph.stored("conv.weight")).kind, graph::ValueKind::Parameter);
    EXPECT_EQ(graph.value(graph.stored("norm.running_mean")).kind, graph::ValueKind::Buffer);
    EXPECT_EQ(graph.value(graph.stored("gain")).kind, graph::ValueKind::Constant); // not in the state dict
    EXPECT_EQ(graph.nodes()[0].module, "conv");
    for (const graph::Node &node : graph.nodes())
        EXPECT_NE(node.op, "aten::add_") << "the counter of batches is not ours to run";
}

TEST(Pt2, TiedWeightsAreOneAndStridesStay)
{
    const auto read = readFixture("windows.pt2");
    ASSERT_TRUE(read) << problemText(read);
    const model::Weights &weights = read->network->weights;
    EXPECT_NE(weights.contains("first.weight"), weights.contains("second.weight"));
    EXPECT_TRUE(weights.get("conv.weight").is_contiguous(at::MemoryFormat::ChannelsLast));
    EXPECT_FALSE(weights.get("conv.weight").is_contiguous());
}

TEST(Pt2, WritingToAWeightLeavesTheFile)
{
    const test::TemporaryFolder folder;
    fs::copy_file(fixturePath("windows.pt2"), folder / "w.pt2");
    const auto first = readAny(folder / "w.pt2");
    ASSERT_TRUE(first) << problemText(first);
    const at::Tensor before = first->network->weights.get("conv.bias").clone();
    first->network->weights.get("conv.bias").add_(1.0);
    const auto second = readAny(folder / "w.pt2");
    ASSERT_TRUE(second) << problemText(second);
    EXPECT_TRUE(second->network->weights.get("conv.bias").equal(before));
    fs::remove(folder / "w.pt2"); // the mapping lives on
    EXPECT_TRUE(first->network->weights.get("conv.bias").equal(before + 1.0));
}

TEST(Pt2, WritesBuiltInAndOddNetworks)
{
    const test::TemporaryFolder folder;
    for (const Artefact &artefact : {artefactOf(zooNetwork("cifar_resnet20"), "resnet20"), smallPruned({0, 2, 5}), artefactOf(oddNetwork(), "odd")}) {
        const auto exported = exportNetwork(artefact, {folder / (artefact.name + ".pt2"), "", true});
        ASSERT_TRUE(exported) << artefact.name << ": " << problemText(exported);
        EXPECT_LT(exported->verified->maxAbsDiff, 1e-6);
    }
}

/// The file with every "text" of models/model.json that `change` likes replaced.
std::string withProgram(const fs::path &path, const std::function<std::string(std::string)> &change)
{
    const auto file = base::MappedFile::open(path);
    const auto zip = wire::ZipReader::open((*file)->bytes(), path.string());
    std::ostringstream out;
    wire::ZipWriter writer(out, "m");
    for (const wire::ZipRecord &record : zip->records()) {
        const std::string name = record.name.substr(record.name.find('/') + 1);
        const std::string text(wire::asText(record.bytes));
        writer.add(name, std::string_view(name == "models/model.json" ? change(text) : text));
    }
    writer.finish();
    return std::move(out).str();
}

base::Result<ReadResult> readChanged(const std::string &fixture, const std::function<std::string(std::string)> &change)
{
    const test::TemporaryFolder folder;
    std::ofstream(folder / "changed.pt2", std::ios::binary) << withProgram(fixturePath(fixture), change);
    return readAny(folder / "changed.pt2");
}

TEST(Pt2, ShapesThatAreNotSoAreRefused)
{
    const auto read = readChanged("regions.pt2", [](std::string text) {
        const std::string right = R"("conv2d": {"dtype": 7, "sizes": [)";
        const std::size_t at = text.find(R"({"as_int": 4})", text.find(right));
        return at == std::string::npos ? text : text.replace(at, 13, R"({"as_int": 5})");
    });
    ASSERT_FALSE(read);
    EXPECT_EQ(read.problem().code, base::ProblemCode::Malformed);
    EXPECT_NE(problemText(read).find("conv (aten::conv2d)"), std::string::npos) << problemText(read);
    EXPECT_NE(problemText(read).find("[2, 5, 6, 6], but it is [2, 4, 6, 6]"), std::string::npos) << problemText(read);
}

TEST(Pt2, AnyNumberChangedIsRefusedOrTraced)
{
    static constexpr const char *favourites[] = {"0", "1", "2", "3", "-1", "-2", "7", "4096", "16777217", "4611686018427387904"};
    for (const char *name : {"windows.pt2", "regions.pt2"}) {
        int opened = 0;
        for (std::uint64_t trial = 0; trial < 150; ++trial) {
            const auto read = readChanged(name, [trial](std::string text) {
                const auto begin = base::randomBelow(static_cast<std::uint32_t>(text.size()), 9, trial, 0);
                std::size_t at = text.find(R"("as_int": )", begin);
                if (trial % 3 == 0)
                    at = text.find(R"("as_ints": [)", begin);
                if (at == std::string::npos)
                    return text;
                at = text.find_first_of("-0123456789", at);
                const std::size_t end = text.find_first_not_of("-0123456789", at);
                return text.replace(at, end - at, favourites[base::randomBelow(std::size(favourites), 9, trial, 1)]);
            });
            if (!read) {
                ASSERT_FALSE(read.problem().what.empty());
                continue;
            }
            ++opened;
            (void)model::traceChannels(*read->network);
        }
        EXPECT_GT(opened, 0) << name;
    }
}

TEST(Pt2, TorchLoadsWhatIsWritten)
{
    const std::string python = pythonWithTorch();
    if (python.empty())
        GTEST_SKIP() << "no Python with torch (ESPALIER_PYTHON)";
    const test::TemporaryFolder folder;
    std::string names;
    for (const char *name : {"regions", "windows", "decomposed"}) {
        const auto read = readFixture(std::string(name) + ".pt2");
        ASSERT_TRUE(read) << problemText(read);
        const auto exported = exportNetwork(artefactOf(*read->network, name), {folder / (std::string(name) + ".pt2"), "", false});
        ASSERT_TRUE(exported) << problemText(exported);
        names += std::string(names.empty() ? "" : ",") + name;
    }
    const std::string script = R"(
import sys, json, struct, torch
torch.set_num_threads(1)
def tensors(path):
    data = open(path, 'rb').read()
    n = struct.unpack('<Q', data[:8])[0]
    types = {'F32': torch.float32, 'F64': torch.float64}
    return {k: torch.frombuffer(bytearray(data[8 + n + v['data_offsets'][0]:8 + n + v['data_offsets'][1]]), dtype=types[v['dtype']]).reshape(v['shape'])
            for k, v in json.loads(data[8:8 + n]).items()}
for name in sys.argv[3].split(','):
    io = tensors(sys.argv[2] + '/' + name + '.io.safetensors')
    program = torch.export.load(sys.argv[1] + '/' + name + '.pt2')
    for batch in (slice(0, 2), slice(0, 1)):
        out = program.module()(io['x0'][batch])
        out = out if isinstance(out, (tuple, list)) else (out,)
        if batch.stop == 2:
            assert all(torch.allclose(o.double(), io['y%d' % i].double(), 1e-5, 1e-5) for i, o in enumerate(out)), name
    assert any('conv' in str(n.meta.get('nn_module_stack')) for n in program.graph.nodes), 'modules'
print('ok')
)";
    const auto done = runPython(python, {"-W", "ignore", "-c", script, folder.path().string(), fixturePath("").string(), names});
    ASSERT_TRUE(done) << problemText(done);
    EXPECT_NE(done->find("ok"), std::string::npos) << *done;
}

} // namespace
} // namespace espalier::formats
