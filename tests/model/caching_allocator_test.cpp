// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/caching_allocator.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <thread>
#include <vector>

namespace espalier::model {
namespace {

constexpr std::size_t Mib = std::size_t{1} << 20;

TEST(CachingAllocator, GivesTheSameLargeBlockAgain)
{
    CachingAllocator allocator(64 * Mib);
    c10::DataPtr first = allocator.allocate(3 * Mib);
    const void *place = first.get();
    EXPECT_GE(allocator.memory().inUse, 3 * Mib);
    first.clear();
    EXPECT_EQ(allocator.memory().inUse, 0u);
    EXPECT_GE(allocator.memory().cached, 3 * Mib);
    EXPECT_EQ(allocator.allocate(3 * Mib - 100).get(), place);
}

TEST(CachingAllocator, BlocksAreAlignedWritableAndApart)
{
    CachingAllocator allocator(64 * Mib);
    std::vector<c10::DataPtr> blocks;
    for (const std::size_t bytes : {std::size_t{1}, std::size_t{63}, std::size_t{65535}, std::size_t{65536}, 2 * Mib, 5 * Mib + 17}) {
        blocks.push_back(allocator.allocate(bytes));
        EXPECT_EQ(reinterpret_cast<std::uintptr_t>(blocks.back().get()) % 64, 0u) << bytes;
        std::memset(blocks.back().get(), static_cast<int>(blocks.size()), bytes);
    }
    for (std::size_t i = 0; i < blocks.size(); ++i)
        EXPECT_EQ(*static_cast<unsigned char *>(blocks[i].get()), i + 1);
}

TEST(CachingAllocator, NothingIsANullPointer)
{
    CachingAllocator allocator(Mib);
    EXPECT_EQ(allocator.allocate(0).get(), nullptr);
    allocator.raw_deallocate(nullptr);
}

TEST(CachingAllocator, ABlockMuchTooLargeIsNotWasted)
{
    CachingAllocator allocator(64 * Mib);
    allocator.allocate(16 * Mib).clear();
    const c10::DataPtr small = allocator.allocate(4 * Mib);
    EXPECT_LT(allocator.memory().inUse, 5 * Mib);
    EXPECT_GE(allocator.memory().cached, 16 * Mib);
}

TEST(CachingAllocator, OldestBlocksGoAboveTheLimit)
{
    CachingAllocator allocator(5 * Mib);
    std::vector<c10::DataPtr> blocks;
    for (const std::size_t size : {1, 2, 3})
        blocks.push_back(allocator.allocate(size * Mib));
    const void *youngest = blocks[2].get();
    for (c10::DataPtr &block : blocks)
        block.clear();
    EXPECT_LE(allocator.memory().cached, 5 * Mib);
    EXPECT_EQ(allocator.allocate(3 * Mib).get(), youngest);
}

TEST(CachingAllocator, ReleaseGivesAllBack)
{
    CachingAllocator allocator(64 * Mib);
    const c10::DataPtr held = allocator.allocate(Mib);
    allocator.allocate(2 * Mib).clear();
    allocator.release();
    EXPECT_EQ(allocator.memory().cached, 0u);
    EXPECT_GE(allocator.memory().inUse, Mib);
    std::memset(held.get(), 1, Mib);
}

TEST(CachingAllocator, RawMemoryComesBackToo)
{
    CachingAllocator allocator(64 * Mib);
    void *raw = allocator.raw_allocate(Mib);
    allocator.raw_deallocate(raw);
    EXPECT_EQ(allocator.memory().inUse, 0u);
    EXPECT_EQ(allocator.raw_allocate(Mib), raw);
    allocator.raw_deallocate(raw);
}

TEST(CachingAllocator, AskingForTooMuchIsAnErrorThatNamesTheSize)
{
    CachingAllocator allocator(64 * Mib);
    try {
        allocator.allocate(std::size_t{1} << 60);
        FAIL() << "an exabyte was granted";
    } catch (const c10::Error &error) {
        EXPECT_NE(std::string(error.what_without_backtrace()).find("1152921504606846976 bytes"), std::string::npos);
    }
    EXPECT_EQ(allocator.memory().inUse, 0u);
}

TEST(CachingAllocator, ThreadsShareIt)
{
    CachingAllocator allocator(64 * Mib);
    const auto work = [&allocator] {
        for (int i = 0; i < 200; ++i) {
            const c10::DataPtr block = allocator.allocate(static_cast<std::size_t>(1 + i % 5) * 100000);
            std::memset(block.get(), i, 1000);
        }
    };
    std::jthread a(work), b(work);
    a.join();
    b.join();
    EXPECT_EQ(allocator.memory().inUse, 0u);
}

} // namespace
} // namespace espalier::model
