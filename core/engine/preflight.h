// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/planning.h"
#include "train/trainer.h"

#include <string>
#include <vector>

namespace espalier::engine {

/// What is worth knowing before work begins, one sentence each: filters that are all zero or equal to another of their
/// layer, weights that are subnormal (slow) or not finite, layers whose operator is frozen. Empty if all is well.
std::vector<std::string> preflightNotes(const train::ModelState &state);

/// Mean |w| per group and channel of the present weights: the L1 score of methods.md 1.
graph::Scores l1Scores(const train::ModelState &state);

} // namespace espalier::engine
