// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/distillation.h"

#include "base/translate.h"
#include "recipe/option_schemas.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

namespace espalier::train {

using base::Problem;
using base::ProblemCode;

Distillation::Distillation(const model::Network &teacher, std::unique_ptr<model::Executor> executor, double weight,
                           double temperature)
    : m_teacher(teacher), m_executor(std::move(executor)), m_weight(weight), m_temperature(temperature)
{
}

base::Result<std::shared_ptr<const Distillation>> Distillation::create(const StageContext &context)
{
    const double weight = recipe::realOption(context.stage.options, "distill_weight");
    if (weight <= 0.0)
        return std::shared_ptr<const Distillation>();
    const recipe::ModelSpec &began = context.recipe.model;
    if (began.source.starts_with("zoo:") && began.weights.empty())
        return Problem{ProblemCode::BadUsage,
                       ESP_TR("Engine", "the run began with an untrained network: there is nothing to learn from it."),
                       "distill_weight", ESP_TR("Engine", "Start from trained weights, or set distill_weight to 0.")};
    if (!context.trainer.openStart)
        return Problem{ProblemCode::BadUsage, ESP_TR("Engine", "the network that the run began with was not kept."),
                       "distill_weight", ESP_TR("Engine", "Set distill_weight to 0.")};
    auto teacher = context.trainer.openStart();
    if (!teacher)
        return teacher.problem();
    const auto outputs = [](const graph::Graph &graph) { return graph.value(graph.outputs().front()).shape; };
    if (outputs(*teacher->graph) != outputs(*context.model.network.graph))
        return Problem{ProblemCode::Mismatch,
                       ESP_TR("Engine", "the network that the run began with has other outputs than this one."),
                       "distill_weight", ESP_TR("Engine", "Set distill_weight to 0.")};
    auto executor = model::Executor::create(teacher->graph, teacher->weights);
    if (!executor)
        return executor.problem();
    return std::make_shared<const Distillation>(*teacher, std::move(*executor), weight,
                                                recipe::realOption(context.stage.options, "distill_temperature"));
}

base::Result<at::Tensor> Distillation::loss(const at::Tensor &logits, const data::Batch &batch) const
{
    const at::Tensor teacher = [&] {
        const at::NoGradGuard noGrad;
        const auto answer = m_executor->logits(batch.images);
        return answer ? answer->to(at::kFloat) : at::Tensor();
    }();
    if (!teacher.defined())
        return Problem{ProblemCode::WorkFailed, ESP_TR("Engine", "the teacher network could not be run on a batch."), "",
                       ESP_TR("Engine", "Set distill_weight to 0.")};
    return distilledLoss(logits, teacher, batch.labels, {m_weight, m_temperature});
}

at::Tensor distilledLoss(const at::Tensor &logits, const at::Tensor &teacher, const at::Tensor &labels,
                         const std::pair<double, double> &weightAndTemperature)
{
    const auto [weight, temperature] = weightAndTemperature;
    const at::Tensor wanted = at::log_softmax(teacher.detach() / temperature, 1);
    const at::Tensor given = at::log_softmax(logits / temperature, 1);
    const at::Tensor divergence = (wanted.exp() * (wanted - given)).sum(1).mean();
    return at::cross_entropy_loss(logits, labels) * (1.0 - weight) + divergence * (weight * temperature * temperature);
}

std::vector<recipe::OptionSchema> distillationOptions()
{
    using namespace recipe;
    return {advanced(atMost(
                atLeast(realSchema("distill_weight", ESP_TR("Engine", "Distillation"), 0.0,
                                   ESP_TR("Engine", "Share of the loss that compares with the answers of the network that the run began "
                                                    "with, instead of with the labels; 0 = none.")),
                        0),
                1)),
            advanced(above(realSchema("distill_temperature", ESP_TR("Engine", "Distillation temperature"), 4.0,
                                      ESP_TR("Engine", "Divides the logits of both networks before they are compared (T).")),
                           0))};
}

} // namespace espalier::train
