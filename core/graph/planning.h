// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/cost.h"

#include <optional>
#include <set>
#include <utility>

namespace espalier::graph {

/// Number of channels to prune of n at ratio r: 0 if r = 0, else min(ceil(r*n), n-1), in double without epsilon,
/// as the published widths were made (methods.md 1: n=100, .55 -> 56, .07 -> 8, .28 -> 29).
std::int32_t prunedCount(double ratio, std::int32_t channels);

enum class AlignDirection { Up, Down, Nearest }; ///< Up = keep more (default)

/// Limits that every plan obeys.
struct PlanLimits {
    std::int32_t align = 1; ///< kept widths are multiples of it where the floor allows
    AlignDirection direction = AlignDirection::Up;
    std::int32_t minimum = 1;   ///< floor: channels kept at least (never 0)
    double minimumShare = 0.0;  ///< floor as share of the group, the larger of both holds
    double cap = 1.0;           ///< largest ratio
    std::set<GroupId> locked;   ///< nothing goes from these
};

/// Requested against realised, per group: the ledger's rows. `why` explains a difference ("aligned to 4, keep more").
struct LedgerRow {
    GroupId group;
    std::int32_t original = 0;
    double requested = 0.0;
    std::int32_t kept = 0;
    std::int32_t removed = 0;
    std::string why;
    double realised() const { return original ? static_cast<double>(removed) / original : 0.0; }
};

/// scores[group][channel]: higher = keep. Groups without scores and ratio > 0 are an error.
using Scores = std::vector<std::vector<double>>;
enum class Pick { Min, Max, Random }; ///< prune smallest (default), largest, or a seeded permutation

struct PlanRequest {
    std::vector<double> ratios; ///< per group, share of the ORIGINAL width, in [0, 1)
    Scores scores;
    Pick pick = Pick::Min;
    std::uint64_t seed = 42; ///< of Pick::Random
    PlanLimits limits;
    std::vector<std::int32_t> originalChannels; ///< per group, if cut before; empty = as it stands
};

struct PlanResult {
    Plan plan;
    std::vector<LedgerRow> ledger;
};

/// Lowest scores first, stable by (score, index); limits applied; block constraints satisfied by levelling.
base::Result<PlanResult> makePlan(const Structure &structure, const PlanRequest &request);

/// A goal for the solver: keep at most this share of MACs or parameters, or be this much faster in MACs.
struct Target {
    enum class Kind { Macs, Parameters, Speedup, Latency } kind = Kind::Macs;
    double value = 1.0;
};
/// "macs=0.5", "params=0.4", "speedup=2.5", "latency=3ms" (Latency is parsed; solving it needs a latency table).
base::Result<Target> parseTarget(const std::string &text);
std::string toString(const Target &target);

struct Solution {
    std::vector<double> ratios; ///< per group
    double achieved = 0.0;      ///< in the target's own unit
    double least = 0.0, most = 0.0; ///< achievable interval under floors, caps, locks, alignment
};

/// One ratio for all unlocked groups in `scope` (empty = all), by bisection with rounding inside the search.
/// CheckFailed with "at most 1.74x: 12 layers frozen, 3 locked" if infeasible.
base::Result<Solution> solveUniform(const Structure &structure, const Target &target, const PlanLimits &limits,
                                    const std::set<GroupId> &scope = {});

} // namespace espalier::graph
