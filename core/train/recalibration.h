// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "train/trainer.h"

#include <functional>

namespace espalier::train {

struct StageContext;

struct RecalibrationOptions {
    std::int64_t samples = 8192; ///< training images
    std::int64_t batch = 128;
    std::uint64_t seed = 1;
    double tuningShare = 0.0;          ///< of the training set left out
    std::function<bool()> stopAsked;   ///< per batch; may be empty
};

/// By the stage's options "samples" and "batch"; `purpose` keeps the draws of stages apart that ask for the same thing.
RecalibrationOptions recalibrationOptions(StageContext &context, std::uint64_t purpose);

/// Re-estimates the running statistics of every batch norm (methods.md 4.5): running_mean = mean of the batch means,
/// running_var = mean of the unbiased batch variances, over augmented training images in train mode. Returns how many
/// batch norms were set (0 = the network has none). Stopped leaves the statistics as they were.
base::Result<std::int64_t> recalibrate(const model::Network &network, const std::shared_ptr<const data::Dataset> &dataset,
                                       const data::Preset &preset, const RecalibrationOptions &options);

} // namespace espalier::train
