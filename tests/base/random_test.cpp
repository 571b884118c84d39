// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

using namespace espalier;

TEST(Random, IsAFunctionOfItsArguments)
{
    std::set<std::uint64_t> seen;
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
        for (std::uint64_t stream = 0; stream < 10; ++stream) {
            for (std::uint64_t counter = 0; counter < 10; ++counter) {
                const std::uint64_t bits = base::randomBits(seed, stream, counter);
                EXPECT_EQ(bits, base::randomBits(seed, stream, counter));
                seen.insert(bits);
            }
        }
    }
    EXPECT_EQ(seen.size(), 1000u); // swapped arguments included
}

TEST(Random, UnitIsUniform)
{
    double sum = 0.0;
    double squares = 0.0;
    const int count = 100000;
    for (int i = 0; i < count; ++i) {
        const double x = base::randomUnit(1, 2, static_cast<std::uint64_t>(i));
        ASSERT_GE(x, 0.0);
        ASSERT_LT(x, 1.0);
        sum += x;
        squares += x * x;
    }
    EXPECT_NEAR(sum / count, 0.5, 4.0 * std::sqrt(1.0 / 12 / count));
    EXPECT_NEAR(squares / count, 1.0 / 3, 0.005);
}

TEST(Random, BelowIsUniform)
{
    std::vector<int> counts(7);
    for (std::uint64_t i = 0; i < 70000; ++i)
        ++counts.at(base::randomBelow(7, 3, 0, i));
    double chiSquare = 0.0;
    for (const int n : counts)
        chiSquare += (n - 10000.0) * (n - 10000.0) / 10000.0;
    EXPECT_LT(chiSquare, 22.5); // 6 degrees of freedom, 0.1 %
    EXPECT_EQ(base::randomBelow(1, 3, 0, 0), 0u);
}

TEST(Random, EveryBitFlipsHalfOfTheTime)
{
    for (int bit = 0; bit < 64; ++bit) {
        int ones = 0;
        for (std::uint64_t i = 0; i < 4000; ++i)
            ones += static_cast<int>(base::randomBits(9, 9, i) >> bit & 1);
        EXPECT_NEAR(ones, 2000, 160) << "bit " << bit;
    }
}

TEST(Random, PermutationHoldsEveryIndexOnce)
{
    for (const std::int32_t count : {0, 1, 2, 3, 17, 1000}) {
        auto order = base::randomPermutation(count, 42, 7);
        EXPECT_EQ(order, base::randomPermutation(count, 42, 7));
        std::sort(order.begin(), order.end());
        std::vector<std::int32_t> expected(static_cast<std::size_t>(count));
        std::iota(expected.begin(), expected.end(), 0);
        EXPECT_EQ(order, expected);
    }
    EXPECT_NE(base::randomPermutation(100, 42, 7), base::randomPermutation(100, 43, 7));
    EXPECT_NE(base::randomPermutation(100, 42, 7), base::randomPermutation(100, 42, 8));
    EXPECT_TRUE(base::randomPermutation(-1, 1, 1).empty());
}

TEST(Random, PermutationsAreEquallyLikely)
{
    std::map<std::vector<std::int32_t>, int> counts;
    for (std::uint64_t seed = 0; seed < 24000; ++seed)
        ++counts[base::randomPermutation(4, seed, 0)];
    ASSERT_EQ(counts.size(), 24u);
    double chiSquare = 0.0;
    for (const auto &[order, n] : counts)
        chiSquare += (n - 1000.0) * (n - 1000.0) / 1000.0;
    EXPECT_LT(chiSquare, 49.7); // 23 degrees of freedom, 0.1 %
}
