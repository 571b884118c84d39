// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/structure.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>

namespace espalier::methods {

/// A layer's weight as one matrix per convolution group, float64: [groups, outputs, inputs * taps]. A copy.
at::Tensor matricesOf(const graph::Layer &layer, const at::Tensor &weight);

/// The way back: a tensor shaped like `weight`.
at::Tensor weightOf(const graph::Layer &layer, const at::Tensor &matrices, const at::Tensor &weight);

/// The orthogonal part of each matrix N x D (methods.md 3.6, OrthP): thin QR of the tall one of W and its transpose,
/// Q * sign(diag R) with 0 -> +1, turned back. Rows become orthonormal if N <= D, else columns. [[3, 4]] -> [[.6, .8]].
at::Tensor orthogonalPart(const at::Tensor &matrices);

struct ApproximateIsometryOptions {
    std::int64_t steps = 10000;
    double rate = 1e-3;
    bool forgetMoments = false;              ///< as the reference, which made its Adam anew in every step
    std::function<bool()> stopAsked = {};    ///< asked once per step; may be empty
    at::Tensor mask = {};                    ///< shaped like the matrices, 0 where a weight stays 0; may be undefined
};

/// Minimises the entry mean of (W * W^T - I)^2 by Adam, with its closed-form gradient 4/N^2 (W W^T - I) W. Undefined if
/// it was stopped.
at::Tensor approximateIsometry(const at::Tensor &matrices, const ApproximateIsometryOptions &options);

} // namespace espalier::methods
