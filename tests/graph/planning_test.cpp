// SPDX-License-Identifier: GPL-3.0-or-later
#include "graph/planning.h"

#include "base/random.h"
#include "graph/random_network.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <limits>

using namespace espalier;
using namespace espalier::graph;
using base::ProblemCode;

namespace {

Structure plain(const std::vector<std::int32_t> &widths)
{
    Structure structure;
    for (const std::int32_t width : widths) {
        Group group;
        group.id = {static_cast<std::int32_t>(structure.groups.size())};
        group.name = "layer" + std::to_string(group.id.value);
        group.channels = width;
        structure.groups.push_back(group);
    }
    return structure;
}

/// Rows of `width` cells each of one group, with or without a group of labels.
BlockConstraint blocksOf(GroupId cells, std::int32_t rows, std::int32_t width, GroupId labels = {})
{
    BlockConstraint constraint;
    for (std::int32_t row = 0; row < rows; ++row) {
        constraint.rows.emplace_back();
        for (std::int32_t i = 0; i < width; ++i)
            constraint.rows.back().push_back({cells, row * width + i});
        if (labels.isValid())
            constraint.blocks.push_back({labels, row});
    }
    return constraint;
}

PlanRequest requestFor(const Structure &structure, double ratio, std::uint64_t seed = 1)
{
    PlanRequest request;
    for (const Group &group : structure.groups) {
        request.ratios.push_back(ratio);
        request.scores.emplace_back();
        for (std::int32_t c = 0; c < group.channels; ++c)
            request.scores.back().push_back(base::randomUnit(seed, static_cast<std::uint64_t>(group.id.value), static_cast<std::uint64_t>(c)));
    }
    return request;
}

PlanResult planned(const Structure &structure, const PlanRequest &request)
{
    const auto result = makePlan(structure, request);
    EXPECT_TRUE(result) << (result ? "" : toString(result.problem()));
    return result ? *result : PlanResult();
}

std::int32_t keptOf(std::int32_t channels, double ratio, const PlanLimits &limits, std::int32_t unit = 1)
{
    Structure structure = plain({channels});
    structure.groups[0].unit = unit;
    PlanRequest request = requestFor(structure, ratio);
    request.limits = limits;
    return planned(structure, request).ledger.at(0).kept;
}

PlanLimits aligned(std::int32_t align, AlignDirection direction, std::int32_t minimum = 1)
{
    PlanLimits limits;
    limits.align = align;
    limits.direction = direction;
    limits.minimum = minimum;
    return limits;
}

} // namespace

TEST(PrunedCount, PublishedWidths)
{
    EXPECT_EQ(prunedCount(0.55, 100), 56);
    EXPECT_EQ(prunedCount(0.07, 100), 8);
    EXPECT_EQ(prunedCount(0.28, 100), 29);
    EXPECT_EQ(prunedCount(0.5, 100), 50);
    // CIFAR ResNet-56 and VGG-19 of methods.md 9 and 10.
    EXPECT_EQ(prunedCount(0.7, 16), 12);
    EXPECT_EQ(prunedCount(0.9, 64), 58);
    EXPECT_EQ(prunedCount(0.95, 16), 15);
    EXPECT_EQ(prunedCount(0.7, 512), 359);
}

TEST(PrunedCount, Edges)
{
    EXPECT_EQ(prunedCount(0.0, 64), 0);
    EXPECT_EQ(prunedCount(1e-12, 64), 1);
    EXPECT_EQ(prunedCount(std::nextafter(1.0, 0.0), 64), 63);
    EXPECT_EQ(prunedCount(0.99, 1), 0);
    EXPECT_EQ(prunedCount(0.5, 0), 0);
    EXPECT_EQ(prunedCount(std::nextafter(1.0, 0.0), 2000000000), 1999999999);
}

TEST(MakePlan, TakesTheLowestScoresStably)
{
    const Structure structure = plain({5});
    PlanRequest request;
    request.ratios = {0.6};
    request.scores = {{2.0, 1.0, 1.0, 3.0, 1.0}};
    EXPECT_EQ(planned(structure, request).plan.removed({0}), (std::vector<std::int32_t>{1, 2, 4}));
    request.ratios = {0.4};
    EXPECT_EQ(planned(structure, request).plan.removed({0}), (std::vector<std::int32_t>{1, 2}));
    request.pick = Pick::Max;
    EXPECT_EQ(planned(structure, request).plan.removed({0}), (std::vector<std::int32_t>{0, 3}));
}

