// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

namespace espalier::model {

/// [n] as a view of `dims` dimensions that holds n along `axis` and 1 along all others, to meet a tensor of that many
/// dimensions element by element.
at::Tensor alongAxis(const at::Tensor &values, int axis, std::int64_t dims);

} // namespace espalier::model
