// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recipe/recipe.h"

#include <QtCore/QString>

namespace espalier::app {

/// Where a stage stands in a recipe, from 0: {2} is the third, {2, 0} the first of those that the third repeats. As the
/// place of a list of stages: {} is the recipe's own, {2} the one that the third stage holds.
using StagePlace = std::vector<std::size_t>;

/// std::out_of_range if there is no such place.
const std::vector<recipe::Stage> &stagesAt(const recipe::Recipe &recipe, const StagePlace &list);
std::vector<recipe::Stage> &stagesAt(recipe::Recipe &recipe, const StagePlace &list);
const recipe::Stage &stageAt(const recipe::Recipe &recipe, const StagePlace &stage);
recipe::Stage &stageAt(recipe::Recipe &recipe, const StagePlace &stage);

/// The place of the list that a stage stands in.
StagePlace listOf(const StagePlace &stage);

/// Counted from 1: "3", "3.1".
QString placeText(const StagePlace &stage);

} // namespace espalier::app
