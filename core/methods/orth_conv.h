// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

namespace espalier::methods {

/// OrthConv's distance (methods.md 3.7) of a convolution weight N x C x kernel: ‖conv(W, W, stride s, pad p) - T‖_F with
/// T = I at the centre tap, p = floor((k-1)/s)·s. Scalar.
at::Tensor orthConvDistance(const at::Tensor &weight, std::int64_t stride);

/// Its gradient, in closed form (0 where the distance is 0).
at::Tensor orthConvGradient(const at::Tensor &weight, std::int64_t stride);

} // namespace espalier::methods
