// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/magnitude_course.h"

#include "base/text.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

namespace espalier::train {

std::map<std::string, double> meanMagnitudes(const graph::Structure &structure, const model::Weights &weights)
{
    const at::NoGradGuard noGrad;
    std::map<std::string, double> means;
    for (const graph::Layer &layer : structure.layers)
        if (const at::Tensor weight = weights.get(layer.weight); weight.defined() && weight.numel() > 0)
            means[layer.name] = weight.detach().abs().mean().item<double>();
    return means;
}

MagnitudeCourse MagnitudeCourse::create(const StageContext &context)
{
    MagnitudeCourse course;
    if (!context.trainer.openStart)
        return course;
    const auto start = context.trainer.openStart();
    if (!start)
        return course;
    // A cut leaves the layers' names and weights' names as they are.
    course.m_base = meanMagnitudes(*context.model.trace.structure, start->weights);
    return course;
}

void MagnitudeCourse::report(StageContext &context, const model::Weights &weights, double epoch) const
{
    if (m_base.empty())
        return;
    double sum = 0.0, count = 0.0;
    for (const auto &[layer, mean] : meanMagnitudes(*context.model.trace.structure, weights)) {
        const auto start = m_base.find(layer);
        if (start == m_base.end() || !(start->second > 0.0))
            continue;
        const double ratio = mean / start->second;
        context.services.reporter.metric({base::cat("weights/", layer), ratio, epoch, {}, {}});
        sum += ratio;
        ++count;
    }
    if (count > 0.0)
        context.services.record.record().figures[context.stage.kind + ".weights_to_base"] = sum / count;
}

} // namespace espalier::train
