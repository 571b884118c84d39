// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "train/stage.h"

namespace espalier::train {

/// Copies of a network, to whose convolution and linear weights Gaussian noise was added, and their accuracy
/// together (methods.md 6): how flat the place is that the weights lie in.
struct NoiseRequest
{
    double deviation = 0.0; ///< of the noise
    std::int64_t models = 10;
    std::uint64_t seed = 1;
};

struct NoiseEnsemble
{
    report::Accuracy together;              ///< of the mean of the members' logits
    double membersMean = 0, membersStd = 0; ///< top-1 of the members alone, percent; population deviation
    std::int64_t models = 0;
};

/// One noisy copy; the network's own tensors stay as they are. The same for the same seed and number.
model::Network noisyCopy(const model::Network &network, const graph::Structure &structure,
                         const NoiseRequest &request, std::int64_t number);

/// What the copies answer on.
struct NoiseImages
{
    std::shared_ptr<const data::Dataset> dataset;
    data::Preset preset;
    EvaluateRequest request;
    std::function<bool()> stopAsked = {}; ///< per batch; may be empty
};

/// Holds all copies at once. Stopped if asked to.
base::Result<NoiseEnsemble> measureNoiseEnsemble(const model::Network &network,
                                                 const graph::Structure &structure,
                                                 const NoiseRequest &request, const NoiseImages &images);

/// "noise_std" and "noise_models" of a stage, and what they ask for: "STATION.noise_top1",
/// "…noise_members_mean", "…noise_members_std". Nothing if noise_std is 0.
std::vector<recipe::OptionSchema> noiseOptions();
base::Status measureNoise(StageContext &context, data::Split split, const std::string &station);

} // namespace espalier::train
