// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/structure.h"

#include <ATen/core/Tensor.h>

namespace espalier::train {

/// Losses that keep layers near an isometry during training (methods.md 3.7).
enum class OrthLoss {
    None,
    Kernel,               ///< KernOrth: ||A^T A - I||_F of the flattened weight A, made tall, for all layers
    Convolution,          ///< OrthConv: ||conv(W, W) - T||_F, T = I at the centre tap; padding floor((k-1)/s) s
    ConvolutionReference, ///< OrthConv with stride 2 and padding 1 everywhere, as the published code: T is off centre
};

struct OrthTerm {
    at::Tensor loss;     ///< scalar, the distance, unsquared
    at::Tensor gradient; ///< shaped like the weight
};

/// KernOrth of one weight, with its closed-form gradient 2 A (A^T A - I) / d. The gradient is 0 where d is.
OrthTerm kernelOrthogonality(const at::Tensor &weight);

/// OrthConv of one convolution's weight with taps at any stride and padding, its gradient by autograd.
OrthTerm convolutionOrthogonality(const at::Tensor &weight, std::int64_t stride, std::int64_t padding);

/// The term of a layer: OrthConv falls back to KernOrth where a weight has no taps; undefined tensors for the first
/// layer, which OrthConv skips, if it has taps.
OrthTerm orthTerm(OrthLoss kind, const graph::Layer &layer, const at::Tensor &weight, bool isFirst);

} // namespace espalier::train
