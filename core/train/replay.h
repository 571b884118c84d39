// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/dataset.h"
#include "model/weights.h"
#include "recipe/recipe.h"
#include "train/trainer.h"

#include <map>

namespace espalier::train {

struct ReplayResult {
    std::int64_t iterations = 0; ///< done; fewer than batches if the method was ready to cut before
    std::string phase;           ///< at the end
    std::map<std::string, std::pair<double, double>> factors; ///< layer -> smallest and largest factor
    /// weight.NAME for every parameter and buffer, momentum.NAME for every parameter, factor.NAME and chosen.NAME for the
    /// weight of every layer (zeros where nothing is penalised or chosen). NAME is the tensor's name.
    model::Weights tensors;
};

/// Runs the first `penalize` stage of the recipe on the given batches (iteration t = batch t; already normalised), in
/// train mode and fp32, so that anyone can check an algorithm against another implementation (interfaces.md). The
/// network given is left untouched.
base::Result<ReplayResult> replay(const model::Network &network, const recipe::Recipe &recipe,
                                  const std::vector<data::Batch> &batches, const PlanReader &readPlan = {});

/// The batches of a file of tensors x0, y0, x1, …: Mismatch naming what is missing.
base::Result<std::vector<data::Batch>> batchesFrom(const model::Weights &tensors);

} // namespace espalier::train
