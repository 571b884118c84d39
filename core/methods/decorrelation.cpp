// SPDX-License-Identifier: GPL-3.0-or-later
#include "methods/decorrelation.h"

#include "methods/gram_energy.h"
#include "methods/orth_conv.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

namespace espalier::methods {

namespace {

/// N x D, in the order of the weight's own axes.
at::Tensor flatRows(const at::Tensor &weight, int axis)
{
    return weight.detach().movedim(axis, 0).flatten(1);
}

at::Tensor sumOfSquares(const at::Tensor &tensor)
{
    return tensor.to(at::kDouble).square().sum();
}

void addToGradient(const at::Tensor &weight, const at::Tensor &gradient)
{
    if (weight.grad().defined())
        weight.mutable_grad().add_(gradient);
    else
        weight.mutable_grad() = gradient.contiguous();
}

} // namespace

Decorrelation::Decorrelation(DecorrelationLayer layer, const DecorrelationOptions &options)
    : m_layer(std::move(layer)), m_options(options)
{
    const at::NoGradGuard noGrad;
    const at::Tensor &chosen = m_layer.chosen;
    m_touched = chosen.unsqueeze(1).logical_or(chosen.unsqueeze(0)).to(at::kFloat);
    const Decorrelating scheme = m_options.scheme;
    if (scheme == Decorrelating::V1 || scheme == Decorrelating::V2)
        m_target = at::eye(chosen.numel(), m_touched.options());
    else if (scheme != Decorrelating::V5)
        m_target = at::diag(chosen.logical_not().to(at::kFloat));
    if (scheme == Decorrelating::V4)
        m_base = rows().clone();
}

at::Tensor Decorrelation::rows() const
{
    return flatRows(m_layer.weight, m_layer.axis);
}

bool Decorrelation::isConvolution() const
{
    const at::Tensor &weight = m_layer.weight;
    if (m_options.scheme != Decorrelating::V1 || weight.dim() < 3)
        return false;
    return weight.numel() > weight.size(0) * weight.size(1);
}

bool Decorrelation::isTransposed(const at::Tensor &rows) const
{
    const bool asked = m_options.scheme == Decorrelating::V1 || m_options.scheme == Decorrelating::V2;
    return asked && m_options.transpose && rows.size(0) < rows.size(1);
}

/// map∘(G - target): what both the loss and its gradient are made of.
at::Tensor Decorrelation::pairTerm(const at::Tensor &gram, const DecorrelationFactors &factors) const
{
    switch (m_options.scheme) {
    case Decorrelating::V5: return gram * m_touched;
    case Decorrelating::V6: return (gram - m_target) * (m_touched * (factors.chosen - factors.kept) + factors.kept);
    default: return gram - m_target;
    }
}

double Decorrelation::pairScale(const at::Tensor &rows, const DecorrelationFactors &factors) const
{
    // WᵀW - I_D and WWᵀ - I_N give the same gradient but for the number of entries that the mean goes over.
    const double side = static_cast<double>(rows.size(isTransposed(rows) ? 1 : 0));
    const double factor = m_options.scheme == Decorrelating::V6 ? 1.0 : factors.chosen;
    return m_options.scheme == Decorrelating::V5 && !m_options.isMean ? factor : factor / (side * side);
}

at::Tensor Decorrelation::rowGradient(const at::Tensor &rows, const DecorrelationFactors &factors) const
{
    at::Tensor gradient = pairTerm(rows.mm(rows.t()), factors).mm(rows).mul_(4.0 * pairScale(rows, factors));
    if (m_options.scheme == Decorrelating::V4) {
        // W(WᵀW - W₀ᵀW₀) without ever making a D x D matrix.
        const at::Tensor apart = rows.mm(rows.t()).mm(rows) - rows.mm(m_base.t()).mm(m_base);
        const double entries = static_cast<double>(rows.size(1)) * static_cast<double>(rows.size(1));
        gradient.add_(apart, 4.0 * factors.chosen / entries);
    }
    return gradient;
}

void Decorrelation::addGradient(const DecorrelationFactors &factors) const
{
    if (factors.chosen == 0.0 && factors.kept == 0.0)
        return;
    const at::NoGradGuard noGrad;
    const at::Tensor &weight = m_layer.weight;
    const at::Tensor moved = weight.detach().movedim(m_layer.axis, 0);
    const at::Tensor gradient = isConvolution() ? orthConvGradient(moved, m_layer.stride) * factors.chosen
                                                : rowGradient(moved.flatten(1), factors).view(moved.sizes());
    addToGradient(weight, gradient.movedim(0, m_layer.axis));
}

at::Tensor Decorrelation::loss(const DecorrelationFactors &factors) const
{
    const at::NoGradGuard noGrad;
    const at::Tensor moved = m_layer.weight.detach().movedim(m_layer.axis, 0).to(at::kDouble);
    if (isConvolution())
        return orthConvDistance(moved, m_layer.stride) * factors.chosen;
    const at::Tensor rows = moved.flatten(1);
    const at::Tensor gram = rows.mm(rows.t());
    const at::Tensor apart = m_target.defined() ? gram - m_target : gram;
    at::Tensor loss = (pairTerm(gram, factors) * apart).sum() * pairScale(rows, factors);
    if (isTransposed(rows))
        loss = loss + static_cast<double>(rows.size(1) - rows.size(0)) * pairScale(rows, factors);
    if (m_options.scheme == Decorrelating::V4) {
        const at::Tensor base = m_base.to(at::kDouble);
        const at::Tensor distance = sumOfSquares(gram) + sumOfSquares(base.mm(base.t())) - 2.0 * sumOfSquares(rows.mm(base.t()));
        loss = loss + distance * (factors.chosen / static_cast<double>(rows.size(1) * rows.size(1)));
    }
    return loss;
}

std::map<std::string, float> gramShares(const DecorrelationLayer &layer)
{
    const GramEnergy energy = gramEnergy(flatRows(layer.weight, layer.axis), layer.chosen);
    return {{"gram_off", static_cast<float>(energy.offDiagonal)},
            {"gram_kept", static_cast<float>(energy.keptKept)},
            {"gram_cross", static_cast<float>(energy.keptPruned)},
            {"gram_pruned", static_cast<float>(energy.prunedPruned)}};
}

} // namespace espalier::methods
