// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/group_policy.h"
#include "methods/method.h"

namespace espalier::methods {

/// How scores become masks (methods.md 3.12), over all layers at once or each by itself. A channel stays if its score is
/// above the threshold.
struct MaskRule {
    enum class Kind {
        Absolute,   ///< one threshold for all layers
        Optimal,    ///< per layer: the smallest scores that hold the share `delta` of the layer's energy (OT)
        Percentile, ///< the share `share` of all scores, pooled (Network Slimming)
        TwoMeans,   ///< one threshold for all layers, between the two heaps of their log scores
        Mixture,    ///< the same from two fitted normal distributions
        Uniform,    ///< the first int(r * C) of each layer, or those with the smallest scores
    };
    Kind kind = Kind::Absolute;
    bool hasValue() const { return kind == Kind::Absolute || kind == Kind::Percentile || kind == Kind::Uniform; } ///< to search for
    double threshold = 0.01;
    double delta = 1e-4;
    double share = 0.5;
    bool byScore = false;    ///< of Uniform
    bool normalise = false;  ///< of Absolute: scores over their layer's sum
    double cap = 1.0;        ///< at most this share of a layer goes
    std::int32_t minimum = 1; ///< and at least so many channels stay
};

/// A group with the scores of each of its members.
struct ScoredGroup {
    graph::GroupId id;
    std::string name;
    std::vector<std::vector<double>> members; ///< [member][channel]
    double ratio = 0.0;                       ///< r of Uniform, of the original width
    std::int32_t original = 0;                ///< original width; 0 = as it stands
    std::int32_t channels() const { return static_cast<std::int32_t>(members.front().size()); }
};

/// Threshold of methods.md 3.12, OT, for one layer's scores: 1 (all go) if the largest is below 1e-3, 0 (none goes) if it
/// is below 20 times the smallest.
double optimalThreshold(std::vector<double> scores, double delta);

/// a[min(int(n*p + .5), n - 1)] of the ascending pooled scores.
double percentileThreshold(std::vector<double> pooled, double share);

/// How the scores of members become one per channel: mean, root mean square, largest.
enum class ScoreMix { Mean, RootMeanSquare, Largest };
std::vector<double> mixScores(const std::vector<std::vector<double>> &members, ScoreMix mix);

/// What each member of each group prunes, ascending: [group][member]. Floors and caps are kept per layer; where they keep
/// a channel that the threshold would not, the largest scores stay, of equal ones the first.
std::vector<std::vector<std::vector<std::int32_t>>> prunedByRule(const MaskRule &rule,
                                                                 const std::vector<ScoredGroup> &groups);

/// How the members of a group come together.
struct MaskAgreement {
    graph::GroupPolicy policy = graph::GroupPolicy::Vote;
    ScoreMix mix = ScoreMix::Mean; ///< of the policy Score
};

/// What a rule has chosen.
struct RulePlan {
    graph::PlanResult result;
    std::vector<std::string> notes; ///< groups that one member blocks, a target that was missed
    double value = 0.0;             ///< of a search: the threshold, share or ratio that was found
    double achieved = 0.0;          ///< of a search: share of the target's measure that is left
};

struct RuleRequest {
    MaskRule rule;
    MaskAgreement agreement;
    std::vector<ScoredGroup> groups;  ///< those that take part; all others stay whole
    graph::PlanRequest plan;          ///< limits, original widths, seed; ratios and scores are filled here
};

/// Channels of one group that are to go, with the scores by which levelling makes up for what it may not take.
struct ChosenChannels {
    graph::GroupId id;
    std::vector<std::int32_t> channels;
    std::vector<double> scores; ///< per channel of the group
};

/// The plan that removes these sets, or what comes closest within floors, alignment, locks and block constraints.
base::Result<graph::PlanResult> planFromSets(const graph::Structure &structure, graph::PlanRequest limits,
                                             const std::vector<ChosenChannels> &sets);

/// Applies the rule, brings the members together, and levels the result to a plan that every constraint allows.
base::Result<RulePlan> planByRule(const graph::Structure &structure, RuleRequest request);

/// Bisects the rule's threshold, share or ratio, until MACs (or parameters) after the agreement are within 0.5 % of the
/// target, at most 40 steps; the closest that was seen wins, since a vote is not monotone.
base::Result<RulePlan> planForTarget(const graph::Structure &structure, const RuleRequest &request,
                                     const graph::Target &target);

} // namespace espalier::methods
