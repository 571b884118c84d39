// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/executor.h"
#include "recipe/options.h"
#include "train/stage.h"

namespace espalier::train {

/// Learning from the network that the run began with (Hinton et al., Distilling the Knowledge in a Neural Network, 2015):
///
///     loss = (1 - w) CE + w T^2 KL(softmax(teacher / T) || softmax(student / T))
///
/// The teacher runs in eval mode on the same, augmented batch.
class Distillation {
public:
    /// What the stage's "distill_weight" and "distill_temperature" ask for; null at weight 0. BadUsage if the run has no
    /// start to go back to, or began with a network that was never trained; Mismatch if the two have other outputs.
    static base::Result<std::shared_ptr<const Distillation>> create(const StageContext &context);

    Distillation(const model::Network &teacher, std::unique_ptr<model::Executor> executor, double weight,
                 double temperature);
    /// The whole loss of a batch.
    base::Result<at::Tensor> loss(const at::Tensor &logits, const data::Batch &batch) const;

private:
    model::Network m_teacher;
    std::unique_ptr<model::Executor> m_executor;
    double m_weight, m_temperature;
};

/// The loss above, from both logits.
at::Tensor distilledLoss(const at::Tensor &logits, const at::Tensor &teacher, const at::Tensor &labels,
                         const std::pair<double, double> &weightAndTemperature);

std::vector<recipe::OptionSchema> distillationOptions();

} // namespace espalier::train