TEST(MakePlan, RandomPickIsSeededAndNeedsNoScores)
{
    const Structure structure = plain({64, 64});
    PlanRequest request;
    request.ratios = {0.5, 0.5};
    request.pick = Pick::Random;
    const Plan first = planned(structure, request).plan;
    EXPECT_EQ(first, planned(structure, request).plan);
    EXPECT_EQ(first.removedCount(), 64);
    EXPECT_NE(first.removed({0}), first.removed({1}));
    request.seed = 43;
    EXPECT_NE(first, planned(structure, request).plan);
}

TEST(MakePlan, RefusesBadRequests)
{
    const Structure structure = plain({4, 4});
    const auto codeOf = [&](const PlanRequest &request) {
        const auto result = makePlan(structure, request);
        return result ? "accepted" : base::toString(result.problem().code) + " " + result.problem().where;
    };
    PlanRequest request = requestFor(structure, 0.5);
    EXPECT_EQ(codeOf(request), "accepted");
    for (const double ratio : {1.0, 1.5, -0.1, std::nan("")}) {
        request.ratios[1] = ratio;
        EXPECT_EQ(codeOf(request), "bad_usage layer1") << ratio;
    }
    request.ratios = {0.5};
    EXPECT_EQ(codeOf(request), "bad_usage ratios");
    request = requestFor(structure, 0.5);
    request.scores[0].pop_back();
    EXPECT_EQ(codeOf(request), "mismatch layer0");
    request = requestFor(structure, 0.5);
    request.scores[1][2] = std::nan("");
    EXPECT_EQ(codeOf(request), "work_failed layer1");
    request = requestFor(structure, 0.5);
    request.scores[1].clear();
    EXPECT_EQ(codeOf(request), "bad_usage layer1");
    request.ratios[1] = 0.0;
    EXPECT_EQ(codeOf(request), "accepted");
    request.originalChannels = {4};
    EXPECT_EQ(codeOf(request), "bad_usage original widths");
}

TEST(MakePlan, AlignsInTheWantedDirection)
{
    EXPECT_EQ(keptOf(64, 0.45, aligned(8, AlignDirection::Up)), 40);      // 35 by ratio
    EXPECT_EQ(keptOf(64, 0.45, aligned(8, AlignDirection::Down)), 32);
    EXPECT_EQ(keptOf(64, 0.45, aligned(8, AlignDirection::Nearest)), 32);
    EXPECT_EQ(keptOf(64, 0.40, aligned(8, AlignDirection::Nearest)), 40); // 38
    EXPECT_EQ(keptOf(64, 0.43, aligned(8, AlignDirection::Nearest)), 40); // 36 is half-way: keep more
    EXPECT_EQ(keptOf(64, 0.5, aligned(8, AlignDirection::Down)), 32);
    EXPECT_EQ(keptOf(10, 0.1, aligned(4, AlignDirection::Up)), 10);       // no multiple of 4 from 9 to 9
    EXPECT_EQ(keptOf(10, 0.0, aligned(4, AlignDirection::Down)), 10);     // nothing asked, nothing done
    EXPECT_EQ(keptOf(6, 0.5, aligned(8, AlignDirection::Down)), 3);       // no multiple of 8 exists
}

TEST(MakePlan, RoundingNeverGoesBelowTheFloor)
{
    EXPECT_EQ(keptOf(64, 0.9, aligned(8, AlignDirection::Down)), 8); // 6 by ratio; 0 is no width
    EXPECT_EQ(keptOf(64, 0.85, aligned(16, AlignDirection::Down, 10)), 16);
    for (std::int32_t channels = 1; channels <= 40; ++channels) {
        for (const double ratio : {0.1, 0.5, 0.77, 0.95}) {
            for (const auto direction : {AlignDirection::Up, AlignDirection::Down, AlignDirection::Nearest}) {
                for (const std::int32_t align : {1, 3, 8}) {
                    for (const std::int32_t minimum : {1, 5}) {
                        const std::int32_t kept = keptOf(channels, ratio, aligned(align, direction, minimum));
                        EXPECT_GE(kept, std::min(minimum, channels));
                        EXPECT_LE(kept, channels);
                        if (direction == AlignDirection::Up) {
                            EXPECT_GE(kept, channels - prunedCount(ratio, channels));
                        }
                        const bool possible = channels / align * align >= minimum;
                        EXPECT_TRUE(kept % align == 0 || kept == channels || !possible) << channels << " " << ratio << " " << kept;
                    }
                }
            }
        }
    }
}

