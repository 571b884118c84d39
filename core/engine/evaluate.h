// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data_binder.h"
#include "engine/model_opener.h"
#include "train/jacobian.h"
#include "train/noise_ensemble.h"

namespace espalier::engine {

/// Mismatch if the data's classes or channels are not those of the model.
base::Status checkFit(const graph::Graph &graph, const BoundData &data);

struct Evaluation {
    report::Accuracy accuracy;
    std::optional<train::JacobianSpectrum> spectrum; ///< absent if it was not asked for
    std::optional<train::NoiseEnsemble> noise;       ///< the same
};

/// What is measured beside accuracy.
struct EvaluationExtras {
    std::int64_t jacobianBatches = 0; ///< of training images, for the singular values of the Jacobian; 0 = none
    train::NoiseRequest noise;        ///< deviation 0 = none
};

/// Opens both and measures on the test split. Blocks.
base::Result<Evaluation> evaluateModel(const recipe::ModelSpec &model, const recipe::DataSpec &data,
                                       const EvaluationExtras &extras, const EngineOptions &options);

} // namespace espalier::engine
