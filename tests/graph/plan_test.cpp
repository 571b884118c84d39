// SPDX-License-Identifier: GPL-3.0-or-later
#include "graph/plan.h"

#include "base/random.h"
#include "graph/cost.h"
#include "graph/random_network.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

using namespace espalier;
using namespace espalier::graph;
using base::ProblemCode;

namespace {

/// Any subset of any group, sound or not.
Plan randomPlan(const Structure &structure, std::uint64_t seed)
{
    Plan plan;
    for (const Group &group : structure.groups) {
        std::vector<std::int32_t> removed;
        for (std::int32_t c = 0; c < group.channels; ++c) {
            if (base::randomBelow(3, seed, static_cast<std::uint64_t>(group.id.value), static_cast<std::uint64_t>(c)) == 0)
                removed.push_back(c);
        }
        plan.setRemoved(group.id, removed);
    }
    return plan;
}

/// Keeps the first blocks and the first cells of each, the same number everywhere: always sound.
Plan soundPlan(const Structure &structure, std::uint64_t seed)
{
    Plan plan;
    std::set<GroupId> done;
    const auto removeTail = [&](const Group &group, std::int32_t blocks, std::int32_t keepBlocks, std::int32_t keepCells) {
        std::vector<std::int32_t> removed;
        const std::int32_t width = group.channels / blocks;
        for (std::int32_t c = 0; c < group.channels; ++c) {
            if (c / width >= keepBlocks || c % width >= std::min(keepCells, width))
                removed.push_back(c);
        }
        plan.setRemoved(group.id, removed);
        done.insert(group.id);
    };
    const auto draw = [&](std::int32_t bound, std::uint64_t stream) {
        return 1 + static_cast<std::int32_t>(base::randomBelow(static_cast<std::uint32_t>(bound), seed, stream, 0));
    };
    for (const BlockConstraint &constraint : structure.constraints) {
        const auto blocks = static_cast<std::int32_t>(constraint.rows.size());
        if (constraint.blocks.empty()) {
            const auto width = structure.group(constraint.rows[0][0].group).channels;
            const std::int32_t keep = draw(width, static_cast<std::uint64_t>(constraint.rows[0][0].group.value));
            for (const auto &row : constraint.rows)
                removeTail(structure.group(row[0].group), 1, 1, keep);
            continue;
        }
        const Group &labels = structure.group(constraint.blocks[0].group);
        const std::int32_t keepBlocks = draw(blocks, static_cast<std::uint64_t>(labels.id.value));
        removeTail(labels, blocks, keepBlocks, 1);
        removeTail(structure.group(constraint.rows[0][0].group), blocks, keepBlocks,
                   draw(8, static_cast<std::uint64_t>(constraint.rows[0][0].group.value)));
    }
    for (const Group &group : structure.groups) {
        if (!done.contains(group.id))
            removeTail(group, 1, 1, draw(group.channels, static_cast<std::uint64_t>(group.id.value)));
    }
    return plan;
}

bool lives(const Plan &plan, const ChannelRef &cell)
{
    const auto &removed = plan.removed(cell.group);
    return std::find(removed.begin(), removed.end(), cell.channel) == removed.end();
}

struct Counted {
    std::int64_t parameters = 0, contractions = 0, macs = 0;
};

/// Counts weight elements that live, one by one.
Counted countLayer(const test::LayerModel &layer, const Plan &plan)
{
    const std::size_t inBlock = layer.in.size() / static_cast<std::size_t>(layer.groups);
    const std::size_t outBlock = layer.out.size() / static_cast<std::size_t>(layer.groups);
    Counted counted;
    for (std::size_t o = 0; o < layer.out.size(); ++o) {
        if (!lives(plan, layer.out[o]))
            continue;
        counted.contractions += layer.bias ? 1 : 0;
        counted.parameters += layer.affine ? 2 : 0;
        const std::size_t first = layer.groups > 1 ? o / outBlock * inBlock : 0;
        for (std::size_t i = first; i < first + inBlock; ++i) {
            const std::int64_t taps = lives(plan, layer.in[i]) ? layer.kernel : 0;
            counted.contractions += taps;
            counted.macs += taps * layer.pixels;
        }
    }
    counted.parameters += counted.contractions;
    return counted;
}

Cost countedCost(const test::RandomNetwork &network, const Plan &plan)
{
    Cost total;
    for (const test::LayerModel &layer : network.layers) {
        const Counted counted = countLayer(layer, plan);
        total.parameters += counted.parameters;
        total.contractionParameters += counted.contractions;
        total.macs += counted.macs;
    }
    return total;
}

Structure twoHeads()
{
    Structure structure;
    for (const auto &[name, channels] : {std::pair{"q", 4}, std::pair{"heads", 2}, std::pair{"fc", 3}}) {
        Group group;
        group.id = {static_cast<std::int32_t>(structure.groups.size())};
        group.name = name;
        group.channels = channels;
        structure.groups.push_back(group);
    }
    structure.constraints.push_back({{{{{0}, 0}, {{0}, 1}}, {{{0}, 2}, {{0}, 3}}}, {{{1}, 0}, {{1}, 1}}});
    return structure;
}

Plan planOf(const std::vector<std::pair<int, std::vector<std::int32_t>>> &groups)
{
    Plan plan;
    for (const auto &[group, removed] : groups)
        plan.setRemoved({group}, removed);
    return plan;
}

} // namespace

