// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/graph.h"

#include <cstdint>
#include <optional>

namespace espalier::wire {

/// Our type for a number of TensorProto.DataType, and back.
std::optional<graph::DType> fromOnnxType(std::int64_t number);
std::int64_t toOnnxType(graph::DType type);

} // namespace espalier::wire
