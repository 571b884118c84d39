// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>

namespace espalier::model {

/// How a dense tensor lies in memory, in the words of the kernels (kernels/fused_sgd.h, kernels/row_stats.h): rows are
/// axis 0, columns axis 1, element e of a row belongs to column (e / columnStride) % columns.
struct RowLayout {
    std::int64_t rows = 1;
    std::int64_t columns = 1;
    std::int64_t columnStride = 1;
    friend bool operator==(const RowLayout &, const RowLayout &) = default;
};

/// Of a contiguous tensor of any rank, or of a channels_last one of rank 4. Nothing for other strides: make it contiguous
/// in one of the two ways first. A vector is all rows; a scalar is one row.
std::optional<RowLayout> rowLayout(const at::Tensor &tensor);

} // namespace espalier::model
