// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/planning.h"
#include "recipe/recipe.h"

#include <set>
#include <vector>

namespace espalier::app {

/// Everything a person edits, as one value: undo and redo exchange whole values. Ratios are shares of the ORIGINAL
/// width, per group of the structure at hand.
struct Edits
{
    std::vector<double> ratios;
    std::set<graph::GroupId> locked;
    graph::PlanLimits limits; ///< align, floor, cap; `locked` is kept beside
    recipe::Recipe recipe;    ///< stages, method, options; its `ratios` part is written from the above
};

} // namespace espalier::app
