// SPDX-License-Identifier: GPL-3.0-or-later
#include "methods/mask_rules.h"

#include "methods/bimodal.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace espalier::methods {

namespace {

using Channels = std::vector<std::int32_t>;
using Scores = std::vector<double>;

/// Indices of the scores, ascending, or descending with equal ones in their order.
Channels ranked(const Scores &scores, bool descending)
{
    Channels order(scores.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
        const double x = scores[static_cast<std::size_t>(a)];
        const double y = scores[static_cast<std::size_t>(b)];
        return descending ? x > y : x < y;
    });
    return order;
}

Scores normalised(const Scores &scores)
{
    const double sum = std::accumulate(scores.begin(), scores.end(), 0.0);
    Scores result = scores;
    for (double &score : result)
        score = sum > 0.0 ? score / sum : 0.0;
    return result;
}

Channels notAbove(const Scores &scores, double threshold)
{
    Channels pruned;
    for (std::size_t c = 0; c < scores.size(); ++c)
        if (!(scores[c] > threshold))
            pruned.push_back(static_cast<std::int32_t>(c));
    return pruned;
}

/// int(r * C) of the original width, less what went in earlier cuts.
std::size_t uniformCount(const ScoredGroup &group)
{
    const std::int32_t original = group.original > 0 ? group.original : group.channels();
    const auto wanted = static_cast<std::int32_t>(group.ratio * original);
    return static_cast<std::size_t>(std::max(0, wanted - (original - group.channels())));
}

Channels uniform(const Scores &scores, std::size_t count, bool byScore)
{
    Channels order = byScore ? ranked(scores, false) : Channels();
    if (!byScore) {
        order.resize(scores.size());
        std::iota(order.begin(), order.end(), 0);
    }
    order.resize(count);
    std::sort(order.begin(), order.end());
    return order;
}

std::size_t mostPruned(std::size_t channels, const MaskRule &rule)
{
    // The small slack keeps 0.3 of 10 at 3.
    const auto byCap = static_cast<std::size_t>(rule.cap * static_cast<double>(channels) + 1e-9);
    const auto least = static_cast<std::size_t>(std::max(rule.minimum, 1));
    return std::min(byCap, channels > least ? channels - least : 0);
}

/// Takes channels back until floor and cap hold: those with the largest scores.
Channels limited(Channels pruned, const Scores &scores, const MaskRule &rule)
{
    const std::size_t most = mostPruned(scores.size(), rule);
    if (pruned.size() <= most)
        return pruned;
    std::vector<bool> isPruned(scores.size(), false);
    for (const std::int32_t channel : pruned)
        isPruned[static_cast<std::size_t>(channel)] = true;
    std::size_t excess = pruned.size() - most;
    for (const std::int32_t channel : ranked(scores, true)) {
        if (excess == 0)
            break;
        if (isPruned[static_cast<std::size_t>(channel)]) {
            isPruned[static_cast<std::size_t>(channel)] = false;
            --excess;
        }
    }
    std::erase_if(pruned, [&](std::int32_t channel) { return !isPruned[static_cast<std::size_t>(channel)]; });
    return pruned;
}

double pooledThreshold(const MaskRule &rule, const std::vector<ScoredGroup> &groups)
{
    if (rule.kind == MaskRule::Kind::Absolute || rule.kind == MaskRule::Kind::Uniform || rule.kind == MaskRule::Kind::Optimal)
        return rule.threshold;
    Scores pooled;
    for (const ScoredGroup &group : groups)
        for (const Scores &member : group.members)
            pooled.insert(pooled.end(), member.begin(), member.end());
    if (rule.kind == MaskRule::Kind::TwoMeans)
        return twoMeansThreshold(std::move(pooled));
    if (rule.kind == MaskRule::Kind::Mixture)
        return mixtureThreshold(std::move(pooled));
    return percentileThreshold(std::move(pooled), rule.share);
}

} // namespace

double optimalThreshold(std::vector<double> scores, double delta)
{
    for (double &score : scores)
        score = std::max(std::abs(score), 1e-18);
    std::sort(scores.begin(), scores.end());
    if (scores.empty() || scores.back() < 1e-3)
        return 1.0;
    if (scores.back() < 20.0 * scores.front())
        return 0.0;
    const double energy = std::inner_product(scores.begin(), scores.end(), scores.begin(), 0.0);
    double sum = 0.0;
    for (std::size_t i = 0; i < scores.size(); ++i) {
        sum += scores[i] * scores[i];
        if (sum / energy > delta)
            return i == 0 ? 0.0 : (scores[i - 1] + scores[i]) / 2.0;
    }
    return 0.0;
}

double percentileThreshold(std::vector<double> pooled, double share)
{
    if (pooled.empty())
        return 0.0;
    const std::size_t n = pooled.size();
    const std::size_t at = std::min(static_cast<std::size_t>(static_cast<double>(n) * share + 0.5), n - 1);
    std::nth_element(pooled.begin(), pooled.begin() + static_cast<std::ptrdiff_t>(at), pooled.end());
    return pooled[at];
}

std::vector<double> mixScores(const std::vector<std::vector<double>> &members, ScoreMix mix)
{
    Scores result(members.empty() ? 0 : members.front().size(), 0.0);
    for (std::size_t c = 0; c < result.size(); ++c) {
        double sum = 0.0;
        double squares = 0.0;
        for (const Scores &member : members) {
            sum += member[c];
            squares += member[c] * member[c];
            result[c] = std::max(result[c], member[c]);
        }
        // L2 / sqrt(L) and sum / L: both on the scale of one member.
        const auto count = static_cast<double>(members.size());
        if (mix != ScoreMix::Largest)
            result[c] = mix == ScoreMix::Mean ? sum / count : std::sqrt(squares / count);
    }
    return result;
}

std::vector<std::vector<std::vector<std::int32_t>>> prunedByRule(const MaskRule &rule,
                                                                 const std::vector<ScoredGroup> &groups)
{
    const double pooled = pooledThreshold(rule, groups);
    std::vector<std::vector<Channels>> result;
    for (const ScoredGroup &group : groups) {
        std::vector<Channels> sets;
        for (const Scores &member : group.members) {
            Channels pruned;
            if (rule.kind == MaskRule::Kind::Uniform)
                pruned = uniform(member, uniformCount(group), rule.byScore);
            else if (rule.kind == MaskRule::Kind::Optimal)
                pruned = notAbove(member, optimalThreshold(member, rule.delta));
            else
                pruned = notAbove(rule.normalise ? normalised(member) : member, pooled);
            sets.push_back(limited(std::move(pruned), member, rule));
        }
        result.push_back(std::move(sets));
    }
    return result;
}

} // namespace espalier::methods
