// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/training_weights.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

namespace espalier::train {

namespace {

at::Tensor laidOut(const at::Tensor &tensor)
{
    const auto format = tensor.dim() == 4 ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous;
    at::Tensor copy = at::empty(tensor.sizes(), tensor.options().memory_format(format));
    copy.copy_(tensor.detach());
    return copy;
}

} // namespace

void layOutForTraining(model::Network &network)
{
    const at::NoGradGuard noGrad;
    const auto entries = network.weights.entries();
    for (const auto &[name, tensor] : entries)
        network.weights.set(name, laidOut(tensor));
}

GradientScope::GradientScope(const model::Network &network)
{
    for (const auto id : network.graph->storedOf(graph::ValueKind::Parameter)) {
        m_parameters.push_back(network.weights.get(network.graph->value(id).name));
        m_parameters.back().set_requires_grad(true);
    }
}

GradientScope::~GradientScope()
{
    for (at::Tensor &parameter : m_parameters) {
        parameter.mutable_grad().reset();
        parameter.set_requires_grad(false);
    }
}

} // namespace espalier::train
