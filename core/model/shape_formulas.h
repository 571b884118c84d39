// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/graph.h"

#include <ATen/core/Tensor.h>

#include <functional>
#include <optional>
#include <vector>

namespace espalier::model {

/// Batch at which shapes are proven.
inline constexpr std::int64_t checkedBatch = 2;

/// The operand of that name, or null.
using Operands = std::function<const at::Tensor *(const char *)>;

/// Whether the numbers of a list, as sizes, make a tensor that may be filled while a file is read: 2^26 elements.
bool isFillable(const std::vector<std::int64_t> &sizes);

/// Shape of the only result of an operator that has no kernel for tensors without storage, or makes it depend on memory;
/// nothing for others and for operands that do not fit. Throws c10::Error naming what is wrong with a convolution or a norm.
std::optional<std::vector<std::int64_t>> resultShape(const graph::Node &node, const Operands &operand);

} // namespace espalier::model
