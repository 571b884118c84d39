// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/planning.h"
#include "recipe/recipe.h"

#include <set>

namespace espalier::recipe {

/// Ratios per group of a structure, plus what to tell the user ("pattern 'layer9*' matches no layer").
struct ResolvedRatios {
    std::vector<double> ratios; ///< index = GroupId
    graph::PlanLimits limits;
    std::vector<std::string> warnings;
};

/// Turns a RatioSpec into ratios per group. Globs match the names of a group's producer layers; `stages` and `index`
/// act within the papers' scope (methods.md 1), uniform and globs on every prunable group. A pattern that matches only
/// frozen layers or nothing is a BadUsage naming it (a warning if its ratio is 0). Skipped groups are locked in `limits`.
/// Kinds None, Plan and Target give ratios 0 with the limits: the caller goes on with planFromJson or solveUniform.
///
/// `skip` takes globs, layer indices ("4") and block numbers "stage.block[.conv]" of ResNets ("2.0", "1.0.0", "3.0.-1":
/// its shortcut), as the papers' code does.
base::Result<ResolvedRatios> resolveRatios(const RatioSpec &spec, const graph::Structure &structure);

/// Ratios per layer of the structure, for unstructured pruning: without the papers' scope and without groups, so that
/// shortcuts and the classifier take part (methods.md 1). `stages` gives its first value to what stands before the blocks
/// and its last to what stands behind them. Kinds None, Target and Plan give 0. Call resolveRatios first: it refuses.
std::vector<double> layerRatios(const RatioSpec &spec, const graph::Structure &structure);

/// Command line form of interfaces.md: "layer*.conv1:0.5,layer3.*:0.7" or "0.5".
base::Result<RatioSpec> parseRatios(const std::string &text);

/// Groups in the scope `paper` of methods.md 1 (conv1 of each CIFAR block; conv1, conv2 of bottlenecks; …).
std::set<graph::GroupId> paperScope(const graph::Structure &structure);

} // namespace espalier::recipe
