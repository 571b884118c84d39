// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/model_point.h"

namespace espalier::engine {

struct Tolerance {
    double absolute = 1e-4, relative = 1e-4; ///< |a - b| <= absolute + relative * |b|
};

struct Verification {
    double maxAbsDiff = 0.0, maxRelDiff = 0.0; ///< relative to |y|, where y is not 0
    double argmaxAgree = 1.0;                  ///< share of rows with the same largest entry
    double seconds = 0.0;                      ///< of the forward pass
    bool ok = false;
};

/// Runs the model in eval mode on tensor "x" of a safetensors file and compares with its tensor "y" (interfaces.md).
/// Mismatch if the file lacks one or the shapes differ. Blocks.
base::Result<Verification> verifyAgainst(const ModelPoint &model, const std::filesystem::path &file,
                                         const Tolerance &tolerance = {});

} // namespace espalier::engine
