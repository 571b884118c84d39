// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "wire/pickle.h"
#include "wire/torch_save.h"
#include "wire/wire_fixtures.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <sstream>

namespace espalier::wire {
namespace {

const nlohmann::json &expected()
{
    static const nlohmann::json json = nlohmann::json::parse(fixture("expected.json"));
    return json;
}

void expectContent(const std::string &name)
{
    const std::string file = fixture(name);
    const auto checkpoint = readTorchCheckpoint(asBytes(file), name);
    ASSERT_TRUE(checkpoint) << name << ": " << checkpoint.problem().what;
    ASSERT_EQ(checkpoint->tensors.size(), expected()[name].size()) << name;
    for (const auto &[key, tensor] : checkpoint->tensors) {
        ASSERT_TRUE(expected()[name].contains(key)) << key;
        const auto &want = expected()[name][key];
        EXPECT_EQ(graph::toString(tensor.dtype), want["dtype"].get<std::string>()) << name << " " << key;
        EXPECT_EQ(tensor.shape, want["shape"].get<std::vector<std::int64_t>>()) << name << " " << key;
        EXPECT_EQ(elements(tensor), want["values"].get<std::vector<double>>()) << name << " " << key;
    }
}

TEST(TorchSave, ReadsBothContainersAndAllTypes)
{
    for (const char *name : {"state_dict.pth", "state_dict_no_crc.pth", "types.pth", "types_legacy.pth",
                             "wrapped_legacy.pth", "channels.mask"})
        expectContent(name);
}

TEST(TorchSave, KeepsTheOrderAndTheScalarsBesideTheStateDict)
{
    const std::string file = fixture("wrapped_legacy.pth");
    const auto checkpoint = readTorchCheckpoint(asBytes(file), "f");
    ASSERT_TRUE(checkpoint);
    EXPECT_EQ(checkpoint->tensors[0].first, "module.conv.weight");
    EXPECT_EQ(checkpoint->tensors.back().first, "module.fc.bias");
    EXPECT_EQ(checkpoint->scalars.at("epoch"), "3");
    EXPECT_EQ(checkpoint->scalars.at("best_prec1"), "91.5");
    EXPECT_EQ(checkpoint->scalars.at("arch"), "small");
}

TEST(TorchSave, SharedStoragesAreViewsOfTheSameBytes)
{
    const std::string file = fixture("channels.mask");
    const auto checkpoint = readTorchCheckpoint(asBytes(file), "f");
    ASSERT_TRUE(checkpoint);
    EXPECT_EQ(checkpoint->tensors[1].second.storage.data(), checkpoint->tensors[2].second.storage.data());
}

struct Refusal {
    const char *file;
    base::ProblemCode code;
    const char *expected;
};

TEST(TorchSave, RefusesWhatIsNoStateDictWithAHelpfulSentence)
{
    const Refusal refusals[] = {
        {"module.pth", base::ProblemCode::Unsupported, "torch.nn.modules.container.Sequential"},
        {"numpy_scalar.pth", base::ProblemCode::Unsupported, "numpy"},
        {"complex.pth", base::ProblemCode::Unsupported, "torch.ComplexFloatStorage"},
        {"protocol4.pth", base::ProblemCode::Unsupported, "opcode 0x95"},
        {"single_tensor.pth", base::ProblemCode::Malformed, "single object"},
        {"no_state_dict.pth", base::ProblemCode::Malformed, "a and b"},
    };
    for (const Refusal &refusal : refusals) {
        const std::string file = fixture(refusal.file);
        const auto checkpoint = readTorchCheckpoint(asBytes(file), refusal.file);
        ASSERT_FALSE(checkpoint) << refusal.file;
        EXPECT_EQ(checkpoint.problem().code, refusal.code) << refusal.file;
        EXPECT_NE(checkpoint.problem().what.find(refusal.expected), std::string::npos) << checkpoint.problem().what;
        EXPECT_FALSE(checkpoint.problem().remedy.empty());
    }
}

TEST(TorchSave, RefusesForeignBigEndianMachines)
{
    std::string file = fixture("types_legacy.pth");
    const std::size_t at = file.find("little_endian");
    file.replace(file.find('\x88', at), 1, "\x89");
    const auto checkpoint = readTorchCheckpoint(asBytes(file), "f");
    ASSERT_FALSE(checkpoint);
    EXPECT_NE(checkpoint.problem().what.find("big-endian"), std::string::npos);
}

TEST(TorchSave, ReadsWhatItWrites)
{
    const std::vector<float> weights{1.5f, -2.0f, 3.0f, 0.25f, 5.0f, 6.0f};
    const std::int64_t counter = 1'234'567'890'123;
    const std::vector<TensorToWrite> tensors{
        {"conv.weight", graph::DType::Float32, {2, 3}, std::as_bytes(std::span(weights))},
        {"bn.num_batches_tracked", graph::DType::Int64, {}, std::as_bytes(std::span(&counter, 1))},
        {"empty", graph::DType::Float16, {0, 300}, {}},
    };
    std::ostringstream out;
    writeTorchCheckpoint(out, "model", tensors);
    const std::string file = std::move(out).str();
    EXPECT_TRUE(looksLikeTorchSave(asBytes(file)));
    const auto checkpoint = readTorchCheckpoint(asBytes(file), "f");
    ASSERT_TRUE(checkpoint) << checkpoint.problem().what;
    ASSERT_EQ(checkpoint->tensors.size(), 3u);
    EXPECT_EQ(checkpoint->tensors[0].first, "conv.weight");
    EXPECT_EQ(elements(checkpoint->tensors[0].second), (std::vector<double>{1.5, -2, 3, 0.25, 5, 6}));
    EXPECT_EQ(elements(checkpoint->tensors[1].second), std::vector<double>{static_cast<double>(counter)});
    EXPECT_EQ(checkpoint->tensors[2].second.shape, (std::vector<std::int64_t>{0, 300}));
}

TEST(TorchSave, KnowsItsFilesByTheirFirstBytes)
{
    EXPECT_TRUE(looksLikeTorchSave(asBytes(fixture("state_dict.pth"))));
    EXPECT_TRUE(looksLikeTorchSave(asBytes(fixture("channels.mask"))));
    EXPECT_FALSE(looksLikeTorchSave(asBytes(fixture("expected.json"))));
    EXPECT_FALSE(looksLikeTorchSave({}));
}

// --- hostile files ---------------------------------------------------------------------------------------------

const std::string int0 = "K" + std::string(1, '\0');
const std::string minusOne{"J\xff\xff\xff\xff"};

std::string long8(std::int64_t value)
{
    std::string out{"\x8a\x08"};
    appendLittle(out, value);
    return out;
}

std::string repeated(const std::string &text, std::size_t times)
{
    std::string out;
    for (std::size_t i = 0; i < times; ++i)
        out += text;
    return out;
}

struct Hostile {
    const char *name;
    std::string pickle;
};

/// Tensors whose sizes lie.
std::vector<Hostile> hostileTensors()
{
    const std::string four = "K\x04";
    const std::string storage = storageId("FloatStorage", "0", "K\x10");
    const std::string huge = long8(std::int64_t{1} << 62);
    return {
        {"negative size", dictWithTensor(storage, int0, minusOne + "\x85", "K\x01\x85")},
        {"negative offset", dictWithTensor(storage, minusOne, four + "\x85", "K\x01\x85")},
        {"negative stride", dictWithTensor(storage, four, four + "\x85", minusOne + "\x85")},
        {"size outside", dictWithTensor(storage, int0, "K\x11\x85", "K\x01\x85")},
        {"offset outside", dictWithTensor(storage, huge, four + "\x85", "K\x01\x85")},
        {"offset overflows", dictWithTensor(storage, long8(INT64_MAX), four + "\x85", huge + "\x85")},
        {"sizes overflow", dictWithTensor(storage, int0, huge + huge + huge + "\x87", int0 + int0 + int0 + "\x87")},
        {"expanded to a terabyte", dictWithTensor(storage, int0, long8(std::int64_t{1} << 38) + "\x85", int0 + "\x85")},
        {"shape and stride differ", dictWithTensor(storage, int0, four + "\x85", "K\x01K\x01\x86")},
        {"65 axes", dictWithTensor(storage, int0, "(" + repeated("K\x01", 65) + "t", "(" + repeated("K\x01", 65) + "t")},
        {"shape of strings", dictWithTensor(storage, int0, unicode("x") + "\x85", "K\x01\x85")},
        {"storage of 2^62", dictWithTensor(storageId("FloatStorage", "0", huge), int0, four + "\x85", "K\x01\x85")},
        {"storage larger than its record",
         dictWithTensor(storageId("DoubleStorage", "0", "K\x10"), int0, four + "\x85", "K\x01\x85")},
        {"storage of negative size", dictWithTensor(storageId("FloatStorage", "0", minusOne), int0, four + "\x85", "K\x01\x85")},
        {"storage that is missing", dictWithTensor(storageId("FloatStorage", "7", four), int0, four + "\x85", "K\x01\x85")},
        {"storage named like a path",
         dictWithTensor(storageId("FloatStorage", "../../etc/passwd", four), int0, four + "\x85", "K\x01\x85")},
    };
}

/// Opcodes in the wrong place, and code that wants to run.
std::vector<Hostile> hostileOpcodes()
{
    const std::string proto{"\x80\x02"};
    return {
        {"nothing", ""},
        {"no STOP", proto + "N"},
        {"STOP on an empty stack", proto + "."},
        {"os.system", proto + global("os", "system") + unicode("id") + "\x85R."},
        {"posix.system", proto + global("posix", "system") + unicode("id") + "\x85R."},
        {"builtins.eval", proto + global("builtins", "eval") + unicode("1") + "\x85R."},
        {"torch.load", proto + global("torch", "load") + unicode("x") + "\x85R."},
        {"call of a dtype", proto + global("torch", "float32") + ")R."},
        {"call of a string", proto + unicode("x") + ")R."},
        {"call without arguments", proto + global("collections", "OrderedDict") + "R."},
        {"class name without end", proto + "c" + std::string(1000, 'a')},
        {"unknown opcode", proto + "\xff."},
        {"string longer than the file", proto + "X\xff\xff\xff\xff" + "abc."},
        {"string that is not UTF-8", proto + unicode("\xc3\x28") + "."},
        {"long integer without bytes", proto + "\x8a\xff."},
        {"TUPLE without MARK", proto + "Nt."},
        {"SETITEMS on a list", proto + "](NNu."},
        {"SETITEMS of an odd count", proto + "}(Nu."},
        {"APPEND to a tuple", proto + ")Na."},
        {"BUILD on a list", proto + "]}b."},
        {"pop below a mark", proto + "N(\x85."},
        {"memo never kept", proto + "h\x05."},
        {"persistent id of a string", proto + unicode("x") + "Q."},
        {"persistent id of a module", proto + "(" + unicode("module") + "NNNtQ."},
        {"two storages of one key", proto + "(" + storageId("FloatStorage", "0", "K\x04")
                                        + storageId("HalfStorage", "0", "K\x04") + "t."},
        {"OrderedDict of no pairs", proto + global("collections", "OrderedDict") + "](Na\x85R."},
    };
}

TEST(HostilePickle, IsRefusedWithASentence)
{
    for (const auto &cases : {hostileTensors(), hostileOpcodes()}) {
        for (const Hostile &hostile : cases) {
            const std::string file = inArchive(hostile.pickle);
            const AllocationMeter meter;
            const auto checkpoint = readTorchCheckpoint(asBytes(file), "hostile.pth");
            EXPECT_LT(meter.total(), 200'000u) << hostile.name;
            ASSERT_FALSE(checkpoint) << hostile.name;
            EXPECT_FALSE(checkpoint.problem().what.empty()) << hostile.name;
            EXPECT_FALSE(checkpoint.problem().remedy.empty()) << hostile.name;
            EXPECT_EQ(checkpoint.problem().where, "hostile.pth") << hostile.name;
        }
    }
}

TEST(HostilePickle, MayNestAsDeepAsItLikes)
{
    const std::string pickle = "\x80\x02" + repeated("]", 100'000) + repeated("a", 99'999) + ".";
    const auto read = readPickle(asBytes(pickle), 0, "f");
    ASSERT_TRUE(read) << read.problem().what;
    const std::string marks = "\x80\x02" + repeated("(", 300'000) + "N.";
    EXPECT_TRUE(readPickle(asBytes(marks), 0, "f"));
}

TEST(HostilePickle, CannotMultiplyByItsMemo)
{
    // Thirty lists, each holding the one before twice: 2^30 leaves for whoever walks them.
    std::string laughs = "\x80\x02]q" + int0.substr(1);
    for (char level = 0; level < 30; ++level)
        laughs += std::string("](h") + level + "h" + level + "eq" + static_cast<char>(level + 1);
    EXPECT_FALSE(readTorchCheckpoint(asBytes(inArchive(laughs + ".")), "f"));

    // A list that holds itself.
    EXPECT_FALSE(readTorchCheckpoint(asBytes(inArchive("\x80\x02]q\x01h\x01" "a.")), "f"));

    // One long list of pairs, made into an OrderedDict a hundred thousand times.
    std::string copies = "\x80\x02](" + repeated("NN\x86", 50'000) + "e\x85q\x01" "0";
    copies.back() = 'q';
    copies += '\x02';
    copies += global("collections", "OrderedDict") + "q\x03";
    copies += repeated("h\x03h\x01R", 100'000);
    const AllocationMeter meter;
    const auto read = readPickle(asBytes(copies + "."), 0, "f");
    EXPECT_FALSE(read);
    EXPECT_LT(meter.total(), std::size_t{400} << 20);
}

TEST(HostilePickle, StopsAtItsLimits)
{
    PickleLimits limits;
    limits.nodes = 1000;
    const std::string pickle = "\x80\x02(" + repeated("N", 2000) + "t.";
    EXPECT_FALSE(readPickle(asBytes(pickle), 0, "f", limits));
    limits = {};
    limits.bytes = 100;
    EXPECT_FALSE(readPickle(asBytes(pickle), 0, "f", limits));
    EXPECT_FALSE(readPickle(asBytes(pickle), pickle.size() + 1, "f"));
}

} // namespace
} // namespace espalier::wire
