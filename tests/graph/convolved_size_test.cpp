// SPDX-License-Identifier: GPL-3.0-or-later
#include "graph/convolved_size.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace espalier::graph {
namespace {

TEST(ConvolvedSize, IsThatOfTheUsualFormula)
{
    EXPECT_EQ(convolvedSize({32, 3, 1, 1}), 32);
    EXPECT_EQ(convolvedSize({224, 7, 2, 3}), 112);
    EXPECT_EQ(convolvedSize({10, 3, 1, 0, 4}), 2);
    EXPECT_EQ(convolvedSize({16, 4, 2, 1, 1, 0, true}), 32);
    EXPECT_EQ(convolvedSize({16, 3, 2, 1, 1, 1, true}), 32);
}

TEST(ConvolvedSize, TellsWhenNothingIsLeft)
{
    EXPECT_EQ(convolvedSize({2, 3}), 0);
    EXPECT_LE(*convolvedSize({1, 1, 1, 5, 1, 0, true}), 0);
}

TEST(ConvolvedSize, RefusesNumbersThatCouldOverflow)
{
    EXPECT_FALSE(convolvedSize({8, 3, 0}));
    EXPECT_FALSE(convolvedSize({8, 3, -1}));
    EXPECT_FALSE(convolvedSize({8, 3, 1, INT64_MAX}));
    EXPECT_FALSE(convolvedSize({8, 3, 1, INT64_MIN}));
    EXPECT_FALSE(convolvedSize({8, 3, 1, 0, std::int64_t{1} << 62}));
    const std::int64_t wide = std::int64_t{1} << 30;
    EXPECT_TRUE(convolvedSize({wide, wide, wide, wide, wide, wide, true})) << "the largest that are taken";
}

} // namespace
} // namespace espalier::graph
