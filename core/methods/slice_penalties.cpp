// SPDX-License-Identifier: GPL-3.0-or-later
#include "methods/slice_penalties.h"

#include "base/text.h"
#include "methods/scores.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

namespace espalier::methods {

using base::Problem;
using base::ProblemCode;
using base::Status;

Status SlicePenalties::create(std::vector<GroupView> groups, const graph::Structure &structure, bool replacesGradient)
{
    m_groups = std::move(groups);
    m_penalties.clear();
    m_weights.clear();
    for (const GroupView &group : m_groups)
        for (const ProducerView &producer : group.producers)
            if (const Status added = addProducer(producer, replacesGradient); !added)
                return added;
    if (replacesGradient)
        addRemainingLayers(structure);
    return {};
}

Status SlicePenalties::addProducer(const ProducerView &producer, bool replacesGradient)
{
    const auto known = m_penalties.find(producer.weightName);
    if (known != m_penalties.end()) {
        if (known->second.axis == producer.axis)
            return {};
        return Problem{ProblemCode::Unsupported,
                       base::cat("axis ", known->second.axis, " and axis ", producer.axis,
                                 " of this weight are both to be penalised."),
                       producer.weightName, "Give only one of the two groups a ratio above 0."};
    }
    PenaltyFactors factors;
    factors.axis = producer.axis;
    factors.factors = at::zeros({producer.weight.size(producer.axis)},
                                at::TensorOptions(at::kFloat).device(producer.weight.device()));
    factors.replacesGradient = replacesGradient;
    m_penalties.emplace(producer.weightName, std::move(factors));
    m_weights.emplace(producer.weightName, producer.weight);
    return {};
}

void SlicePenalties::addRemainingLayers(const graph::Structure &structure)
{
    const at::Device device = m_weights.begin()->second.device();
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
    for (const ProducerView &producer : m_groups[group].producers)
        m_penalties.at(producer.weightName).factors.index_fill_(0, positionsOf(producer, channels), factor);
}

double SlicePenalties::loss() const
{
    const at::NoGradGuard noGrad;
    at::Tensor sum;
    for (const auto &[name, weight] : m_weights) {
        const PenaltyFactors &penalty = m_penalties.at(name);
        std::vector<std::int64_t> shape(static_cast<std::size_t>(weight.dim()), 1);
        shape[static_cast<std::size_t>(penalty.axis)] = -1;
        const at::Tensor term = (penalty.factors.view(shape) * weight.detach().square()).sum();
        sum = sum.defined() ? sum + term : term;
    }
    return sum.defined() ? 0.5 * sum.item<double>() : 0.0;
}

} // namespace espalier::methods
