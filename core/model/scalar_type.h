// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/graph.h"

#include <c10/core/ScalarType.h>

#include <optional>

namespace espalier::model {

/// The tensor library's name of a graph type, and back (empty for complex, quantised and 8-bit float types).
c10::ScalarType toScalarType(graph::DType type);
std::optional<graph::DType> fromScalarType(c10::ScalarType type);

} // namespace espalier::model
