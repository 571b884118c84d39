// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/surgery/value_cut.h"

#include <ATen/core/Tensor.h>

namespace espalier::model::surgery {

/// What is left of a tensor of the value's shape at any batch size.
at::Tensor compress(const at::Tensor &tensor, const ValueCut &cut);

/// The opposite: `living` at its places in a tensor of `shape` that is zero elsewhere.
at::Tensor scatter(const at::Tensor &living, const ValueCut &cut, const std::vector<std::int64_t> &shape);

/// `tensor` with everything that is cut set to zero.
at::Tensor masked(const at::Tensor &tensor, const ValueCut &cut);

/// Flat indices of what lives in a tensor of `shape`.
at::Tensor livingIndices(const ValueCut &cut, const std::vector<std::int64_t> &shape);

/// int64 tensor of a list.
at::Tensor indexTensor(const std::vector<std::int64_t> &values);

} // namespace espalier::model::surgery
