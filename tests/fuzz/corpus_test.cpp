// SPDX-License-Identifier: GPL-3.0-or-later
// What the fuzzer once found, and ordinary files: read again by every build, under the address sanitizer too.
#include "base/file.h"
#include "fuzz/fuzz_target.h"
#include "wire/wire_fixtures.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace espalier::fuzz {
namespace {

std::vector<std::filesystem::path> corpusOf(const std::string &target)
{
    std::vector<std::filesystem::path> files;
    const auto folder = std::filesystem::path(ESPALIER_SOURCE_DIR) / "tests" / "fuzz" / "corpus" / target;
    for (const auto &entry : std::filesystem::directory_iterator(folder))
        files.push_back(entry.path());
    return files;
}

TEST(FuzzCorpus, IsReadWithinItsBounds)
{
    for (const FuzzTarget &target : allFuzzTargets()) {
        const auto files = corpusOf(target.name);
        EXPECT_FALSE(files.empty()) << target.name;
        for (const auto &file : files) {
            const auto text = base::readFile(file);
            ASSERT_TRUE(text) << file;
            // A block of exactly that size: the sanitizer sees the first byte too many.
            const std::vector<char> exact(text->begin(), text->end());
            const wire::AllocationMeter meter;
            target.run(wire::asBytes({exact.data(), exact.size()}));
            EXPECT_LT(meter.total(), allocationBound(exact.size())) << file;
        }
    }
}

} // namespace
} // namespace espalier::fuzz