TEST(MakePlan, FloorShareCapAndLocks)
{
    PlanLimits limits;
    limits.minimumShare = 0.1;
    limits.minimum = 8;
    EXPECT_EQ(keptOf(200, 0.99, limits), 20);
    EXPECT_EQ(keptOf(40, 0.99, limits), 8);
    EXPECT_EQ(keptOf(6, 0.99, limits), 6);
    PlanLimits cap;
    cap.cap = 0.9;
    EXPECT_EQ(keptOf(64, 0.95, cap), 7);
    EXPECT_EQ(keptOf(10, 0.95, cap), 1);
    PlanLimits locked;
    locked.locked = {{0}};
    EXPECT_EQ(keptOf(64, 0.5, locked), 64);
}

TEST(MakePlan, GoesInUnits)
{
    EXPECT_EQ(keptOf(64, 0.30, {}, 4), 44 + 0);                                 // 44 by ratio
    EXPECT_EQ(keptOf(64, 0.34, {}, 4), 44);                                     // 42: keep more
    EXPECT_EQ(keptOf(64, 0.34, aligned(1, AlignDirection::Down), 4), 40);
    EXPECT_EQ(keptOf(64, 0.45, aligned(8, AlignDirection::Up), 4), 40);
    EXPECT_EQ(keptOf(6, 0.9, {}, 2), 2);
}

TEST(MakePlan, RatioIsOfTheOriginalWidth)
{
    Structure structure = plain({40}); // of 64
    PlanRequest request = requestFor(structure, 0.5);
    request.originalChannels = {64};
    const PlanResult half = planned(structure, request);
    EXPECT_EQ(half.ledger[0].kept, 32);
    EXPECT_EQ(half.ledger[0].removed, 32);
    EXPECT_DOUBLE_EQ(half.ledger[0].realised(), 0.5);
    EXPECT_EQ(half.plan.removedCount(), 8);
    request.ratios = {0.3};
    const PlanResult less = planned(structure, request);
    EXPECT_TRUE(less.plan.isEmpty());
    EXPECT_EQ(less.ledger[0].why, "24 of 64 channels are gone already");
    // The iterative schedule of methods.md 3.9 lands on the one-shot width.
    std::int32_t present = 100;
    for (const double ratio : {0.5358, 0.7846, 0.9}) {
        structure.groups[0].channels = present;
        PlanRequest cycle = requestFor(structure, ratio);
        cycle.originalChannels = {100};
        present = planned(structure, cycle).ledger[0].kept;
    }
    EXPECT_EQ(present, 10);
}

TEST(Ledger, ExplainsDifferences)
{
    const auto why = [](std::int32_t channels, double ratio, const PlanLimits &limits, std::int32_t unit = 1) {
        Structure structure = plain({channels});
        structure.groups[0].unit = unit;
        PlanRequest request = requestFor(structure, ratio);
        request.limits = limits;
        return planned(structure, request).ledger[0].why;
    };
    EXPECT_EQ(why(64, 0.5, {}), "");
    EXPECT_EQ(why(64, 0.0, {}), "");
    EXPECT_EQ(why(64, 0.45, aligned(8, AlignDirection::Up)), "aligned to 8, keep more");
    EXPECT_EQ(why(64, 0.45, aligned(8, AlignDirection::Down)), "aligned to 8, keep fewer");
    EXPECT_EQ(why(64, 0.97, aligned(1, AlignDirection::Up, 8)), "floor of 8 channels");
    EXPECT_EQ(why(64, 0.97, aligned(16, AlignDirection::Up, 8)), "floor of 8 channels; aligned to 16, keep more");
    EXPECT_EQ(why(64, 0.34, {}, 4), "steps of 4 channels, keep more");
    EXPECT_EQ(why(10, 0.33, {}), "whole channels, rounded up");
    EXPECT_EQ(why(2, 0.9, {}), "one channel has to stay");
    PlanLimits cap;
    cap.cap = 0.9;
    EXPECT_EQ(why(100, 0.95, cap), "cap of 90 %");
    PlanLimits locked;
    locked.locked = {{0}};
    EXPECT_EQ(why(64, 0.5, locked), "locked");
    EXPECT_EQ(why(64, 0.0, locked), "");
}

TEST(Levelling, TakesTheLowestOfEveryRow)
{
    Structure structure = plain({8});
    structure.groups[0].unit = 2;
    structure.constraints = {blocksOf({0}, 2, 4)};
    PlanRequest request;
    request.ratios = {0.5};
    request.scores = {{1, 2, 3, 4, 50, 40, 30, 20}};
    EXPECT_EQ(planned(structure, request).plan.removed({0}), (std::vector<std::int32_t>{0, 1, 6, 7}));
}

