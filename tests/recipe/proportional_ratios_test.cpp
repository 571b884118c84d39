// SPDX-License-Identifier: GPL-3.0-or-later
#include "recipe/proportional_ratios.h"

#include "recipe/networks.h"
#include "recipe/ratios.h"

#include <gtest/gtest.h>

namespace espalier::recipe {
namespace {

double left(const std::vector<double> &sizes, const std::vector<double> &ratios)
{
    double sum = 0.0;
    for (std::size_t l = 0; l < sizes.size(); ++l)
        sum += sizes[l] * (1.0 - ratios[l]);
    return sum;
}

TEST(ProportionalRatios, LeaveTheTotalInTheGivenProportions)
{
    // P = 400, half of it stays: base = 200 / (100 + 100 + 100) = 2/3.
    const auto ratios = proportionalRatios({100, 100, 200}, {1, 1, 0.5}, 0.5);
    ASSERT_TRUE(ratios);
    EXPECT_NEAR((*ratios)[0], 1.0 / 3, 1e-12);
    EXPECT_NEAR((*ratios)[2], 2.0 / 3, 1e-12);
    EXPECT_NEAR(left({100, 100, 200}, *ratios), 200.0, 1e-9);
}

TEST(ProportionalRatios, SkippedLayersCountAsWhole)
{
    // 240 of 400 stay, 100 of them in the skipped layer: base = 140 / 300.
    const auto ratios = proportionalRatios({100, 100, 200}, {0, 1, 1}, 0.4);
    ASSERT_TRUE(ratios);
    EXPECT_EQ((*ratios)[0], 0.0);
    EXPECT_NEAR((*ratios)[1], 1.0 - 140.0 / 300, 1e-12);
}

TEST(ProportionalRatios, NegativeOnesJoinTheSkipped)
{
    // base = 300 / (400 + 300) -> the first would keep 4 * 3/7 > 1. Then (300 - 100) / 300 = 2/3 of the
    // others stays.
    const auto ratios = proportionalRatios({100, 100, 200}, {4, 1, 1}, 0.25);
    ASSERT_TRUE(ratios);
    EXPECT_EQ((*ratios)[0], 0.0);
    EXPECT_NEAR((*ratios)[1], 1.0 / 3, 1e-12);
    EXPECT_NEAR(left({100, 100, 200}, *ratios), 300.0, 1e-9);
}

TEST(ProportionalRatios, RefuseWhatCanNotBe)
{
    const auto tooMuch = proportionalRatios({300, 100}, {0, 1}, 0.5);
    ASSERT_FALSE(tooMuch);
    EXPECT_NE(tooMuch.problem().what.find("75 %"), std::string::npos) << tooMuch.problem().what;
    EXPECT_FALSE(proportionalRatios({100, 100}, {0, 0}, 0.5));
}

} // namespace
} // namespace espalier::recipe
