// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "train/trainer.h"

namespace espalier::train {

/// Shares of the energy of a Gram matrix G = W W^T (methods.md 6): sum over i != j of G_ij^2 by the sum over all, and its
/// parts by whether filters are to be kept or pruned. 0 is orthogonal.
struct GramEnergy {
    double offDiagonal = 0, keptKept = 0, keptPruned = 0, prunedPruned = 0;
};

/// `rows` is N x D; `chosen` N bytes, 1 = to be pruned, or undefined for none. All 0 for a weight of zeros.
GramEnergy gramEnergy(const at::Tensor &rows, const at::Tensor &chosen);

/// Deviation by mean of a layer's scores: how far filters have separated. 0 if all are 0.
double separation(const at::Tensor &scores);

/// What a plan's layers look like just before the cut, means over the layers that lose channels: "STAGE.separation",
/// "STAGE.gram_off_diagonal", "STAGE.gram_kept_kept", "STAGE.gram_kept_pruned", "STAGE.gram_pruned_pruned".
void describeWeights(const ModelState &model, const graph::Plan &plan, const std::string &stage,
                     std::map<std::string, double> &figures);

} // namespace espalier::train
