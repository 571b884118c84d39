// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/row_layout.h"

namespace espalier::model {

std::optional<RowLayout> rowLayout(const at::Tensor &tensor)
{
    const std::int64_t rows = tensor.dim() > 0 ? tensor.size(0) : 1;
    const std::int64_t columns = tensor.dim() > 1 ? tensor.size(1) : 1;
    if (tensor.is_contiguous()) {
        const std::int64_t period = rows * columns;
        return RowLayout{rows, columns, period > 0 ? tensor.numel() / period : 1};
    }
    if (tensor.is_contiguous(at::MemoryFormat::ChannelsLast))
        return RowLayout{rows, columns, 1};
    return std::nullopt;
}

} // namespace espalier::model
