// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/dataset.h"
#include "engine/torch_engine.h"
#include "recipe/recipe.h"
#include "report/snapshot.h"

namespace espalier::engine {

/// Data ready to be used.
struct BoundData {
    recipe::DataSpec spec;
    data::Preset preset;
    std::shared_ptr<const data::Dataset> dataset;
};

/// Opens DATA of interfaces.md with its preset (the source's own if none is named). Blocks while it decodes.
base::Result<BoundData> bindData(const recipe::DataSpec &spec, const EngineOptions &options);

/// Of the network inputs that it gives: the preset's, or the files' own where that is 0.
std::int64_t channelsOf(const BoundData &data);
std::int64_t sizeOf(const BoundData &data);

report::DataInfo describe(const BoundData &data);

/// Images of the tuning split, at most `limit`.
std::int64_t tuningCount(const BoundData &data);

/// `count` network inputs of the tuning split (of test if nothing was set apart), normalised, not augmented.
at::Tensor sampleInputs(const BoundData &data, std::int64_t count);

} // namespace espalier::engine
