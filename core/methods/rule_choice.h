// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "methods/mask_options.h"

namespace espalier::methods {

/// What a rule chooses from: a criterion over the groups of a network, with the limits that hold.
struct RuleChoice
{
    const graph::Structure &structure;
    const Criterion &criterion;
    const recipe::Options &options;           ///< of the criterion
    const std::vector<GroupView> &groups;     ///< those that have a producer
    const graph::PlanRequest &plan;           ///< ratios, limits, original widths, seed
    std::optional<graph::Target> target = {}; ///< rules with a value search for it; the others ignore it
};

/// The groups that take part, with the scores of their members: not locked, scored at all, and not behind a
/// stride if `skip_strided` says so (EasyPruner).
std::vector<ScoredGroup> scoredGroups(const RuleChoice &choice);

/// The rule over those groups; bisected where there is a target and a value to search for. Unsupported if
/// there is no group.
base::Result<RulePlan> chooseByRule(const RuleChoice &choice, const MaskRule &rule,
                                    std::vector<ScoredGroup> groups);

} // namespace espalier::methods
