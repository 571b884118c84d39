// SPDX-License-Identifier: GPL-3.0-or-later
#include "methods/growth.h"

#include <gtest/gtest.h>

namespace espalier::methods {
namespace {

float factorAfter(std::int64_t updates, const Growth &growth)
{
    float factor = 0.0F;
    for (std::int64_t i = 0; i < updates; ++i)
        factor = grown(factor, growth);
    return factor;
}

TEST(Growth, TakesTenThousandUpdatesAsPublished)
{
    const Growth growth{1e-4, 1.0};
    EXPECT_EQ(updatesToCeiling(growth), 10000);
    EXPECT_NEAR(factorAfter(10000, growth), 1.0000535, 5e-8);
}

TEST(Growth, AccumulatesInSinglePrecision)
{
    // In exact arithmetic 10000 steps reach 1 and do not exceed it; 10001 would be needed.
    EXPECT_GT(factorAfter(10000, {1e-4, 1.0}), 1.0F);
    EXPECT_EQ(updatesToCeiling({0.25, 1.0}), 5);
}

TEST(Growth, SaysWhenItStallsBelowTheCeiling)
{
    EXPECT_FALSE(updatesToCeiling({1e-9, 1.0}).has_value());
    EXPECT_TRUE(updatesToCeiling({1e-6, 1.0}).has_value());
}

TEST(Growth, ReachesThePickingLimitAsPublished)
{
    const auto reached = updatesToReach({1e-5, 0.01});
    ASSERT_TRUE(reached);
    EXPECT_EQ(reached->updates, 1001);
    EXPECT_NEAR(reached->factor, 0.0100100, 5e-8);
    EXPECT_EQ(updatesToCeiling({1e-4, 1.0}, reached->factor), 9900);
    EXPECT_FALSE(updatesToReach({1e-12, 1.0}));
}

} // namespace
} // namespace espalier::methods