TEST(Levelling, BlockThatGoesTakesItsCellsAlong)
{
    Structure structure = plain({8, 2});
    structure.constraints = {blocksOf({0}, 2, 4, {1})};
    PlanRequest request;
    request.ratios = {0.0, 0.5};
    request.scores = {{1, 1, 1, 9, 2, 2, 2, 2}, {}};
    const PlanResult result = planned(structure, request);
    // The label has no score: the mean of its cells decides, 2 against 3.
    EXPECT_EQ(result.plan.removed({1}), std::vector<std::int32_t>{1});
    EXPECT_EQ(result.plan.removed({0}), (std::vector<std::int32_t>{4, 5, 6, 7}));
    EXPECT_EQ(result.ledger[0].why, "goes along with the blocks it belongs to");
    request.limits.locked = {{0}};
    EXPECT_TRUE(planned(structure, request).plan.isEmpty());
}

TEST(Levelling, BlocksGoBeforeTheirCells)
{
    Structure structure = plain({8, 2});
    structure.groups[0].unit = 2;
    structure.constraints = {blocksOf({0}, 2, 4, {1})};
    const PlanResult result = planned(structure, requestFor(structure, 0.5));
    EXPECT_EQ(result.ledger[1].kept, 1); // a whole head, and with it half of the channels
    EXPECT_EQ(result.ledger[0].kept, 4);
}

TEST(Levelling, NeverTakesMoreThanAGroupAskedFor)
{
    Structure structure = plain({8, 8}); // tied counts, as in a stacked view
    structure.constraints.push_back({{{}, {}}, {}});
    for (std::int32_t c = 0; c < 8; ++c) {
        structure.constraints[0].rows[0].push_back({{0}, c});
        structure.constraints[0].rows[1].push_back({{1}, c});
    }
    PlanRequest request = requestFor(structure, 0.5);
    request.ratios = {0.5, 0.25};
    const PlanResult result = planned(structure, request);
    EXPECT_EQ(result.ledger[0].kept, 6);
    EXPECT_EQ(result.ledger[1].kept, 6);
    EXPECT_EQ(result.ledger[0].why, "blocks can't be levelled further");
    request.ratios = {0.5, 0.0};
    EXPECT_EQ(planned(structure, request).ledger[1].kept, 4);
}

TEST(Levelling, PrefersCellsThatLevelOtherConstraintsToo)
{
    // A square of 3 x 3: rows and columns must both stay equal, and a pinned cell keeps each column alive, so that only
    // one cell per row and per column will do. By score alone the first column would be emptied.
    Structure structure = plain({9});
    structure.constraints = {blocksOf({0}, 3, 3), {{{{}}, {{}}, {{}}}, {}}};
    for (std::int32_t c = 0; c < 9; ++c)
        structure.constraints[1].rows[static_cast<std::size_t>(c % 3)].push_back({{0}, c});
    structure.groups[0].unit = 3;
    PlanRequest request;
    request.ratios = {0.33};
    request.scores = {{1, 2, 3, 1, 2, 3, 1, 2, 3}};
    EXPECT_EQ(planned(structure, request).plan.removed({0}), (std::vector<std::int32_t>{0, 4, 8}));
    for (std::uint64_t seed = 0; seed < 30; ++seed)
        EXPECT_EQ(planned(structure, requestFor(structure, 0.33, seed)).ledger[0].kept, 6) << seed;
}

TEST(Levelling, LabelGoesWithItsLastCell)
{
    Structure structure = plain({4, 4});
    structure.constraints = {blocksOf({0}, 4, 1, {1})};
    PlanRequest request;
    request.ratios = {0.5, 0.0};
    request.scores = {{4, 1, 3, 2}, {}};
    const PlanResult result = planned(structure, request);
    EXPECT_EQ(result.plan.removed({0}), (std::vector<std::int32_t>{1, 3}));
    EXPECT_EQ(result.plan.removed({1}), (std::vector<std::int32_t>{1, 3}));
    request.limits.locked = {{1}};
    EXPECT_TRUE(planned(structure, request).plan.isEmpty());
}

TEST(Levelling, IsFastOnWideGroupedNetworks)
{
    std::vector<std::int32_t> widths;
    for (int i = 0; i < 10; ++i)
        widths.insert(widths.end(), {3712, 3712, 16});
    Structure structure = plain(widths);
    for (std::int32_t i = 0; i < 30; i += 3) {
        structure.groups[static_cast<std::size_t>(i)].unit = 16;
        structure.groups[static_cast<std::size_t>(i) + 1].unit = 16;
        structure.constraints.push_back(blocksOf({i}, 16, 232, {i + 2}));
        structure.constraints.push_back(blocksOf({i + 1}, 16, 232, {i + 2}));
    }
    PlanRequest request = requestFor(structure, 0.5);
    for (std::size_t i = 2; i < 30; i += 3)
        request.ratios[i] = 0.0;
    const std::clock_t start = std::clock(); // of this process: other ones may be busy
    const PlanResult result = planned(structure, request);
    const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    EXPECT_EQ(result.plan.removedCount(), 20 * 1856);
    EXPECT_LT(seconds, 10.0); // an eighth of a second without a sanitizer
}

