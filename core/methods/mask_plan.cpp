// SPDX-License-Identifier: GPL-3.0-or-later
#include "methods/mask_rules.h"

#include "base/text.h"

#include <algorithm>
#include <cmath>

namespace espalier::methods {

namespace {

using base::cat;
using Channels = std::vector<std::int32_t>;

/// The groups as they are to be cut: under the policy Score each has one member, the mix of all.
std::vector<ScoredGroup> mixed(const std::vector<ScoredGroup> &groups, const MaskAgreement &agreement)
{
    std::vector<ScoredGroup> result = groups;
    if (agreement.policy == graph::GroupPolicy::Score)
        for (ScoredGroup &group : result)
            group.members = {mixScores(group.members, agreement.mix)};
    return result;
}

/// A ratio that `prunedCount` turns into exactly this many of `original`.
double ratioFor(std::int32_t count, std::int32_t original)
{
    return count > 0 ? (count - 0.5) / original : 0.0;
}

std::int32_t originalOf(const graph::Group &group, const graph::PlanRequest &request)
{
    return request.originalChannels.empty() ? group.channels : request.originalChannels[group.id.index()];
}

/// Scores in which the chosen channels come first, each kind in its own order.
std::vector<double> chosenFirst(const std::vector<double> &scores, const Channels &chosen)
{
    const double span = 1.0 + *std::max_element(scores.begin(), scores.end());
    std::vector<double> result = scores;
    for (double &score : result)
        score += span;
    for (const std::int32_t channel : chosen)
        result[static_cast<std::size_t>(channel)] -= span;
    return result;
}

/// One application of a rule to a structure.
class Application {
public:
    Application(const graph::Structure &structure, const RuleRequest &request)
        : m_structure(structure), m_request(request), m_groups(mixed(request.groups, request.agreement))
    {
    }

    base::Result<RulePlan> apply(const MaskRule &rule)
    {
        RulePlan plan;
        graph::PlanRequest limits = m_request.plan;
        limits.limits.minimum = std::max(limits.limits.minimum, rule.minimum);
        const auto pruned = prunedByRule(rule, m_groups);
        std::vector<ChosenChannels> sets;
        for (std::size_t g = 0; g < m_groups.size(); ++g) {
            const ScoredGroup &group = m_groups[g];
            Channels chosen = graph::agree(pruned[g], group.channels(), m_request.agreement.policy);
            noteBlock(group, pruned[g], chosen, plan);
            sets.push_back({group.id, std::move(chosen), mixScores(group.members, ScoreMix::Mean)});
        }
        auto result = planFromSets(m_structure, std::move(limits), sets);
        if (!result)
            return result.problem();
        plan.result = std::move(*result);
        return plan;
    }

    double largestScore() const
    {
        double largest = 0.0;
        for (const ScoredGroup &group : m_groups)
            for (const std::vector<double> &member : group.members)
                largest = std::max(largest, *std::max_element(member.begin(), member.end()));
        return largest;
    }

private:
    static void noteBlock(const ScoredGroup &group, const std::vector<Channels> &pruned, const Channels &chosen,
                          RulePlan &plan)
    {
        const auto member = graph::blockingMember(pruned);
        if (!member || !chosen.empty())
            return;
        std::size_t most = 0;
        for (const Channels &set : pruned)
            most = std::max(most, set.size());
        plan.notes.push_back(cat(group.name, ": nothing goes, since member ", *member + 1, " of ", pruned.size(),
                                 " prunes nothing, where others prune up to ", most, "."));
    }

