// SPDX-License-Identifier: GPL-3.0-or-later
#include "graph/planning.h"

#include "graph/random_network.h"

#include <gtest/gtest.h>

using namespace espalier;
using namespace espalier::graph;
using base::ProblemCode;

namespace {

Target target(Target::Kind kind, double value)
{
    return {kind, value};
}

/// The first network of at least `groups` groups.
Structure networkOf(std::size_t groups)
{
    for (std::uint64_t seed = 0;; ++seed) {
        Structure structure = test::makePlainNetwork(seed).structure;
        if (structure.groups.size() >= groups)
            return structure;
    }
}

/// What a plan with these ratios really costs, by way of makePlan.
double achievedBy(const Structure &structure, const std::vector<double> &ratios, const Target &goal, const PlanLimits &limits)
{
    PlanRequest request;
    request.ratios = ratios;
    request.limits = limits;
    for (const Group &group : structure.groups)
        request.scores.emplace_back(static_cast<std::size_t>(group.channels), 1.0);
    const auto result = makePlan(structure, request);
    EXPECT_TRUE(result);
    const Preview cost = preview(structure, result->plan);
    if (goal.kind == Target::Kind::Parameters)
        return static_cast<double>(cost.after.parameters) / static_cast<double>(cost.before.parameters);
    return goal.kind == Target::Kind::Macs ? static_cast<double>(cost.after.macs) / static_cast<double>(cost.before.macs)
                                           : cost.speedup();
}

} // namespace

TEST(ParseTarget, Forms)
{
    EXPECT_EQ(parseTarget("macs=0.5")->kind, Target::Kind::Macs);
    EXPECT_DOUBLE_EQ(parseTarget("macs=0.5")->value, 0.5);
    EXPECT_EQ(parseTarget(" params = 0.4 ")->kind, Target::Kind::Parameters);
    EXPECT_DOUBLE_EQ(parseTarget("speedup=2.5")->value, 2.5);
    EXPECT_DOUBLE_EQ(parseTarget("speedup=2.5x")->value, 2.5);
    EXPECT_DOUBLE_EQ(parseTarget("latency=3ms")->value, 3.0);
    EXPECT_DOUBLE_EQ(parseTarget("macs=1")->value, 1.0);
    for (const char *text : {"macs=0.5", "params=0.4", "speedup=2.5", "latency=3ms", "macs=0.123456789"})
        EXPECT_EQ(toString(*parseTarget(text)), text);
}

TEST(ParseTarget, RefusesTheRest)
{
    for (const char *text : {"", "0.5", "macs", "macs=", "macs=0", "macs=1.5", "macs=-1", "macs=abc", "macs=0.5ms", "macs=nan",
                             "params=inf", "speedup=0.5", "latency=3s", "latency=0", "size=3", "macs=0.5,5"}) {
        const auto parsed = parseTarget(text);
        ASSERT_FALSE(parsed) << text;
        EXPECT_EQ(parsed.problem().code, ProblemCode::BadUsage) << text;
        EXPECT_FALSE(parsed.problem().remedy.empty()) << text;
    }
    EXPECT_NE(parseTarget("mac=0.5").problem().remedy.find("'macs'"), std::string::npos);
}

TEST(SolveUniform, MeetsTheTargetWithTheSmallestRatio)
{
    int solved = 0;
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        const Structure structure = seed % 2 ? test::makeRandomNetwork(seed).structure : test::makePlainNetwork(seed).structure;
        for (const Target &goal : {target(Target::Kind::Macs, 0.6), target(Target::Kind::Parameters, 0.5), target(Target::Kind::Speedup, 1.5)}) {
            const auto solution = solveUniform(structure, goal, {});
            if (!solution) {
                EXPECT_EQ(solution.problem().code, ProblemCode::CheckFailed);
                continue;
            }
            ++solved;
            const bool speedup = goal.kind == Target::Kind::Speedup;
            EXPECT_DOUBLE_EQ(achievedBy(structure, solution->ratios, goal, {}), solution->achieved) << seed;
            EXPECT_TRUE(speedup ? solution->achieved >= goal.value : solution->achieved <= goal.value) << seed;
            EXPECT_LE(solution->least, solution->achieved);
            EXPECT_GE(solution->most, solution->achieved);
            EXPECT_DOUBLE_EQ(speedup ? solution->least : solution->most, 1.0);
            // A little less ratio misses the target (plain networks: widths fall one by one).
            std::vector<double> milder = solution->ratios;
            for (double &ratio : milder)
                ratio = std::max(0.0, ratio - 1e-4);
            if (seed % 2 == 0) {
                const double without = achievedBy(structure, milder, goal, {});
                EXPECT_TRUE(speedup ? without < goal.value : without > goal.value) << seed;
            }
        }
    }
    EXPECT_GT(solved, 100);
}

TEST(SolveUniform, KeepsScopeAndLocks)
{
    const Structure structure = networkOf(4);
    PlanLimits limits;
    limits.locked = {{0}};
    const auto solution = solveUniform(structure, target(Target::Kind::Macs, 0.95), limits, {{0}, {1}});
    ASSERT_TRUE(solution) << toString(solution.problem());
    EXPECT_EQ(solution->ratios[0], 0.0);
    EXPECT_GT(solution->ratios[1], 0.0);
    EXPECT_EQ(solution->ratios[2], 0.0);
}

TEST(SolveUniform, NothingToDoAsksForNothing)
{
    const Structure structure = networkOf(4);
    const auto solution = solveUniform(structure, target(Target::Kind::Macs, 1.0), {});
    ASSERT_TRUE(solution);
    EXPECT_EQ(solution->ratios, std::vector<double>(structure.groups.size(), 0.0));
}

TEST(SolveUniform, SaysHowFarItGets)
{
    const Structure structure = networkOf(4);
    PlanLimits limits;
    for (const Group &group : structure.groups)
        limits.locked.insert(group.id);
    const auto locked = solveUniform(structure, target(Target::Kind::Speedup, 2.0), limits);
    ASSERT_FALSE(locked);
    EXPECT_EQ(locked.problem().code, ProblemCode::CheckFailed);
    EXPECT_EQ(locked.problem().where, "speedup=2");
    EXPECT_EQ(locked.problem().what.find("at most 1x can be reached: "), 0u) << locked.problem().what;
    EXPECT_NE(locked.problem().what.find(std::to_string(structure.groups.size()) + " groups locked; without the locks "), std::string::npos)
        << locked.problem().what;

    const auto impossible = solveUniform(structure, target(Target::Kind::Macs, 1e-9), {});
    ASSERT_FALSE(impossible);
    EXPECT_EQ(impossible.problem().what.find("no less than "), 0u);
}

TEST(SolveUniform, LatencyNeedsATable)
{
    const auto result = solveUniform(networkOf(1), target(Target::Kind::Latency, 3.0), {});
    ASSERT_FALSE(result);
    EXPECT_EQ(result.problem().code, ProblemCode::Unsupported);
}
