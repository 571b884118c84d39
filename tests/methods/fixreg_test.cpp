// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixture.h"

#include <ATen/ATen.h>

namespace espalier::methods::test {
namespace {

TEST(FixReg, PenalisesInFullFromTheStart)
{
    Prepared run = prepare("fixreg", {{"reg_upper_limit", 2.0}});
    run.method->update({0, 0.001});
    for (const auto &[name, penalty] : run.method->penalties()) {
        EXPECT_EQ(penalty.factors.max().item<float>(), 2.0F) << name;
        EXPECT_EQ(penalty.factors.min().item<float>(), 0.0F) << name;
        EXPECT_EQ(penalty.factors.gt(0).sum().item<std::int64_t>(), penalty.factors.numel() / 2) << name;
    }
}

TEST(FixReg, EndsAtTheFirstUpdateBehindItsInterval)
{
    Prepared five = prepare("fixreg", {{"update_interval", std::int64_t{5}}});
    EXPECT_EQ(runToCut(*five.method), 50005 + 1);
    EXPECT_EQ(countOf(*five.method, "t_stab"), 50005);
    Prepared ten = prepare("fixreg", {{"update_interval", std::int64_t{10}}, {"stabilize_interval", std::int64_t{7}}});
    const auto phases = ten.method->plannedPhases(ten.options);
    EXPECT_EQ(runToCut(*ten.method), 50010 + 7 + 1);
    EXPECT_EQ(phases[0].second + phases[1].second, 50010 + 7 + 1);
}

TEST(FixReg, ChoosesAsGreg1Does)
{
    EXPECT_EQ(prepare("fixreg", {}).method->plan(), prepare("greg1", {}).method->plan());
}

} // namespace
} // namespace espalier::methods::test
