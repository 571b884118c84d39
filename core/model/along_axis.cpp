// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/along_axis.h"

#include <ATen/ATen.h>

namespace espalier::model {

at::Tensor alongAxis(const at::Tensor &values, int axis, std::int64_t dims)
{
    std::vector<std::int64_t> shape(static_cast<std::size_t>(dims), 1);
    shape[static_cast<std::size_t>(axis)] = values.numel();
    return values.reshape(shape);
}

} // namespace espalier::model
