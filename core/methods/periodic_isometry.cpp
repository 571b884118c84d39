// SPDX-License-Identifier: GPL-3.0-or-later
#include "methods/periodic_isometry.h"

#include "base/translate.h"
#include "methods/isometry.h"
#include "recipe/option_schemas.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

namespace espalier::methods {

base::Status PeriodicIsometry::create(const MethodContext &context)
{
    const std::int64_t epochs = recipe::integerOption(context.options, "reinit_interval");
    if (epochs > 0 && context.horizon.stepsPerEpoch <= 0)
        return base::Problem{base::ProblemCode::BadUsage, "the length of an epoch is not known.", "options.reinit_interval",
                             "Set it to 0."};
    m_structure = context.structure;
    m_weights = context.weights;
    m_interval = epochs * context.horizon.stepsPerEpoch;
    m_gain = context.activationGain;
    return {};
}

void PeriodicIsometry::afterStep(std::int64_t iteration) const
{
    if (m_interval <= 0 || (iteration + 1) % m_interval != 0)
        return;
    const at::NoGradGuard noGrad;
    for (const graph::Layer &layer : m_structure->layers) {
        const at::Tensor weight = m_weights.get(layer.weight);
        const at::Tensor isometry = orthogonalPart(matricesOf(layer, weight)) * m_gain;
        weight.detach().copy_(weightOf(layer, isometry, weight));
    }
}

recipe::OptionSchema reinitIntervalOption()
{
    recipe::OptionSchema option = recipe::advanced(recipe::atLeast(
        recipe::integerSchema("reinit_interval", ESP_TR("Engine", "Isometry every"), 0,
                              ESP_TR("Engine", "Every so many epochs all layers become the exact isometry of their weights; "
                                               "0 = never.")),
        0.0));
    option.unit = ESP_TR("Engine", "epochs");
    return option;
}

} // namespace espalier::methods
