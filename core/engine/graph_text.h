// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/graph.h"
#include "train/trainer.h"

#include <string>
#include <vector>

namespace espalier::engine {

/// Shape of a graph value, -1 where it is the batch.
std::vector<std::int64_t> valueShape(const graph::Graph &graph, graph::ValueId value);
/// "x [-1, 3, 32, 32] float32"
std::string valueText(const graph::Graph &graph, graph::ValueId value);
/// The nodes at which a cut changes values that stay: "features.1.0.norm1 (aten::layer_norm)".
std::vector<std::string> approximateTexts(const train::ModelState &state);

} // namespace espalier::engine
