// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recipe/recipe.h"

namespace espalier::recipe {

/// The recipe with every `repeat` written out as the stages that it runs, which is what a trainer goes
/// through:
///
///     times 3, [select, cut, finetune]  ->  select, cut, finetune, select, cut, finetune, select, cut
///
/// Behind the list's last cut the stages run between cycles only (option `between_only`): what follows the
/// repeat takes their place. With `rewind` each cycle's last cut is followed by a stage `rewind`. Stages know
/// their cycle.
Recipe unrolled(const Recipe &recipe);

/// Where each stage of the unrolled recipe stands in the written one: "stages[1].stages[0]".
std::vector<std::string> stagePaths(const Recipe &recipe);

/// Ratio of the ORIGINAL width that cycle c of C has to reach on the way to `ratio`: 1 - (1 - r)^(c/C)
/// (methods.md 3.9). The ratio itself in the last cycle, and for stages of no cycle.
double cycleRatio(double ratio, const Stage &stage);

/// The same for a share that is to be kept: k^(c/C).
double cycleShareKept(double share, const Stage &stage);

} // namespace espalier::recipe
