// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/graph.h"

namespace espalier::engine {

/// Shape of a graph value, -1 where it is the batch.
std::vector<std::int64_t> valueShape(const graph::Graph &graph, graph::ValueId value);
/// "x [-1, 3, 32, 32] float32"
std::string valueText(const graph::Graph &graph, graph::ValueId value);

} // namespace espalier::engine
