// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "train/trainer.h"

#include <functional>
#include <utility>

namespace espalier::train {

/// 95 % Wilson score interval of a share of `correct` out of `samples`, in percent. {0, 100} without samples.
std::pair<double, double> wilsonInterval(std::int64_t correct, std::int64_t samples);

/// Logits of a batch.
using Predict = std::function<base::Result<at::Tensor>(const data::Batch &batch)>;

/// Top-1, top-5 and loss of whatever gives logits; asks `stopAsked` (may be empty) per batch.
base::Result<report::Accuracy> evaluatePredictions(const Predict &predict, const std::shared_ptr<const data::Dataset> &dataset,
                                                   const data::Preset &preset, const EvaluateRequest &request,
                                                   const std::function<bool()> &stopAsked);

/// As `evaluate`, but asks `stopAsked` (may be empty) per batch.
base::Result<report::Accuracy> evaluateSplit(const model::Network &network,
                                             const std::shared_ptr<const data::Dataset> &dataset,
                                             const data::Preset &preset, const EvaluateRequest &request,
                                             const std::function<bool()> &stopAsked);

} // namespace espalier::train
