// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data_binder.h"
#include "engine/model_opener.h"
#include "train/jacobian.h"

namespace espalier::engine {

/// Mismatch if the data's classes or channels are not those of the model.
base::Status checkFit(const graph::Graph &graph, const BoundData &data);

struct Evaluation {
    report::Accuracy accuracy;
    std::optional<train::JacobianSpectrum> spectrum; ///< absent if it was not asked for
};

/// Opens both and measures on the test split; `jacobianBatches` batches of training images for the singular values of
/// the Jacobian, 0 = none. Blocks.
base::Result<Evaluation> evaluateModel(const recipe::ModelSpec &model, const recipe::DataSpec &data,
                                       std::int64_t jacobianBatches, const EngineOptions &options);

} // namespace espalier::engine