TEST(Plan, SortsAndDropsDuplicates)
{
    Plan plan;
    plan.setRemoved({3}, {5, 1, 5, 2});
    EXPECT_EQ(plan.removed({3}), (std::vector<std::int32_t>{1, 2, 5}));
    EXPECT_EQ(plan.removedCount(), 3);
    EXPECT_TRUE(plan.removed({4}).empty());
    plan.setRemoved({3}, {});
    EXPECT_TRUE(plan.isEmpty());
    EXPECT_EQ(plan, Plan());
}

TEST(Plan, ValidatesRangesAndBlocks)
{
    const Structure structure = twoHeads();
    EXPECT_TRUE(validate(Plan(), structure));
    EXPECT_TRUE(validate(planOf({{0, {0, 3}}}), structure));            // one cell per head
    EXPECT_TRUE(validate(planOf({{0, {2, 3}}, {1, {1}}}), structure));  // a whole head
    EXPECT_TRUE(validate(planOf({{2, {0, 1}}}), structure));
    const auto refused = [&](const Plan &plan, const std::string &where) {
        const base::Status status = validate(plan, structure);
        EXPECT_FALSE(status);
        return !status && status.problem().code == ProblemCode::CheckFailed && status.problem().where == where;
    };
    EXPECT_TRUE(refused(planOf({{0, {0}}}), "q"));                    // unequal heads
    EXPECT_TRUE(refused(planOf({{0, {2, 3}}}), "q"));                 // a dead head that still counts
    EXPECT_TRUE(refused(planOf({{1, {1}}}), "q"));                    // a head that goes without its cells
    EXPECT_TRUE(refused(planOf({{0, {3}}, {1, {1}}}), "q"));          // half of one
    EXPECT_TRUE(refused(planOf({{2, {0, 1, 2}}}), "fc"));             // nothing left
    EXPECT_TRUE(refused(planOf({{2, {3}}}), "fc"));                   // no such channel
    EXPECT_TRUE(refused(planOf({{2, {-1}}}), "fc"));
    EXPECT_TRUE(refused(planOf({{3, {0}}}), "plan"));                 // no such group
}

TEST(Plan, PinnedCellsAlwaysLive)
{
    Structure structure = twoHeads();
    structure.constraints = {{{{{{0}, 0}, {}}, {{{0}, 1}, {}}}, {}}};
    EXPECT_TRUE(validate(planOf({{0, {0, 1}}}), structure));
    EXPECT_FALSE(validate(planOf({{0, {0}}}), structure));
}

TEST(PlanArithmetic, HoldsForRandomPlans)
{
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        const Structure structure = test::makeRandomNetwork(seed).structure;
        const Plan a = randomPlan(structure, 2 * seed);
        const Plan b = randomPlan(structure, 2 * seed + 1);
        EXPECT_EQ(merge(a, b), merge(b, a));
        EXPECT_EQ(merge(a, a), a);
        EXPECT_EQ(merge(a, Plan()), a);
        EXPECT_EQ(invert(invert(a, structure), structure), a);
        std::int64_t channels = 0;
        for (const Group &group : structure.groups) {
            channels += group.channels;
            EXPECT_EQ(invert(a, structure).removed(group.id), keptChannels(a, group));
        }
        EXPECT_EQ(a.removedCount() + invert(a, structure).removedCount(), channels);

        const PlanComparison ab = compare(a, b, structure);
        const PlanComparison ba = compare(b, a, structure);
        EXPECT_EQ(ab.onlyA, ba.onlyB);
        EXPECT_EQ(ab.both, ba.both);
        EXPECT_EQ(ab.onlyA + ab.both, a.removedCount());
        EXPECT_EQ(ab.onlyA + ab.onlyB + ab.both, merge(a, b).removedCount());
        EXPECT_DOUBLE_EQ(ab.iou * static_cast<double>(merge(a, b).removedCount()), static_cast<double>(ab.both));
        EXPECT_DOUBLE_EQ(compare(a, invert(a, structure), structure).agreement, channels > 0 ? 0.0 : 1.0);
    }
}

