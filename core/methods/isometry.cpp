// SPDX-License-Identifier: GPL-3.0-or-later
#include "methods/isometry.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <cmath>

namespace espalier::methods {

namespace {

/// Transposed convolutions keep their inputs on axis 0, and the outputs of one group on axis 1.
bool hasInputsFirst(const graph::Layer &layer)
{
    return layer.op.find("transpose") != std::string::npos;
}

at::Tensor blocksOf(const graph::Layer &layer, const at::Tensor &weight)
{
    const at::Tensor blocks = weight.unflatten(0, {layer.groups, weight.size(0) / layer.groups});
    return hasInputsFirst(layer) ? blocks.transpose(1, 2) : blocks;
}

/// Adam with the usual constants.
class Adam {
public:
    explicit Adam(double rate) : m_rate(rate) { }

    void step(at::Tensor &weight, const at::Tensor &gradient)
    {
        constexpr double First = 0.9, Second = 0.999, Epsilon = 1e-8;
        ++m_t;
        m_mean = m_mean.defined() ? m_mean.mul_(First).add_(gradient, 1 - First) : gradient * (1 - First);
        m_square = m_square.defined() ? m_square.mul_(Second).addcmul_(gradient, gradient, 1 - Second)
                                      : gradient * gradient * (1 - Second);
        const at::Tensor scale = (m_square / (1 - std::pow(Second, m_t))).sqrt_().add_(Epsilon);
        weight.addcdiv_(m_mean, scale, -m_rate / (1 - std::pow(First, m_t)));
    }

private:
    double m_rate;
    double m_t = 0;
    at::Tensor m_mean, m_square;
};

} // namespace

at::Tensor matricesOf(const graph::Layer &layer, const at::Tensor &weight)
{
    const at::Tensor plain = weight.detach().to(at::kDouble).contiguous();
    return blocksOf(layer, plain).flatten(2).clone();
}

at::Tensor weightOf(const graph::Layer &layer, const at::Tensor &matrices, const at::Tensor &weight)
{
    const at::Tensor blocks = matrices.reshape(blocksOf(layer, weight).sizes());
    const at::Tensor ordered = hasInputsFirst(layer) ? blocks.transpose(1, 2) : blocks;
    return ordered.reshape(weight.sizes()).to(weight.scalar_type());
}

at::Tensor orthogonalPart(const at::Tensor &matrices)
{
    const bool isWide = matrices.size(-2) < matrices.size(-1);
    const auto [q, r] = at::linalg_qr(isWide ? matrices.transpose(-2, -1) : matrices, "reduced");
    const at::Tensor diagonal = r.diagonal(0, -2, -1);
    const at::Tensor signs = at::where(diagonal.lt(0), -at::ones_like(diagonal), at::ones_like(diagonal));
    const at::Tensor fixed = q * signs.unsqueeze(-2);
    return isWide ? fixed.transpose(-2, -1) : fixed;
}

at::Tensor approximateIsometry(const at::Tensor &matrices, const ApproximateIsometryOptions &options)
{
    const at::NoGradGuard noGrad;
    at::Tensor weight = matrices.to(at::kFloat).clone();
    const at::Tensor identity = at::eye(weight.size(1), weight.options());
    const double scale = 4.0 / static_cast<double>(weight.size(1) * weight.size(1));
    const at::Tensor mask = options.mask.defined() ? options.mask.to(at::kFloat) : at::Tensor();
    if (mask.defined())
        weight.mul_(mask);
    Adam adam(options.rate);
    for (std::int64_t step = 0; step < options.steps; ++step) {
        if (options.stopAsked && options.stopAsked())
            return {};
        if (options.forgetMoments)
            adam = Adam(options.rate);
        const at::Tensor error = at::matmul(weight, weight.transpose(1, 2)) - identity;
        adam.step(weight, at::matmul(error, weight).mul_(scale));
        if (mask.defined())
            weight.mul_(mask);
    }
    return weight.to(matrices.scalar_type());
}

} // namespace espalier::methods
