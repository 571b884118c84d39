// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data_binder.h"
#include "engine/model_opener.h"

namespace espalier::engine {

/// Mismatch if the data's classes or channels are not those of the model.
base::Status checkFit(const graph::Graph &graph, const BoundData &data);

/// Opens both and measures on the test split. Blocks.
base::Result<report::Accuracy> evaluateModel(const recipe::ModelSpec &model, const recipe::DataSpec &data,
                                             const EngineOptions &options);

} // namespace espalier::engine
