// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/graph.h"

#include <ATen/core/Tensor.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace espalier::model {

/// Batch at which shapes are proven.
inline constexpr std::int64_t checkedBatch = 2;

/// The operand of that name, or null.
using Operands = std::function<const at::Tensor *(const char *)>;

/// Elements that LibTorch may be given, or asked for, in memory while a file is read.
inline constexpr std::int64_t mostFilled = std::int64_t{1} << 26;
/// Whether the numbers of a list, as sizes, make a tensor of no more.
bool isFillable(const std::vector<std::int64_t> &sizes);

/// By the operator's name without namespace: told by formula, since LibTorch would compute with real memory.
bool isConvolution(const std::string &op);
/// The same of adaptive average pooling: its spatial axes; 0 for other operators.
std::size_t axesOfAdaptivePool(const std::string &op);

/// Shape of the only result of an operator that has no kernel for tensors without storage, or makes it depend on memory;
/// nothing for others and for operands that do not fit. Throws c10::Error naming what is wrong with a convolution or a norm.
std::optional<std::vector<std::int64_t>> resultShape(const graph::Node &node, const Operands &operand);

} // namespace espalier::model
