// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/fit_method.h"

#include "base/translate.h"
#include "recipe/option_schemas.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

namespace espalier::train {

using base::Problem;
using base::ProblemCode;

FitMethod::FitMethod(const model::Network &network, graph::StructurePtr structure, const FitOptions &options)
    : m_network(network), m_structure(std::move(structure)), m_options(options)
{
    if (m_options.average > 0.0)
        m_average = network.weights.clone();
}

model::Network FitMethod::shown() const
{
    return m_average.size() > 0 ? model::Network{m_network.graph, m_average} : m_network;
}

void FitMethod::adoptAverage()
{
    const at::NoGradGuard noGrad;
    for (const auto &[name, tensor] : m_average.entries())
        m_network.weights.get(name).copy_(tensor);
}

void FitMethod::afterBackward(const methods::StepContext &)
{
    if (m_options.orth == OrthLoss::None)
        return;
    const at::NoGradGuard noGrad;
    at::Tensor sum;
    for (const graph::Layer &layer : m_structure->layers) {
        at::Tensor weight = m_network.weights.get(layer.weight);
        if (!weight.defined() || !weight.grad().defined())
            continue;
        const OrthTerm term = orthTerm(m_options.orth, layer, weight, &layer == &m_structure->layers.front());
        if (!term.loss.defined())
            continue;
        weight.mutable_grad().add_(term.gradient, m_options.orthWeight);
        sum = sum.defined() ? sum + term.loss : term.loss;
    }
    m_loss = sum;
}

void FitMethod::afterStep(const methods::StepContext &)
{
    const at::NoGradGuard noGrad;
    for (const auto &[name, average] : m_average.entries()) {
        at::Tensor target = average;
        const at::Tensor weight = m_network.weights.get(name);
        if (weight.is_floating_point())
            target.lerp_(weight, 1.0 - m_options.average);
        else
            target.copy_(weight);
    }
}

double FitMethod::penaltyLoss() const
{
    return m_loss.defined() ? m_options.orthWeight * m_loss.item<double>() : 0.0;
}

methods::MethodState FitMethod::save() const
{
    methods::MethodState state;
    for (const auto &[name, tensor] : m_average.entries())
        state.tensors["average." + name] = tensor;
    return state;
}

base::Status FitMethod::load(const methods::MethodState &state)
{
    const at::NoGradGuard noGrad;
    for (const auto &[name, tensor] : m_average.entries()) {
        const auto saved = state.tensors.find("average." + name);
        if (saved == state.tensors.end() || saved->second.sizes() != tensor.sizes())
            return Problem{ProblemCode::Mismatch, ESP_TR("Engine", "the saved moving average does not fit the model."),
                           name, ESP_TR("Engine", "Resume with the recipe that the run was started with.")};
        at::Tensor target = tensor;
        target.copy_(saved->second);
    }
    return {};
}

std::vector<recipe::OptionSchema> fitMethodOptions()
{
    using namespace recipe;
    return {advanced(choiceSchema(
                "orth_loss", ESP_TR("Engine", "Orthogonality loss"), {"none", "kernel", "conv", "conv_ref"},
                ESP_TR("Engine", "Keeps layers near an isometry: of the flattened weights (kernel, KernOrth), or of the "
                                 "convolution itself (conv, OrthConv; conv_ref as its published code)."))),
            advanced(atLeast(realSchema("orth_weight", ESP_TR("Engine", "Weight of the orthogonality loss"), 0.1,
                                        ESP_TR("Engine", "Factor on the sum of the layers' distances (lw_orth_reg).")),
                             0)),
            advanced(below(
                atLeast(realSchema(
                            "ema_decay", ESP_TR("Engine", "Weight averaging"), 0.0,
                            ESP_TR("Engine", "Decay of a moving average of the weights, which is then measured and kept instead of "
                                             "the last ones; 0 = none, 0.999 is usual.")),
                        0),
                1))};
}

FitOptions fitOptions(const recipe::Options &options)
{
    FitOptions fit;
    const std::string &loss = recipe::textOption(options, "orth_loss");
    if (loss != "none")
        fit.orth = loss == "kernel" ? OrthLoss::Kernel
                   : loss == "conv" ? OrthLoss::Convolution
                                    : OrthLoss::ConvolutionReference;
    fit.orthWeight = recipe::realOption(options, "orth_weight");
    fit.average = recipe::realOption(options, "ema_decay");
    return fit;
}

} // namespace espalier::train
