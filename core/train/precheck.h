// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "train/stage.h"

namespace espalier::train {

/// An unrolled recipe, and where its stages stand in the written one.
struct CheckedRecipe {
    const recipe::Recipe &recipe;
    const std::vector<std::string> paths;
};

/// What can be refused before anything starts: an unknown stage, a stage that needs data without data, a network whose
/// input or number of classes the data does not fit, ratios that mark nothing, a cut that nothing has chosen for.
base::Status precheck(const CheckedRecipe &plan, const ModelState &model, const TrainerContext &context);

} // namespace espalier::train
