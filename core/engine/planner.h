// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/planning.h"
#include "recipe/recipe.h"
#include "train/trainer.h"

namespace espalier::engine {

struct PlanOrder {
    recipe::RatioSpec ratios;      ///< any kind; none for a rule of the criterion that needs none
    std::string criterion = "l1";
    recipe::Options options;       ///< of the criterion
    std::uint64_t seed = 1;
};

struct Planned {
    graph::PlanResult result;
    graph::Preview preview;
    double least = 0.0, most = 1.0; ///< achievable interval in the target's unit; without a target: share of MACs kept
    std::vector<std::string> warnings;
    std::optional<double> threshold; ///< of a rule with one threshold for all layers
    std::string policy = "score";    ///< how tied layers agreed; by ratios they share one score
};

/// Which channels would go. BadUsage for an unknown criterion, a pattern that fits nothing, a ratio outside [0, 1);
/// CheckFailed for a target that can't be met.
base::Result<Planned> planChannels(const train::ModelState &state, const PlanOrder &order,
                                   const recipe::Vocabulary &vocabulary);

/// The plan as our own channel mask (formats/mask_file.h), with where it comes from.
std::string maskText(const Planned &planned, const graph::Structure &structure, const std::string &model,
                     const std::string &criterion);

} // namespace espalier::engine
