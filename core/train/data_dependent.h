// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "train/trainer.h"

namespace espalier::train {

/// data_dependent of methods.md 3.6: trains all weights, from where they are, for a loss that knows no
/// labels,
///
///     (Var of the images - Var of the logits)^2 - entropy, to base 10, of the batch's mean softmax,
///
/// by SGD with momentum over epochs of augmented training images, in train mode. Variances are unbiased, over
/// all elements. As the authors of TPP published it in code, but for their weight decay, which was the run's own.
struct DataDependentOptions
{
    std::int64_t epochs = 10;
    std::int64_t batch = 128;
    double rate = 0.01; ///< a tenth from half of the epochs on, a hundredth from four fifths on
    double momentum = 0.9;
    std::uint64_t seed = 1;
    double tuningShare = 0.0;
    std::function<bool()> stopAsked = {};            ///< once per batch; may be empty
    std::function<void(double loss)> afterStep = {}; ///< may be empty
};

/// The loss on one batch and its two parts; gradients reach the weights if they require them.
struct DataDependentLoss
{
    at::Tensor variances, entropy;
    at::Tensor total() const;
};
base::Result<DataDependentLoss>
dataDependentLoss(const model::Network &network, const at::Tensor &images);

/// Replaces the network's weights; the old tensors stay as they are. Stopped or WorkFailed (a loss that is
/// not finite) with nothing changed.
base::Status initialiseByData(model::Network &network, const std::shared_ptr<const data::Dataset> &dataset, const data::Preset &preset,
                              const DataDependentOptions &options);

} // namespace espalier::train
