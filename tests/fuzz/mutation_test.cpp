// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/mutate/mutation.h"

#include "wire/onnx.h"
#include "wire/wire_fixtures.h"
#include "wire/zip_reader.h"

#include <gtest/gtest.h>

#include <set>

namespace espalier::fuzz {
namespace {

/// The fuzzer's part: here one byte is appended.
MutationSource sourceOf(unsigned seed)
{
    return {std::minstd_rand(seed), [](std::string bytes) { return bytes + "!"; }};
}

TEST(Mutation, OfAnArchiveIsAnArchive)
{
    const std::string archive = wire::fixture("traced.pt");
    std::set<std::string> made;
    for (unsigned seed = 1; seed <= 50; ++seed) {
        MutationSource source = sourceOf(seed);
        const auto mutated = mutateArchive(archive, source);
        ASSERT_TRUE(mutated);
        const auto zip = wire::ZipReader::open(wire::asBytes(*mutated), "f");
        ASSERT_TRUE(zip) << base::toString(zip.problem());
        for (const wire::ZipRecord &record : zip->records())
            EXPECT_TRUE(zip->read(record)) << record.name;
        made.insert(*mutated);
    }
    EXPECT_GT(made.size(), 30U) << "changes differ";
}

TEST(Mutation, OfAMessageIsAMessage)
{
    const std::string file = wire::fixture("onnx_images_script.onnx");
    std::size_t read = 0;
    std::set<std::string> made;
    for (unsigned seed = 1; seed <= 200; ++seed) {
        MutationSource source = sourceOf(seed);
        const auto mutated = mutateProtobuf(file, source);
        ASSERT_TRUE(mutated);
        MutationSource again = sourceOf(seed);
        EXPECT_TRUE(mutateProtobuf(*mutated, again)) << "lengths are right";
        read += wire::parseOnnx(wire::asBytes(*mutated), "f") ? 1 : 0;
        made.insert(*mutated);
    }
    EXPECT_GT(read, 100U) << "most reach what lies behind the parser";
    EXPECT_GT(made.size(), 100U);
}

TEST(Mutation, OfTextPutsOtherNumbersAndPartsInPlace)
{
    const std::string text = R"({"sizes": [3, 16, 32], "name": "conv1", "next": {"name": "fc"}})";
    std::set<std::string> made;
    for (unsigned seed = 1; seed <= 200; ++seed) {
        MutationSource source = sourceOf(seed);
        made.insert(mutateText(text, source));
    }
    EXPECT_GT(made.size(), 50U);
    EXPECT_TRUE(made.contains(R"({"sizes": [3, 16, 32], "name": "conv1", "next": })")) << "a part may vanish";
}

TEST(Mutation, OfWhatHasNoSuchFormIsLeftToTheFuzzer)
{
    MutationSource source = sourceOf(1);
    EXPECT_FALSE(mutateArchive("no archive", source));
    EXPECT_FALSE(mutateProtobuf("\xff\xff\xff", source));
    EXPECT_FALSE(mutateProtobuf("", source));
    for (const std::string text : {"", "\"", "(", "}{", "\n"})
        EXPECT_LE(mutateText(text, source).size(), 2 * text.size() + 20);
}

} // namespace
} // namespace espalier::fuzz
