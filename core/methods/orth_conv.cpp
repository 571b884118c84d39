// SPDX-License-Identifier: GPL-3.0-or-later
#include "methods/orth_conv.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <array>

namespace espalier::methods {

namespace {

struct Correlation {
    std::vector<std::int64_t> stride, padding, dilation, centre;
};

Correlation correlationOf(const at::Tensor &weight, std::int64_t stride)
{
    Correlation correlation;
    for (std::int64_t dim = 2; dim < weight.dim(); ++dim) {
        const std::int64_t steps = (weight.size(dim) - 1) / stride;
        correlation.stride.push_back(stride);
        correlation.padding.push_back(steps * stride);
        correlation.dilation.push_back(1);
        correlation.centre.push_back(steps);
    }
    return correlation;
}

/// conv(W, W) - T
at::Tensor residual(const at::Tensor &weight, const Correlation &correlation)
{
    const std::vector<std::int64_t> none(correlation.stride.size(), 0);
    at::Tensor result = at::convolution(weight, weight, {}, correlation.stride, correlation.padding, correlation.dilation,
                                        false, none, 1);
    at::Tensor tap = result;
    for (const std::int64_t centre : correlation.centre)
        tap = tap.select(2, centre);
    tap.diagonal().sub_(1.0);
    return result;
}

} // namespace

at::Tensor orthConvDistance(const at::Tensor &weight, std::int64_t stride)
{
    const at::NoGradGuard noGrad;
    return residual(weight.detach(), correlationOf(weight, stride)).norm();
}

at::Tensor orthConvGradient(const at::Tensor &weight, std::int64_t stride)
{
    const at::NoGradGuard noGrad;
    constexpr double Tiny = 1e-30;
    const Correlation correlation = correlationOf(weight, stride);
    const at::Tensor plain = weight.detach();
    at::Tensor outer = residual(plain, correlation);
    outer = outer / outer.norm().clamp_min(Tiny);
    const std::vector<std::int64_t> none(correlation.stride.size(), 0);
    // The weight is input and kernel at once, so both gradients are its own.
    const auto [asInput, asKernel, bias] =
        at::convolution_backward(outer, plain, plain, std::nullopt, correlation.stride, correlation.padding,
                                 correlation.dilation, false, none, 1, std::array<bool, 3>{true, true, false});
    return asInput + asKernel;
}

} // namespace espalier::methods
