// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever a file holds, reading it ends: with tensors that lie inside the file, or with a sentence. It never crashes,
// hangs or takes memory beyond a multiple of the file.
#include "base/random.h"
#include "base/text.h"
#include "wire/foreign.h"
#include "wire/onnx_fixtures.h"
#include "wire/pt2.h"
#include "wire/pt2_fixtures.h"
#include "wire/safetensors.h"
#include "wire/script_archive.h"
#include "wire/wire_fixtures.h"

#include <gtest/gtest.h>

#include <functional>

namespace espalier::wire {
namespace {

struct Sample {
    std::string name;
    std::string file;
    std::function<void(Bytes)> read; ///< fails the test if something is wrong
    std::size_t bitStep = 1;         ///< of flipped bits: large files have many
};

void expectSentence(const base::Problem &problem)
{
    ASSERT_FALSE(problem.what.empty());
    ASSERT_FALSE(problem.remedy.empty());
    ASSERT_EQ(problem.where, "f");
}

void readTorch(Bytes file)
{
    const auto checkpoint = readTorchCheckpoint(file, "f");
    if (!checkpoint)
        return expectSentence(checkpoint.problem());
    for (const auto &[name, tensor] : checkpoint->tensors)
        ASSERT_EQ(static_cast<std::int64_t>(elements(tensor).size()), tensor.numel()) << name;
}

void readSafetensors(Bytes file)
{
    const auto header = parseSafetensors(file, "f");
    if (!header)
        return expectSentence(header.problem());
    for (const SafetensorsEntry &entry : header->entries)
        ASSERT_LE(header->dataOffset + entry.end, file.size()) << entry.name;
}

void readExport(Bytes file)
{
    const auto network = readPt2(file, "f");
    if (!network)
        return expectSentence(network.problem());
    for (const auto &[name, tensor] : network->tensors)
        ASSERT_EQ(static_cast<std::int64_t>(elements(tensor).size()), tensor.numel()) << name;
}

void readOnnx(Bytes file)
{
    looksLikeOnnx(file);
    const auto model = parseOnnx(file, "f");
    if (!model)
        return expectSentence(model.problem());
    for (const OnnxTensor &tensor : model->graph.initializers) {
        ASSERT_TRUE(tensor.external || tensor.bytes().size() == tensor.byteSize()) << tensor.name;
        for (const std::byte byte : tensor.bytes())
            ASSERT_LE(static_cast<int>(byte), 255);
    }
}

std::string smallSafetensors()
{
    std::vector<SafetensorsEntry> entries{{"layer.weight", graph::DType::Float32, {3, 2}, 0, 0},
                                          {"layer.bias", graph::DType::Float16, {3}, 0, 0}};
    return safetensorsHead(entries, {{"kept", "[0, 1]"}}) + std::string(30, '\5');
}

/// Everything that the archive holds, as the reader of networks takes it.
void readScript(Bytes file)
{
    auto archive = ScriptArchive::open(file, "f");
    if (!archive)
        return expectSentence(archive.problem());
    for (const StoredPickle *stored : {&archive->module(), &archive->constants()})
        for (std::size_t i = 0; i < stored->pickle.tensors.size(); ++i)
            ASSERT_EQ(static_cast<std::int64_t>(elements(stored->tensor(i)).size()), stored->pickle.tensors[i].numel());
    for (const PickleNode &node : archive->module().pickle.nodes) {
        if (node.kind != PickleKind::Object)
            continue;
        const auto code = archive->fileOf(archive->module().pickle.node(node.items[0]).text);
        ASSERT_TRUE(code || !code.problem().what.empty());
    }
}

/// The text alone: what is packed in an archive is protected by its checksum.
void readCode(Bytes file)
{
    const auto parsed = parseScript(asText(file), "f");
    if (!parsed)
        return expectSentence(parsed.problem());
}

std::string codeOf(const std::string &name, const std::string &record)
{
    const std::string file = fixture(name);
    const auto zip = ZipReader::open(asBytes(file), "f");
    const ZipRecord *found = zip->findBelowRoot(record);
    return found ? *zip->unpack(*found, 1 << 20) : std::string();
}

std::vector<Sample> samples()
{
    std::vector<Sample> all;
    for (const char *name : {"state_dict_no_crc.pth", "types.pth", "types_legacy.pth", "wrapped_legacy.pth", "channels.mask"})
        all.push_back({name, fixture(name), readTorch});
    all.push_back({"safetensors", smallSafetensors(), readSafetensors});
    Pt2Parts parts;
    parts.checksums = false; // or they would find every damage
    all.push_back({"pt2", pt2Archive(parts), readExport, 7});
    all.push_back({"typed.onnx", onnxWithTypedFields(), readOnnx});
    for (const std::uint64_t seed : {4, 7})
        all.push_back({base::cat("random", seed, ".onnx"), onnxFile(randomOnnx(seed)), readOnnx});
    all.push_back({"data_dependent.pt", fixture("data_dependent.pt"), readScript, 7});
    all.push_back({"code", codeOf("listed.pt", "code/__torch__.py"), readCode, 3});
    return all;
}

/// Reads from a heap block of exactly that size, so that the address sanitizer sees the first byte too many.
void readExactly(const Sample &sample, const std::string &file)
{
    const std::vector<char> exact(file.begin(), file.end());
    const AllocationMeter meter;
    sample.read(asBytes({exact.data(), exact.size()}));
    ASSERT_LT(meter.total(), 64 * sample.file.size() + (std::size_t{20} << 20)) << sample.name;
    ASSERT_LT(meter.largest(), std::size_t{64} << 20) << sample.name;
}

TEST(DamagedFile, CutShortAnywhere)
{
    for (const Sample &sample : samples()) {
        for (std::size_t length = 0; length < sample.file.size(); ++length) {
            readExactly(sample, sample.file.substr(0, length));
            if (HasFatalFailure())
                FAIL() << sample.name << " cut to " << length;
        }
    }
}

TEST(DamagedFile, AnyBitFlipped)
{
    for (const Sample &sample : samples()) {
        for (std::size_t bit = 0; bit < sample.file.size() * 8; bit += sample.bitStep) {
            std::string file = sample.file;
            file[bit / 8] = static_cast<char>(file[bit / 8] ^ (1 << (bit % 8)));
            readExactly(sample, file);
            if (HasFatalFailure())
                FAIL() << sample.name << " with bit " << bit << " flipped";
        }
    }
}

TEST(DamagedFile, ManyBytesOverwritten)
{
    constexpr std::uint64_t seed = 20;
    constexpr std::uint8_t favourites[] = {0x00, 0x01, 0x7f, 0x80, 0xff, '(', 't', 'R', 'Q', 'u', 'h', 'q', '.', 'X', '[', ':', '"', '\n'};
    for (const Sample &sample : samples()) {
        for (std::uint64_t trial = 0; trial < 3000; ++trial) {
            std::string file = sample.file;
            const std::uint32_t changes = 1 + base::randomBelow(8, seed, trial, 0);
            for (std::uint32_t i = 0; i < changes; ++i) {
                const auto at = base::randomBelow(static_cast<std::uint32_t>(file.size()), seed, trial, 2 * i + 1);
                file[at] = static_cast<char>(favourites[base::randomBelow(std::size(favourites), seed, trial, 2 * i + 2)]);
            }
            readExactly(sample, file);
            if (HasFatalFailure())
                FAIL() << sample.name << " in trial " << trial;
        }
    }
}

TEST(ForeignFile, IsNamedForWhatItSeemsToBe)
{
    const std::pair<std::string, const char *> cases[] = {
        {"", "empty"},
        {"version https://git-lfs.github.com/spec/v1\noid", "Git LFS"},
        {"<!DOCTYPE html><html>", "web page"},
        {"\x89HDF\r\n", "HDF5"},
        {"\x89PNG\r\n", "PNG"},
        {std::string("\x1f\x8b\x08"), "gzip"},
        {std::string("\x80\x04\x95"), "pickle"},
        {std::string(257, 'x') + "ustar" + std::string(300, '\0'), "tar"},
        {"hello there\n", "text"},
        {std::string(100, '\0'), "zeros"},
        {fixture("state_dict.pth").substr(0, 1000), "cut short"},
        {std::string("\x02\x03\x04"), "no kind"},
    };
    for (const auto &[file, expected] : cases) {
        const base::Problem problem = describeForeign(asBytes(file), "f");
        EXPECT_NE(problem.what.find(expected), std::string::npos) << problem.what;
        EXPECT_FALSE(problem.remedy.empty());
    }
}

TEST(Utf8, KnowsValidFromInvalid)
{
    for (const char *good : {"", "abc", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x8c\xb3", "\xf4\x8f\xbf\xbf"})
        EXPECT_TRUE(isUtf8(good));
    for (const char *bad : {"\x80", "\xc0\x80", "\xc3", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xff"})
        EXPECT_FALSE(isUtf8(bad));
}

} // namespace
} // namespace espalier::wire
