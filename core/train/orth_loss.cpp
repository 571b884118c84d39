// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/orth_loss.h"

#include "methods/orth_conv.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

namespace espalier::train {

namespace {

/// Zero but for ones of each channel with itself at the centre tap.
at::Tensor centreTap(const at::Tensor &like)
{
    at::Tensor target = at::zeros_like(like);
    target.select(3, like.size(3) / 2).select(2, like.size(2) / 2).fill_diagonal_(1.0);
    return target;
}

} // namespace

OrthTerm kernelOrthogonality(const at::Tensor &weight)
{
    const at::NoGradGuard noGrad;
    const at::Tensor flat = weight.detach().contiguous().flatten(1);
    const bool isWide = flat.size(0) < flat.size(1);
    const at::Tensor tall = isWide ? flat.t() : flat;
    at::Tensor error = at::matmul(tall.t(), tall);
    error.diagonal().sub_(1.0);
    const at::Tensor distance = error.norm();
    const at::Tensor gradient = at::matmul(tall, error).mul_(2.0 / distance.clamp_min(1e-12));
    return {distance, (isWide ? gradient.t() : gradient).reshape(weight.sizes())};
}

OrthTerm convolutionOrthogonality(const at::Tensor &weight, std::int64_t stride, std::int64_t padding)
{
    const at::AutoGradMode withGradients(true);
    at::Tensor leaf = weight.detach().contiguous().clone().set_requires_grad(true);
    const at::Tensor result = at::conv2d(leaf, leaf, {}, stride, padding);
    const at::Tensor distance = (result - centreTap(result)).square().sum().clamp_min(1e-24).sqrt();
    distance.backward();
    return {distance.detach(), leaf.grad()};
}

OrthTerm orthTerm(OrthLoss kind, const graph::Layer &layer, const at::Tensor &weight, bool isFirst)
{
    const bool hasTaps = weight.dim() == 4 && (weight.size(2) > 1 || weight.size(3) > 1);
    if (kind == OrthLoss::Kernel || !hasTaps)
        return kernelOrthogonality(weight);
    if (isFirst)
        return {};
    if (kind == OrthLoss::ConvolutionReference)
        return convolutionOrthogonality(weight, 2, 1);
    return {methods::orthConvDistance(weight, layer.stride), methods::orthConvGradient(weight, layer.stride)};
}

} // namespace espalier::train