    const graph::Structure &m_structure;
    const RuleRequest &m_request;
    const std::vector<ScoredGroup> m_groups;
};

double shareLeft(const graph::Structure &structure, const graph::Plan &plan, graph::Target::Kind kind)
{
    const graph::Preview preview = graph::preview(structure, plan);
    if (kind == graph::Target::Kind::Parameters)
        return static_cast<double>(preview.after.parameters) / static_cast<double>(preview.before.parameters);
    return static_cast<double>(preview.after.macs) / static_cast<double>(preview.before.macs);
}

MaskRule withValue(MaskRule rule, double value)
{
    if (rule.kind == MaskRule::Kind::Percentile)
        rule.share = value;
    else
        rule.threshold = value;
    return rule;
}

/// One end of the search is 0, where nothing goes (of positive scores).
double largestValue(const MaskRule &rule, const Application &application)
{
    return rule.kind == MaskRule::Kind::Absolute ? application.largestScore() : std::nextafter(1.0, 0.0);
}

} // namespace

base::Result<graph::PlanResult> planFromSets(const graph::Structure &structure, graph::PlanRequest request,
                                             const std::vector<ChosenChannels> &sets)
{
    request.pick = graph::Pick::Min;
    request.ratios.assign(structure.groups.size(), 0.0);
    request.scores.assign(structure.groups.size(), {});
    std::vector<std::int32_t> asked(structure.groups.size(), 0);
    for (const graph::Group &group : structure.groups)
        asked[group.id.index()] = originalOf(group, request) - group.channels;
    for (const ChosenChannels &set : sets) {
        const std::size_t index = set.id.index();
        asked[index] += static_cast<std::int32_t>(set.channels.size());
        request.scores[index] = chosenFirst(set.scores, set.channels);
        if (!set.channels.empty())
            request.ratios[index] = ratioFor(asked[index], originalOf(structure.group(set.id), request));
    }
    auto result = graph::makePlan(structure, request);
    if (!result)
        return result;
    // The ratios were made up here, so the ledger shows the sets instead.
    for (graph::LedgerRow &row : result->ledger) {
        row.requested = row.original > 0 ? static_cast<double>(asked[row.group.index()]) / row.original : 0.0;
        if (row.removed == asked[row.group.index()])
            row.why.clear();
    }
    return result;
}

base::Result<RulePlan> planByRule(const graph::Structure &structure, RuleRequest request)
{
    auto plan = Application(structure, request).apply(request.rule);
    if (plan)
        plan->achieved = shareLeft(structure, plan->result.plan, graph::Target::Kind::Macs);
    return plan;
}

base::Result<RulePlan> planForTarget(const graph::Structure &structure, const RuleRequest &request,
                                     const graph::Target &target)
{
    constexpr int MostSteps = 40;
    constexpr double Tolerance = 0.005;
    if (target.kind == graph::Target::Kind::Latency)
        return base::Problem{base::ProblemCode::Unsupported, "masks can't be searched for a latency.",
                             graph::toString(target), "Use macs, params or speedup."};
    const double wanted = target.kind == graph::Target::Kind::Speedup ? 1.0 / target.value : target.value;
    const auto kind = target.kind == graph::Target::Kind::Parameters ? target.kind : graph::Target::Kind::Macs;
    RuleRequest trial = request;
    double low = 0.0;
    double high = largestValue(request.rule, Application(structure, request));
    std::optional<RulePlan> best;
    for (int step = 0; step < MostSteps; ++step) {
        const double middle = low + (high - low) / 2.0;
        for (ScoredGroup &group : trial.groups)
            group.ratio = middle;
        auto plan = Application(structure, trial).apply(withValue(trial.rule, middle));
        if (!plan)
            return plan.problem();
        plan->value = middle;
        plan->achieved = shareLeft(structure, plan->result.plan, kind);
        const double left = plan->achieved;
        if (!best || std::abs(left / wanted - 1.0) < std::abs(best->achieved / wanted - 1.0))
            best = std::move(*plan);
        if (std::abs(left / wanted - 1.0) <= Tolerance)
            break;
        (left > wanted ? low : high) = middle;
    }
    if (std::abs(best->achieved / wanted - 1.0) > Tolerance)
        best->notes.push_back(cat("the closest to ", graph::toString(target), " that was seen leaves ", best->achieved, "."));
    return *std::move(best);
}

} // namespace espalier::methods