namespace {

struct Draw {
    test::RandomNetwork network;
    PlanRequest request;
};

Draw drawRequest(std::uint64_t seed)
{
    Draw draw{test::makeRandomNetwork(seed), {}};
    const Structure &structure = draw.network.structure;
    const double ratio = base::randomUnit(seed, 100, 0);
    draw.request = requestFor(structure, ratio, seed);
    for (const Group &group : structure.groups) {
        const auto g = static_cast<std::uint64_t>(group.id.value);
        if (base::randomBelow(4, seed, 101, g) == 0)
            draw.request.ratios[group.id.index()] = base::randomUnit(seed, 102, g);
        if (base::randomBelow(6, seed, 103, g) == 0)
            draw.request.ratios[group.id.index()] = 0.0;
        if (base::randomBelow(8, seed, 104, g) == 0)
            draw.request.limits.locked.insert(group.id);
    }
    draw.request.limits.minimum = 1 + static_cast<std::int32_t>(base::randomBelow(4, seed, 105, 0));
    draw.request.limits.align = 1 << base::randomBelow(4, seed, 106, 0);
    draw.request.limits.direction = static_cast<AlignDirection>(base::randomBelow(3, seed, 107, 0));
    draw.request.pick = static_cast<Pick>(base::randomBelow(3, seed, 108, 0));
    return draw;
}

} // namespace

TEST(MakePlanProperty, PlansAreSoundAndKeepTheLimits)
{
    int removedSomething = 0;
    for (std::uint64_t seed = 0; seed < 500; ++seed) {
        const Draw draw = drawRequest(seed);
        const Structure &structure = draw.network.structure;
        const PlanResult result = planned(structure, draw.request);
        EXPECT_TRUE(validate(result.plan, structure)) << seed;
        EXPECT_EQ(planned(structure, draw.request).plan, result.plan) << seed;
        ASSERT_EQ(result.ledger.size(), structure.groups.size());
        for (const LedgerRow &row : result.ledger) {
            const Group &group = structure.group(row.group);
            EXPECT_EQ(row.removed, static_cast<std::int32_t>(result.plan.removed(row.group).size()));
            EXPECT_EQ(row.kept + row.removed, group.channels);
            EXPECT_GE(row.kept, std::min(draw.request.limits.minimum, group.channels));
            EXPECT_FALSE(draw.request.limits.locked.contains(row.group) && row.removed > 0) << seed;
            if (row.requested != row.realised()) {
                EXPECT_NE(row.why, "") << seed << " " << group.name;
            }
            if (draw.request.limits.direction == AlignDirection::Up && row.requested > 0.0) {
                EXPECT_LE(row.removed, prunedCount(row.requested, group.channels)) << seed << " " << group.name;
            }
        }
        removedSomething += result.plan.isEmpty() ? 0 : 1;
    }
    EXPECT_GT(removedSomething, 350);
}

TEST(MakePlanProperty, HigherRatiosRemoveSupersets)
{
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        const Structure structure = test::makePlainNetwork(seed).structure;
        Plan before;
        for (const double ratio : {0.1, 0.3, 0.5, 0.7, 0.9, 0.99}) {
            const Plan plan = planned(structure, requestFor(structure, ratio, seed)).plan;
            EXPECT_EQ(merge(before, plan), plan) << seed;
            before = plan;
        }
    }
}

TEST(MakePlanProperty, RequestsAreReachedWhereBlocksAllowIt)
{
    // Without label ratios, every group with blocks reaches the width that its unit allows.
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        const Structure structure = test::makeRandomNetwork(seed).structure;
        PlanRequest request = requestFor(structure, 0.5, seed);
        for (const BlockConstraint &constraint : structure.constraints) {
            for (const ChannelRef &block : constraint.blocks)
                request.ratios[block.group.index()] = 0.0;
        }
        for (const LedgerRow &row : planned(structure, request).ledger) {
            const Group &group = structure.group(row.group);
            const std::int32_t wanted = request.ratios[row.group.index()] > 0.0 ? prunedCount(0.5, group.channels) : 0;
            EXPECT_EQ(row.removed, wanted / group.unit * group.unit) << seed << " " << group.name << " " << row.why;
        }
    }
}
