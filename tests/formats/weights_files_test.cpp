// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/format_fixtures.h"
#include "formats/kept_file.h"
#include "formats/python/interpreter.h"
#include "formats/safetensors_io.h"
#include "formats/state_dict_io.h"
#include "formats/tensor_io.h"
#include "model/zoo.h"
#include "support/temporary_folder.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <fstream>

namespace espalier::formats {
namespace {

namespace fs = std::filesystem;

model::Weights someWeights()
{
    at::manual_seed(4);
    model::Weights weights;
    weights.set("byte", at::tensor({1, 250}, at::kByte));
    weights.set("conv.weight", at::randn({4, 3, 3, 3}).contiguous(at::MemoryFormat::ChannelsLast));
    weights.set("half", at::randn({5}).to(at::kHalf));
    weights.set("bfloat", at::randn({2, 2}).to(at::kBFloat16));
    weights.set("double", at::tensor({1e300, -0.0, std::nan("")}, at::kDouble));
    weights.set("counter", at::full({}, 7, at::kLong));
    weights.set("mask", at::tensor({1, 0, 1}).to(at::kBool));
    weights.set("empty", at::zeros({0, 3}));
    weights.set("transposed", at::randn({3, 2}).t());
    weights.set("gradient", at::randn({2}).requires_grad_(true));
    return weights;
}

std::vector<std::string> namesOf(const model::Weights &weights)
{
    std::vector<std::string> names;
    for (const auto &[name, tensor] : weights.entries())
        names.push_back(name);
    return names;
}

TEST(SafetensorsIo, GivesBackEveryTypeBitForBit)
{
    const test::TemporaryFolder folder;
    const model::Weights weights = someWeights();
    ASSERT_TRUE(writeSafetensors(folder / "w.safetensors", weights, {{"recipe", "{}"}, {"name", "größer"}}));
    const auto back = readSafetensors(folder / "w.safetensors");
    ASSERT_TRUE(back) << problemText(back);
    const auto difference = largestDifference(weights, back->weights);
    ASSERT_TRUE(difference) << problemText(difference);
    EXPECT_EQ(*difference, 0.0);
    EXPECT_EQ(back->metadata.at("name"), "größer");
    EXPECT_EQ(back->weights.size(), weights.size());
}

TEST(SafetensorsIo, AlignsTensorsForTheirType)
{
    std::ostringstream out;
    ASSERT_TRUE(writeSafetensors(out, someWeights()));
    const std::string bytes = out.str();
    const auto back = readSafetensors(std::as_bytes(std::span(bytes)), "memory");
    ASSERT_TRUE(back) << problemText(back);
    EXPECT_EQ(namesOf(back->weights).front(), "double"); // eight bytes each: first
}

TEST(StateDictIo, GivesBackEveryTypeBitForBit)
{
    const test::TemporaryFolder folder;
    const model::Weights weights = someWeights();
    ASSERT_TRUE(writeStateDict(folder / "w.pth", weights));
    const auto back = readStateDict(folder / "w.pth");
    ASSERT_TRUE(back) << problemText(back);
    EXPECT_EQ(namesOf(back->weights), namesOf(weights));
    const auto difference = largestDifference(weights, back->weights);
    ASSERT_TRUE(difference) << problemText(difference);
    EXPECT_EQ(*difference, 0.0);
}

TEST(StateDictIo, ReadsStridedViewsOfSharedStorages)
{
    const auto file = readStateDict(fixturePath("types_legacy.pth"));
    ASSERT_TRUE(file) << problemText(file);
    const at::Tensor base = at::arange(12, at::kFloat);
    EXPECT_TRUE(at::equal(file->weights.get("shared.transposed"), base.view({3, 4}).t()));
    EXPECT_TRUE(at::equal(file->weights.get("shared.part"), base.slice(0, 4, 9, 2)));
    EXPECT_TRUE(file->weights.get("shared.transposed").is_contiguous());
    EXPECT_EQ(file->weights.get("bfloat16").scalar_type(), at::kBFloat16);
}

TEST(StateDictIo, PyTorchReadsWhatWeWrite)
{
    const std::string python = pythonWithTorch();
    if (python.empty())
        GTEST_SKIP() << "no Python with torch: set ESPALIER_PYTHON";
    const test::TemporaryFolder folder;
    ASSERT_TRUE(writeStateDict(folder / "ours.pth", someWeights()));
    // PyTorch loads it in its strict mode, and saves again: the same must come back.
    const auto printed = runPython(python, {"-c", R"(
import collections, sys, torch
state = torch.load(sys.argv[1], weights_only=True)
assert type(state) is collections.OrderedDict, type(state)
assert state["half"].dtype == torch.float16 and state["counter"].shape == ()
torch.save(state, sys.argv[2])
torch.save(state, sys.argv[3], _use_new_zipfile_serialization=False)
print(len(state))
)", folder / "ours.pth", folder / "zip.pth", folder / "legacy.pth"});
    ASSERT_TRUE(printed) << problemText(printed);
    EXPECT_EQ(*printed, "10\n");
    for (const char *name : {"zip.pth", "legacy.pth"}) {
        const auto back = readStateDict(folder / name);
        ASSERT_TRUE(back) << problemText(back);
        EXPECT_EQ(*largestDifference(someWeights(), back->weights), 0.0) << name;
    }
}

TEST(TensorIo, NamesTensorsThatCannotBeWritten)
{
    model::Weights weights;
    weights.set("spectrum", at::zeros({2}, at::kComplexFloat));
    const auto status = writeStateDict("/nowhere/x.pth", weights);
    ASSERT_FALSE(status);
    EXPECT_NE(status.problem().what.find("'spectrum' is ComplexFloat"), std::string::npos) << status.problem().what;
}

TEST(TensorIo, DifferencesAreFound)
{
    model::Weights a, b;
    a.set("w", at::tensor({1.0f, 2.0f}));
    b.set("w", at::tensor({1.0f, 2.5f}));
    EXPECT_EQ(*largestDifference(a, b), 0.5);
    b.set("w", at::tensor({1.0f, std::nanf("")}));
    EXPECT_TRUE(std::isinf(*largestDifference(a, b)));
    b.set("w", at::zeros({3}));
    EXPECT_FALSE(largestDifference(a, b));
    EXPECT_FALSE(largestDifference(a, {}));
}

TEST(RealFiles, PublicResnetsFitTheBuiltInOnes)
{
    const std::pair<const char *, const char *> files[] = {{"resnet20-12fca82f.th", "cifar_resnet20"},
                                                           {"resnet56-4bfd9763.th", "cifar_resnet56"}};
    for (const auto &[file, model] : files) {
        const auto path = sharedFile(file);
        if (!path)
            GTEST_SKIP() << file << " is not there: set ESPALIER_SHARED_DATA to the folder that holds it";
        const auto read = readAny(*path);
        ASSERT_TRUE(read) << problemText(read);
        EXPECT_TRUE(read->weights.entries()[0].first.starts_with("module.")) << read->weights.entries()[0].first;
        EXPECT_TRUE(read->metadata.contains("best_prec1"));
        const model::Network network = zooNetwork(model);
        const auto matched = model::matchWeights(*network.graph, read->weights);
        ASSERT_TRUE(matched) << problemText(matched);
        EXPECT_TRUE(at::equal(matched->get("linear.bias"), read->weights.get("module.linear.bias")));
    }
}

TEST(RealFiles, MasksHaveThePublishedCounts)
{
    struct Counts {
        const char *file;
        std::int64_t kept, total;
        std::size_t layers;
    };
    for (const Counts &counts : {Counts{"flops70", 5533, 7616, 33}, Counts{"flops50", 14305, 19119, 27}, Counts{"uniform", 17691, 26560, 53}}) {
        const auto path = sharedFile(std::string("masksparsity/") + counts.file + ".mask");
        if (!path)
            GTEST_SKIP() << counts.file << ".mask is not there: set ESPALIER_SHARED_DATA to the folder above it";
        const auto read = readAny(*path);
        ASSERT_TRUE(read) << problemText(read);
        const auto layers = keptFromMasks(read->weights);
        ASSERT_TRUE(layers) << problemText(layers);
        std::int64_t kept = 0, total = 0;
        for (const auto &[name, layer] : *layers) {
            kept += static_cast<std::int64_t>(layer.kept.size());
            total += layer.original;
        }
        EXPECT_EQ(kept, counts.kept) << counts.file;
        EXPECT_EQ(total, counts.total) << counts.file;
        EXPECT_EQ(layers->size(), counts.layers) << counts.file;
    }
}

TEST(Masks, AreBooleansOnly)
{
    const auto masks = readAny(fixturePath("channels.mask"));
    ASSERT_TRUE(masks) << problemText(masks);
    const auto layers = keptFromMasks(masks->weights);
    ASSERT_TRUE(layers);
    EXPECT_EQ(layers->at("layer1.0.bn1").kept, (std::vector<std::int32_t>{0, 1}));
    EXPECT_EQ(layers->at("layer1.1.bn3").original, 4);
    model::Weights weights;
    weights.set("bn1", at::ones({3}));
    const auto refused = keptFromMasks(weights);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.problem().what.find("'bn1' is no mask"), std::string::npos);
}

TEST(ReadAny, TellsWhatAForeignOrBrokenFileIs)
{
    const test::TemporaryFolder folder;
    const auto expect = [&](const std::string &name, const std::string &bytes, const std::string &part) {
        std::ofstream(folder / name, std::ios::binary) << bytes;
        const auto read = readAny(folder / name);
        ASSERT_FALSE(read) << name;
        EXPECT_NE(read.problem().what.find(part), std::string::npos) << name << ": " << read.problem().what;
        EXPECT_EQ(read.problem().where, (folder / name).string());
        EXPECT_FALSE(read.problem().remedy.empty());
    };
    std::ifstream in(fixturePath("state_dict.pth"), std::ios::binary);
    const std::string zip{std::istreambuf_iterator<char>(in), {}};
    expect("cut.pth", zip.substr(0, zip.size() / 2), "cut short");
    expect("empty.pth", "", "empty");
    expect("page.pth", "<!DOCTYPE html>", "web page");
    expect("notes.txt", "hello", "text");
    std::ifstream legacyIn(fixturePath("wrapped_legacy.pth"), std::ios::binary);
    const std::string legacy{std::istreambuf_iterator<char>(legacyIn), {}};
    expect("legacy.pth", legacy.substr(0, legacy.size() - 3), "cut short");
    expect("long.pth", legacy + "xyz", "3 bytes follow");
    const auto missing = readAny(folder / "missing.pth");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.problem().code, base::ProblemCode::NotFound);
    const auto module = readAny(fixturePath("module.pth"));
    ASSERT_FALSE(module);
    EXPECT_NE(module.problem().remedy.find("torch.export"), std::string::npos);
}

} // namespace
} // namespace espalier::formats
