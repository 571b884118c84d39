// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/format.h"

namespace espalier::formats {

/// Runs both networks on the same random inputs in evaluation mode: largest difference of the outputs, ok if it is at
/// most 1e-4 * max(1, largest output), and argmax agrees.
base::Result<Verified> compareLogits(const model::Network &network, const model::Network &other);

/// Tensors by name, which must be equal to the last bit.
base::Result<Verified> compareTensors(const model::Weights &weights, const model::Weights &other);

/// Seeded inputs of the graph's shapes, batch 2.
std::vector<at::Tensor> probeInputs(const graph::Graph &graph);

/// What counts as equal for outputs of this size.
double logitTolerance(const at::Tensor &reference);

} // namespace espalier::formats
