// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/weights.h"

#include <cstdint>

namespace espalier::test {

/// A residual network that runs in a millisecond: 3 x 8 x 8 images, four classes.
///
///     stem (3 -> 8), bn1, relu -> a = body.conv1 (8 -> 6), body.bn1, relu, body.conv2 (6 -> 8), body.bn2
///     relu(stem + a) -> down (8 -> 12, stride 2, bias), relu -> average -> fc (12 -> 4)
///
/// Batch norms have statistics and affines of their own, so that forgetting one shows.
model::Network tinyNet(std::uint64_t seed = 1);

/// Two linear layers with ReLU and dropout (p = 0.5) between them: 1 x 2 x 2 images -> fc1 (4 -> 6) -> fc2 (6 -> 3).
model::Network tinyMlp(std::uint64_t seed = 1);

/// Fills every stored tensor with numbers that follow from its name alone: weights of a sensible size, positive
/// variances. tests/data/make_zoo_reference.py does the same in Python.
void fillByFormula(model::Weights &weights);

/// Noise in [-1, 1) by the same formula.
at::Tensor formulaInput(const std::vector<std::int64_t> &shape);

} // namespace espalier::test