TEST(PlanArithmetic, ComparesEdges)
{
    const Structure structure = twoHeads();
    EXPECT_EQ(compare(Plan(), Plan(), structure).iou, 1.0);
    EXPECT_EQ(compare(Plan(), Plan(), structure).agreement, 1.0);
    const PlanComparison c = compare(planOf({{0, {0, 1}}}), planOf({{0, {1, 2}}}), structure);
    EXPECT_EQ(c.onlyA, 1);
    EXPECT_EQ(c.onlyB, 1);
    EXPECT_EQ(c.both, 1);
    EXPECT_DOUBLE_EQ(c.iou, 1.0 / 3);
    EXPECT_DOUBLE_EQ(c.agreement, 7.0 / 9);
}

TEST(Preview, EqualsACountOfElements)
{
    int cut = 0;
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        const test::RandomNetwork network = test::makeRandomNetwork(seed);
        const Plan plan = soundPlan(network.structure, seed);
        ASSERT_TRUE(validate(plan, network.structure)) << toString(validate(plan, network.structure).problem());
        const Preview result = preview(network.structure, plan);
        EXPECT_EQ(result.before, countedCost(network, Plan())) << "seed " << seed;
        EXPECT_EQ(result.after, countedCost(network, plan)) << "seed " << seed;
        EXPECT_EQ(result.before, cost(network.structure));
        for (std::size_t i = 0; i < network.layers.size(); ++i) {
            const auto &axis = network.layers[i].out;
            EXPECT_EQ(result.layersAfter[i].out, std::count_if(axis.begin(), axis.end(), [&](const auto &c) { return lives(plan, c); }));
            EXPECT_EQ(result.layersAfter[i].macs, countLayer(network.layers[i], plan).macs);
            EXPECT_EQ(result.layersBefore[i].in, std::ssize(network.layers[i].in));
        }
        cut += result.after.macs < result.before.macs ? 1 : 0;
    }
    EXPECT_GT(cut, 250);
}

TEST(Preview, SpeedupIsBeforeOverAfter)
{
    Preview result;
    result.before.macs = 300;
    result.after.macs = 100;
    EXPECT_DOUBLE_EQ(result.speedup(), 3.0);
}

TEST(PlanJson, RoundTrips)
{
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        const Structure structure = test::makeRandomNetwork(seed).structure;
        const Plan plan = randomPlan(structure, seed);
        const auto read = planFromJson(toJson(plan, structure), structure);
        ASSERT_TRUE(read) << toString(read.problem());
        EXPECT_EQ(*read, plan);
    }
}

TEST(PlanJson, RefusesWhatDoesNotFit)
{
    const Structure structure = twoHeads();
    const auto problem = [&](const std::string &groups) {
        const auto read = planFromJson(R"({"groups":[)" + groups + "]}", structure);
        return read ? std::string("accepted") : toString(read.problem());
    };
    EXPECT_EQ(problem(R"({"id":"g0","name":"q","channels":4,"removed":[1]})"), "accepted");
    EXPECT_NE(problem(R"({"id":"g0","name":"q","channels":8,"removed":[1]})").find("has 8 channels in the plan, but 4"), std::string::npos);
    EXPECT_NE(problem(R"({"id":"g0","name":"k","channels":4,"removed":[1]})").find("'k' in the plan, but 'q'"), std::string::npos);
    EXPECT_NE(problem(R"({"id":"g7","name":"q","channels":4,"removed":[1]})").find("no group g7"), std::string::npos);
    EXPECT_NE(problem(R"({"id":"g0","name":"q","channels":4,"removed":[4]})").find("groups[0].removed[0]"), std::string::npos);
    EXPECT_NE(problem(R"({"id":"g0","name":"q","channels":4,"removed":[1,1]})").find("twice"), std::string::npos);
    EXPECT_NE(problem(R"({"id":"g0","name":"q","channels":4,"kept":2,"removed":[1]})").find("2 channels are kept"), std::string::npos);
    EXPECT_NE(problem(R"({"id":"g0","name":"q","channels":4,"removed":[]},{"id":"g0","name":"q","channels":4,"removed":[]})").find("twice"),
              std::string::npos);
    EXPECT_NE(problem("3"), "accepted");
    EXPECT_FALSE(planFromJson("", structure));
    EXPECT_FALSE(planFromJson("{}", structure));
}
