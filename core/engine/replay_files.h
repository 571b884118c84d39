// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/model_point.h"
#include "train/replay.h"

namespace espalier::engine {

/// `replay` of interfaces.md: batches from one safetensors file, tensors of the result into another.
base::Result<train::ReplayResult> replayFiles(const ModelPoint &model, const recipe::Recipe &recipe,
                                              const std::filesystem::path &batches, const std::filesystem::path &out);

} // namespace espalier::engine
