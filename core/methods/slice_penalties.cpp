// SPDX-License-Identifier: GPL-3.0-or-later
#include "methods/slice_penalties.h"

#include "base/text.h"
#include "methods/scores.h"
#include "model/along_axis.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

namespace espalier::methods {

using base::Problem;
using base::ProblemCode;
using base::Status;

namespace {

/// The factors as their view shows them: one per element in memory order, or one per slice.
at::Tensor flatFactors(const PenaltyFactors &penalty)
{
    if (penalty.kind == PenaltyFactors::Kind::PerSlice)
        return penalty.factors;
    return penalty.factors.as_strided({penalty.factors.numel()}, {1});
}

} // namespace

Status SlicePenalties::create(std::vector<GroupView> groups, const graph::Structure &structure,
                              const PenaltyScope &scope)
{
    m_scope = scope;
    m_groups = std::move(groups);
    m_penalties.clear();
    m_tensors.clear();
    for (const GroupView &group : m_groups)
        for (const ProducerView &producer : group.producers)
            if (const Status added = addProducer(producer); !added)
                return added;
    if (scope.replacesGradient)
        addRemainingLayers(structure);
    return {};
}

std::vector<SlicePenalties::Slice> SlicePenalties::slicesOf(const ProducerView &producer) const
{
    std::vector<Slice> slices;
    const auto add = [&](bool wanted, const std::string &name, const at::Tensor &tensor, int axis) {
        if (wanted && tensor.defined())
            slices.push_back({name, tensor, axis});
    };
    add(m_scope.weight, producer.weightName, producer.weight, producer.axis);
    add(m_scope.bias, producer.biasName, producer.bias, 0);
    add(m_scope.norm, producer.gammaName, producer.gamma, 0);
    add(m_scope.norm, producer.betaName, producer.beta, 0);
    return slices;
}

Status SlicePenalties::addProducer(const ProducerView &producer)
{
    for (const Slice &slice : slicesOf(producer))
        if (const Status added = addTensor(slice.name, slice.tensor, slice.axis); !added)
            return added;
    return {};
}

Status SlicePenalties::addTensor(const std::string &name, const at::Tensor &tensor, int axis)
{
    const auto known = m_penalties.find(name);
    if (known != m_penalties.end()) {
        if (known->second.axis == axis)
            return {};
        return Problem{ProblemCode::Unsupported,
                       base::cat("axis ", known->second.axis, " and axis ", axis, " of this weight are both to be penalised."),
                       name, "Give only one of the two groups a ratio above 0."};
    }
    PenaltyFactors factors;
    factors.axis = axis;
    factors.factors = at::zeros({tensor.size(axis)}, at::TensorOptions(at::kFloat).device(tensor.device()));
    if (m_scope.elementsOf) {
        const at::Tensor whole = m_scope.elementsOf->get(name);
        factors.kind = PenaltyFactors::Kind::PerElement;
        factors.factors = factors.factors.as_strided(whole.sizes(), whole.strides());
    }
    factors.replacesGradient = m_scope.replacesGradient;
    m_penalties.emplace(name, std::move(factors));
    m_tensors.emplace(name, tensor);
    return {};
}

void SlicePenalties::addRemainingLayers(const graph::Structure &structure)
{
    const at::Device device = m_tensors.begin()->second.device();
    for (const graph::Layer &layer : structure.layers) {
        PenaltyFactors factors;
        factors.factors = at::zeros({layer.weightShape.front()}, at::TensorOptions(at::kFloat).device(device));
        factors.replacesGradient = true;
        m_penalties.emplace(layer.weight, std::move(factors));
    }
}

void SlicePenalties::set(std::size_t group, const std::vector<std::int32_t> &channels, double factor)
{
    const at::NoGradGuard noGrad;
    for (const ProducerView &producer : m_groups[group].producers) {
        const at::Tensor positions = positionsOf(producer, channels);
        for (const Slice &slice : slicesOf(producer))
            m_penalties.at(slice.name).factors.index_fill_(0, positions, factor);
    }
}

void SlicePenalties::fill(std::size_t group, double factor)
{
    const at::NoGradGuard noGrad;
    for (const ProducerView &producer : m_groups[group].producers)
        flatFactors(m_penalties.at(producer.weightName)).fill_(factor);
}

void SlicePenalties::setAt(std::size_t group, const at::Tensor &positions, double factor)
{
    const at::NoGradGuard noGrad;
    for (const ProducerView &producer : m_groups[group].producers)
        flatFactors(m_penalties.at(producer.weightName)).index_fill_(0, positions, factor);
}

double SlicePenalties::loss() const
{
    const at::NoGradGuard noGrad;
    at::Tensor sum;
    for (const auto &[name, tensor] : m_tensors) {
        const PenaltyFactors &penalty = m_penalties.at(name);
        const at::Tensor factors = model::alongAxis(flatFactors(penalty), penalty.axis, tensor.dim());
        const at::Tensor term = (factors * tensor.detach().square()).sum();
        sum = sum.defined() ? sum + term : term;
    }
    return sum.defined() ? 0.5 * sum.item<double>() : 0.0;
}

} // namespace espalier::methods
