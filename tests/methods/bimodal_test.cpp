// SPDX-License-Identifier: GPL-3.0-or-later
#include "methods/bimodal.h"

#include "base/random.h"
#include "fixture.h"
#include "methods/mask_rules.h"

#include <cmath>
#include <numbers>

namespace espalier::methods::test {
namespace {

/// Box-Muller.
double normal(double mean, double deviation, std::uint64_t counter)
{
    const double u = 1.0 - base::randomUnit(9, 0, 2 * counter), v = base::randomUnit(9, 0, 2 * counter + 1);
    return mean + deviation * std::sqrt(-2.0 * std::log(u)) * std::cos(2.0 * std::numbers::pi * v);
}

/// Sizes whose log10 come from two normal distributions.
std::vector<double> twoHeaps(std::size_t low, double lowDeviation, std::size_t high, double highDeviation)
{
    std::vector<double> scores;
    for (std::size_t i = 0; i < low; ++i)
        scores.push_back(std::pow(10.0, normal(-4.0, lowDeviation, i)));
    for (std::size_t i = 0; i < high; ++i)
        scores.push_back(std::pow(10.0, normal(-1.0, highDeviation, low + i)));
    return scores;
}

TEST(TwoMeans, PartHalfWayBetweenTheHeaps)
{
    EXPECT_NEAR(twoMeansThreshold({1.0, 1e-4, 0.1, 1e-5}), std::pow(10.0, -2.5), 1e-12);
    EXPECT_NEAR(twoMeansThreshold({-1e-4, 0.1}), std::pow(10.0, -2.5), 1e-12) << "sizes";
    EXPECT_GT(twoMeansThreshold({0.0, 0.0, 0.5}), 0.0) << "zeros are a heap";
}

TEST(TwoMeans, GiveNothingWhereAllAreAlike)
{
    for (const std::vector<double> &scores : {std::vector<double>{}, {0.3}, {0.3, 0.3, 0.3}, {0.0, 0.0}}) {
        EXPECT_EQ(twoMeansThreshold(scores), 0.0);
        EXPECT_EQ(mixtureThreshold(scores), 0.0);
    }
}

TEST(Mixture, PartsWhereBothAreEquallyLikely)
{
    // Equal heaps of the same width: half-way between the means. A narrower lower heap draws the border to
    // itself.
    EXPECT_NEAR(std::log10(mixtureThreshold(twoHeaps(3000, 0.5, 3000, 0.5))), -2.5, 0.1);
    // 0.2 and 0.8: (x+4)^2/.08 - (x+1)^2/1.28 = 2 ln 4 / 2 at x = -3.40.
    const auto weighted = [](double x) {
        return -std::log(0.2) - (x + 4) * (x + 4) / 0.08 + std::log(0.8) + (x + 1) * (x + 1) / 1.28;
    };
    double from = -4.0, to = -1.0;
    for (int i = 0; i < 60; ++i)
        (weighted(0.5 * (from + to)) > 0 ? from : to) = 0.5 * (from + to);
    EXPECT_NEAR(std::log10(mixtureThreshold(twoHeaps(4000, 0.2, 4000, 0.8))), from, 0.1);
}

TEST(Mixture, PartsAnEvenlyFilledRangeSomewhereInside)
{
    std::vector<double> scores;
    for (int i = 0; i < 100; ++i)
        scores.push_back(std::pow(10.0, -3.0 + 0.03 * i));
    const double threshold = mixtureThreshold(scores);
    EXPECT_GT(threshold, 1e-3);
    EXPECT_LT(threshold, 1.0);
}

TEST(BimodalRules, HoldForAllLayersTogether)
{
    const std::vector<ScoredGroup> groups = {{{0}, "a", {{0.5, 1e-5, 0.7}}, 0.0, 0},
                                             {{1}, "b", {{2e-5, 0.4}}, 0.0, 0},
                                             {{2}, "c", {{0.6, 0.9}}, 0.0, 0}};
    for (const MaskRule::Kind kind : {MaskRule::Kind::TwoMeans, MaskRule::Kind::Mixture}) {
        const auto pruned = prunedByRule({.kind = kind}, groups);
        EXPECT_EQ(pruned[0][0], (std::vector<std::int32_t>{1}));
        EXPECT_EQ(pruned[1][0], (std::vector<std::int32_t>{0}));
        EXPECT_TRUE(pruned[2][0].empty());
        EXPECT_FALSE(MaskRule{.kind = kind}.hasValue());
    }
}

} // namespace
} // namespace espalier::methods::test
