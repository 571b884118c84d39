// SPDX-License-Identifier: GPL-3.0-or-later
#include "graph/planning.h"

#include "base/random.h"
#include "base/text.h"
#include "base/translate.h"
#include "graph/kept_width.h"
#include "graph/leveller.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace espalier::graph {

using base::cat;
using base::Problem;
using base::ProblemCode;
using base::Status;

namespace {

using Order = std::vector<std::int32_t>;

Status checkRatios(const Structure &structure, const PlanRequest &request)
{
    const std::size_t groups = structure.groups.size();
    if (request.ratios.size() != groups)
        return Problem{ProblemCode::BadUsage, cat("there are ", request.ratios.size(), " ratios for ", groups, " groups."),
                       "ratios", "Give one per group."};
    for (const Group &group : structure.groups) {
        if (const double ratio = request.ratios[group.id.index()]; !(ratio >= 0.0 && ratio < 1.0))
            return Problem{ProblemCode::BadUsage, cat("ratio ", base::numberText(ratio), " is outside [0, 1)."), group.name,
                           "Use a share such as 0.5."};
    }
    const std::size_t originals = request.originalChannels.size();
    if (originals != 0 && originals != groups)
        return Problem{ProblemCode::BadUsage, cat("there are ", originals, " original widths for ", groups, " groups."),
                       "original widths", "Give one per group."};
    return {};
}

Status checkScores(const Structure &structure, const Scores &scores)
{
    for (const Group &group : structure.groups) {
        if (group.id.index() >= scores.size() || scores[group.id.index()].empty())
            continue;
        const std::vector<double> &given = scores[group.id.index()];
        if (given.size() != static_cast<std::size_t>(group.channels))
            return Problem{ProblemCode::Mismatch,
                           cat("there are ", given.size(), " scores for ", group.channels, " channels."), group.name,
                           "Score this network."};
        if (const auto bad = std::find_if_not(given.begin(), given.end(), [](double x) { return std::isfinite(x); });
            bad != given.end())
            return Problem{ProblemCode::WorkFailed, cat("the score of channel ", bad - given.begin(), " is ", *bad, "."),
                           group.name, "Look for NaN or infinite weights."};
    }
    return {};
}

/// Blocks such as attention heads have no weights of their own: their score is the mean over their cells.
std::vector<double> scoresOfBlocks(const Structure &structure, const Scores &scores, const Group &group)
{
    std::vector<double> sums(static_cast<std::size_t>(group.channels), 0.0);
    std::vector<double> counts(sums.size(), 0.0);
    for (const BlockConstraint &constraint : structure.constraints) {
        for (std::size_t row = 0; row < constraint.blocks.size(); ++row) {
            if (constraint.blocks[row].group != group.id)
                continue;
            const auto block = static_cast<std::size_t>(constraint.blocks[row].channel);
            for (const ChannelRef &cell : constraint.rows[row]) {
                if (!cell.group.isValid() || cell.group.index() >= scores.size() || scores[cell.group.index()].empty())
                    continue;
                sums[block] += scores[cell.group.index()][static_cast<std::size_t>(cell.channel)];
                counts[block] += 1.0;
            }
        }
    }
    if (std::find(counts.begin(), counts.end(), 0.0) != counts.end())
        return {};
    std::transform(sums.begin(), sums.end(), counts.begin(), sums.begin(), std::divides<>());
    return sums;
}

/// Channels in the order in which they go.
Order pruneOrder(const std::vector<double> &scores, const Group &group, const PlanRequest &request)
{
    if (request.pick == Pick::Random)
        return base::randomPermutation(group.channels, request.seed, static_cast<std::uint64_t>(group.id.value));
    Order order(static_cast<std::size_t>(group.channels));
    std::iota(order.begin(), order.end(), 0);
    if (scores.empty())
        return order;
    const double sign = request.pick == Pick::Max ? -1.0 : 1.0;
    std::stable_sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
        return sign * scores[static_cast<std::size_t>(a)] < sign * scores[static_cast<std::size_t>(b)];
    });
    return order;
}

struct Candidates {
    std::vector<Order> orders;                   ///< per group
    std::vector<std::vector<double>> priorities; ///< per group and channel: rank / channels
};

