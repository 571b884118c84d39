// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "train/stage.h"

namespace espalier::train {

/// Top-1, top-5 and loss of a network on a split, with the data of the stage; the gate is asked per batch.
base::Result<report::Accuracy> measure(StageContext &context, const model::Network &network, data::Split split);

/// Whether the run has any data, and which splits are not empty.
bool hasData(const StageContext &context);
bool hasTuning(const StageContext &context);
bool hasTest(const StageContext &context);

/// The split to report on: test, or tuning if there is no test split.
data::Split reportSplit(const StageContext &context);

/// "accuracy.test" or "accuracy.tuning".
std::string seriesOf(data::Split split);

} // namespace espalier::train
