// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "train/stage.h"

namespace espalier::train {

struct ShortTrainingResult
{
    double trainLoss = 0.0; ///< on all training images in eval mode, at the end
    double top1 = 0.0;      ///< of the last epoch, percent, on the split to report on
    double best = 0.0;      ///< of the best epoch
    double lastFive = 0.0;  ///< mean of the last five epochs
};

/// Options of a plain training of a candidate: finetune_epochs, batch, lr, weight_decay, momentum, nesterov.
std::vector<recipe::OptionSchema> shortTrainingOptions();

/// Trains a network of its own by the stage's options and says what came out. The gate is asked once per
/// step, and there are no checkpoints in between: Stopped loses what was done.
base::Result<ShortTrainingResult> trainShortly(StageContext &context, model::Network network,
                                               std::uint64_t seed);

/// Loss on all training images in eval mode.
base::Result<double> trainLoss(StageContext &context, const model::Network &network);

} // namespace espalier::train
