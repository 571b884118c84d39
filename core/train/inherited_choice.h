// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "train/trainer.h"

#include <filesystem>

namespace espalier::train {

/// What an earlier run removed (its result.json), for a network of the widths that it began with; groups are
/// matched by name, one that it does not know keeps all. NotFound without a result; Mismatch naming the group
/// if a width differs or the network was cut before; BadUsage if the run has cut nothing.
base::Result<graph::Plan> inheritedChoice(const std::filesystem::path &runFolder, const ModelState &model);

/// Ratios that take as many channels of each group as the plan does.
std::vector<double> ratiosOf(const graph::Plan &plan, const graph::Structure &structure);

} // namespace espalier::train
