// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/planning.h"
#include "recipe/recipe.h"

namespace espalier::recipe {

/// Ratios per group of a structure, plus what to tell the user ("pattern 'layer9*' matches no layer").
struct ResolvedRatios {
    std::vector<double> ratios; ///< index = GroupId
    graph::PlanLimits limits;
    std::vector<std::string> warnings;
};

/// Turns a RatioSpec into ratios per group. Globs match the names of a group's producer layers; `stages` and `index`
/// act within the papers' scope (methods.md 1), uniform and globs on every prunable group. A pattern that matches only
/// frozen layers or nothing is a BadUsage naming it. Kind::Plan is resolved by the caller (planFromJson); Kind::Target
/// by solveUniform.
base::Result<ResolvedRatios> resolveRatios(const RatioSpec &spec, const graph::Structure &structure);

/// Command line form of interfaces.md: "layer*.conv1:0.5,layer3.*:0.7" or "0.5".
base::Result<RatioSpec> parseRatios(const std::string &text);

/// Groups in the scope `paper` of methods.md 1 (conv1 of each CIFAR block; conv1, conv2 of bottlenecks; …).
std::set<graph::GroupId> paperScope(const graph::Structure &structure);

} // namespace espalier::recipe
