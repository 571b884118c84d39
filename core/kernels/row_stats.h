// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>

namespace espalier::kernels {

/// A weight tensor whose scores are asked for: layout as in SgdTensor (kernels/fused_sgd.h).
struct StatsTensor {
    const float *w = nullptr;
    std::int64_t numel = 0;
    std::int64_t rows = 1;
    std::int64_t columns = 1;
    std::int64_t columnStride = 1;
    float *meanAbsOfRow = nullptr;    ///< [rows], or null
    float *meanAbsOfColumn = nullptr; ///< [columns], or null
};

/// mean |w| per filter (row) and per input channel (column): the L1 scores of methods.md 1, both in one pass over the
/// weight. Sums are kept in double; the result does not depend on the number of threads (each tensor is one thread's
/// work). Blocks.
void meanAbs(std::span<const StatsTensor> tensors, int threads = 2);

} // namespace espalier::kernels
