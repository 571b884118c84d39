// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

namespace espalier::model {

/// Training-mode batch norm, an optional residual and ReLU in one call with a gradient of its own: half the passes over
/// memory of the three operators (kernels/norm_relu.h). Once differentiable.
struct NormRelu {
    at::Tensor input;    ///< N x C x H x W
    at::Tensor residual; ///< of the input's shape and type, or undefined
    at::Tensor weight, bias, runningMean, runningVariance;
    double momentum = 0.1;
    double eps = 1e-5;
};

/// True on the CPU, for dense channels_last float32 or bfloat16 images with float32 parameters, in numbers of rows that
/// the loops can take.
bool fits(const NormRelu &call);

/// max(0, batchNorm(input) [+ residual]); updates the running statistics. Only if `fits`.
at::Tensor run(const NormRelu &call);

} // namespace espalier::model
