// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "train/bench_step.h"

#include <map>
#include <string>

namespace espalier::engine {

struct BenchOptions {
    train::BenchStepOptions step; ///< model, batch and iterations also hold for the others
};

struct BenchResult {
    double median = 0.0;
    std::string unit; ///< "s", "images/s"
    std::string what; ///< one line
    std::map<std::string, double> figures; ///< further ones by name
};

/// "step": a whole training step on random data. "open": a model (built-in or a file) until the workbench could fill
/// its layer table. "trace": finding its channel groups. "plan": half of every group at random under all constraints,
/// with the time of a preview. "data": augmented training batches per second. Blocks.
base::Result<BenchResult> bench(const std::string &name, const BenchOptions &options);

} // namespace espalier::engine