base::Result<Candidates> rankChannels(const Structure &structure, const PlanRequest &request)
{
    Candidates candidates;
    for (const Group &group : structure.groups) {
        const std::size_t g = group.id.index();
        std::vector<double> scores = g < request.scores.size() ? request.scores[g] : std::vector<double>();
        if (scores.empty())
            scores = scoresOfBlocks(structure, request.scores, group);
        if (scores.empty() && request.ratios[g] > 0.0 && request.pick != Pick::Random)
            return Problem{ProblemCode::BadUsage, cat("ratio ", request.ratios[g], " needs scores, but there are none."),
                           group.name, "Choose a criterion that scores this group, or ratio 0."};
        candidates.orders.push_back(pruneOrder(scores, group, request));
        std::vector<double> priority(static_cast<std::size_t>(group.channels));
        for (std::size_t rank = 0; rank < priority.size(); ++rank)
            priority[static_cast<std::size_t>(candidates.orders.back()[rank])]
                = static_cast<double>(rank) / static_cast<double>(priority.size());
        candidates.priorities.push_back(std::move(priority));
    }
    return candidates;
}

/// Blocks first: a block that goes takes its cells along, which then count for their own groups' requests.
std::vector<GroupId> planningOrder(const Structure &structure)
{
    std::set<GroupId> blocks;
    for (const BlockConstraint &constraint : structure.constraints) {
        for (const ChannelRef &block : constraint.blocks)
            blocks.insert(block.group);
    }
    std::vector<GroupId> order;
    for (const Group &group : structure.groups)
        order.push_back(group.id);
    std::stable_partition(order.begin(), order.end(), [&](GroupId id) { return blocks.contains(id); });
    return order;
}

void shrink(Leveller &leveller, GroupId group, const Order &order, std::int32_t wanted)
{
    // A seed that failed may work once others are gone, so go round as long as something moves.
    for (std::int32_t before = -1; leveller.kept(group) > wanted && leveller.kept(group) != before;) {
        before = leveller.kept(group);
        for (const std::int32_t channel : order) {
            if (leveller.kept(group) <= wanted)
                return;
            if (leveller.isAlive({group, channel}))
                (void)leveller.remove({group, channel});
        }
    }
}

std::string levellingText(const Group &group, std::int32_t kept, std::int32_t wanted)
{
    if (kept < wanted)
        return ESP_TR("Engine", "goes along with the blocks it belongs to");
    return group.unit > 1 ? cat("blocks can't be levelled further in steps of ", group.unit, " channels")
                          : std::string(ESP_TR("Engine", "blocks can't be levelled further"));
}

LedgerRow ledgerRow(const Group &group, std::int32_t original, double ratio, const KeptWidth &width, std::int32_t kept)
{
    LedgerRow row{group.id, original, ratio, kept, original - kept, width.why};
    if (kept != width.kept)
        row.why += (row.why.empty() ? "" : "; ") + levellingText(group, kept, width.kept);
    else if (row.why.empty() && ratio > 0.0 && row.realised() != ratio)
        row.why = original - kept == original - 1 ? ESP_TR("Engine", "one channel has to stay")
                                                  : ESP_TR("Engine", "whole channels, rounded up");
    return row;
}

} // namespace

base::Result<PlanResult> makePlan(const Structure &structure, const PlanRequest &request)
{
    for (const Status &status : {checkRatios(structure, request), checkScores(structure, request.scores),
                                 validate(Plan(), structure)}) {
        if (!status)
            return status.problem();
    }
    base::Result<Candidates> candidates = rankChannels(structure, request);
    if (!candidates)
        return candidates.problem();
    const auto original = [&](const Group &group) {
        return request.originalChannels.empty() ? group.channels : request.originalChannels[group.id.index()];
    };
    std::vector<KeptWidth> widths;
    std::vector<std::int32_t> leastKept;
    for (const Group &group : structure.groups) {
        const double ratio = request.ratios[group.id.index()];
        widths.push_back(keptWidth(group, original(group), ratio, request.limits));
        // Where something was asked for, never more than that; a group with ratio 0 follows its blocks.
        leastKept.push_back(ratio > 0.0 ? widths.back().kept : widths.back().floor);
    }
    Leveller leveller(structure, std::move(candidates->priorities), std::move(leastKept));
    for (const GroupId group : planningOrder(structure))
        shrink(leveller, group, candidates->orders[group.index()], widths[group.index()].kept);
    PlanResult result;
    result.plan = leveller.plan();
    for (const Group &group : structure.groups) {
        const std::size_t g = group.id.index();
        result.ledger.push_back(ledgerRow(group, original(group), request.ratios[g], widths[g], leveller.kept(group.id)));
    }
    if (const Status status = validate(result.plan, structure); !status)
        return status.problem();
    return result;
}

} // namespace espalier::graph
