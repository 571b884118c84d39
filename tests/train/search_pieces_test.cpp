// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/combinations.h"
#include "train/correlation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace espalier::train::test {
namespace {

TEST(Combinations, AreCounted)
{
    EXPECT_EQ(binomial(10, 5), 252);
    EXPECT_EQ(binomial(5, 0), 1);
    EXPECT_EQ(binomial(5, 6), 0);
    EXPECT_EQ(binomial(60, 30), 118264581564861424LL);
    EXPECT_EQ(binomial(512, 256), std::numeric_limits<std::int64_t>::max());
    EXPECT_EQ(saturatingProduct(1LL << 40, 1LL << 40), std::numeric_limits<std::int64_t>::max());
}

TEST(Combinations, ComeInLexicographicOrder)
{
    std::vector<std::vector<std::int32_t>> all;
    for (std::int64_t rank = 0; rank < binomial(5, 3); ++rank)
        all.push_back(combination(5, 3, rank));
    ASSERT_EQ(all.size(), 10u);
    EXPECT_EQ(all.front(), (std::vector<std::int32_t>{0, 1, 2}));
    EXPECT_EQ(all[1], (std::vector<std::int32_t>{0, 1, 3}));
    EXPECT_EQ(all.back(), (std::vector<std::int32_t>{2, 3, 4}));
    EXPECT_TRUE(std::is_sorted(all.begin(), all.end()));
    EXPECT_EQ(std::adjacent_find(all.begin(), all.end()), all.end());
}

TEST(Correlation, AgreesWithKnownFigures)
{
    // scipy.stats: pearsonr .7745967, spearmanr .7378648, kendalltau .6708204 (tau-b).
    const std::vector<double> x{1, 2, 3, 4, 5}, y{2, 4, 5, 4, 5};
    EXPECT_NEAR(pearson(x, y), 0.7745967, 1e-7);
    EXPECT_NEAR(spearman(x, y), 0.7378648, 1e-7);
    EXPECT_NEAR(kendall(x, y), 0.6708204, 1e-7);
    const std::vector<double> falling{9, 7, 3, 2, -1};
    EXPECT_NEAR(spearman(x, falling), -1.0, 1e-12);
    EXPECT_NEAR(kendall(x, falling), -1.0, 1e-12);
}

TEST(Correlation, IsUndefinedWhereNothingVaries)
{
    EXPECT_TRUE(std::isnan(pearson({1, 1, 1}, {1, 2, 3})));
    EXPECT_TRUE(std::isnan(kendall({1, 1, 1}, {1, 2, 3})));
    EXPECT_TRUE(std::isnan(spearman({1}, {2})));
    EXPECT_TRUE(std::isnan(pearson({}, {})));
}

} // namespace
} // namespace espalier::train::test
