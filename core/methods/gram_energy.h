// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

namespace espalier::methods {

/// Shares of the energy of a Gram matrix G = W W^T (methods.md 6): sum over i != j of G_ij^2 by the sum over all, and its
/// parts by whether filters are to be kept or pruned. 0 is orthogonal.
struct GramEnergy {
    double offDiagonal = 0, keptKept = 0, keptPruned = 0, prunedPruned = 0;
};

/// `rows` is N x D; `chosen` N numbers or bools, not 0 = to be pruned, or undefined for none. All 0 for a weight of zeros.
/// In float64; one host read.
GramEnergy gramEnergy(const at::Tensor &rows, const at::Tensor &chosen);

} // namespace espalier::methods
