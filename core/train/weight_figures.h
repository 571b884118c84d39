// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "train/trainer.h"

namespace espalier::train {

/// Deviation by mean of a layer's scores: how far filters have separated. 0 if all are 0.
double separation(const at::Tensor &scores);

/// What a plan's layers look like just before the cut, means over the layers that lose channels: "STAGE.separation",
/// "STAGE.gram_off_diagonal", "STAGE.gram_kept_kept", "STAGE.gram_kept_pruned", "STAGE.gram_pruned_pruned".
void describeWeights(const ModelState &model, const graph::Plan &plan, const std::string &stage,
                     std::map<std::string, double> &figures);

} // namespace espalier::train
