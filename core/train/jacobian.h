// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/executor.h"
#include "train/trainer.h"

#include <functional>

namespace espalier::train {

/// Singular values of Jacobians, pooled over samples (methods.md 6). At 1 on average a layer stack passes signals and
/// gradients on as they are; near 0 it can hardly be trained.
struct JacobianSpectrum {
    double mean = 0, deviation = 0; ///< population
    double largest = 0, smallest = 0;
    double condition = 0;           ///< mean over samples of largest / smallest; those without a finite one are left out
    double isometryMean = 0, isometryDeviation = 0; ///< of (s - 1)^2
    std::int64_t samples = 0;

    /// deviation / mean.
    double ratio() const { return deviation / mean; }
};

/// d logits / d input of each sample, eval mode, float32: [samples, classes, inputs]. Weights, statistics and generators
/// are left alone. One backward pass per class; `stopAsked` (may be empty) before each: then undefined.
base::Result<at::Tensor> jacobians(const model::Network &network, const at::Tensor &images,
                                   const std::function<bool()> &stopAsked = {});

/// Singular values of each of [samples, rows, columns] by the eigenvalues of J J^T (or J^T J) in float64, ascending:
/// [samples, min(rows, columns)].
at::Tensor singularValues(const at::Tensor &jacobians);

JacobianSpectrum summarise(const at::Tensor &singularValues);

struct JacobianRequest {
    std::int64_t batches = 10; ///< of 100 training images, drawn by the seed, without augmentation
    std::uint64_t seed = 1;
    double tuningShare = 0.1;
};

/// Of training images. BadUsage if there are none; Stopped if asked to.
base::Result<JacobianSpectrum> jacobianSpectrum(const model::Network &network,
                                                const std::shared_ptr<const data::Dataset> &dataset,
                                                const data::Preset &preset, const JacobianRequest &request,
                                                const std::function<bool()> &stopAsked = {});

} // namespace espalier::train
