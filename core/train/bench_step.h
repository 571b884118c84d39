// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <cstdint>
#include <string>

namespace espalier::train {

struct BenchStepOptions {
    std::string model = "cifar_resnet56"; ///< of the zoo
    std::int64_t batch = 128;
    std::string precision = "fp32"; ///< fp32, bf16, auto
    std::int64_t warmup = 3;
    std::int64_t iterations = 10;
    std::string method = "greg1"; ///< of the catalogue, with its defaults; its steps count from far into its schedule
    double ratio = 0.5;   ///< the method penalises this share of every group; 0 = no method
    bool comparePlain = false; ///< steps without the method alternate with those with it
    std::uint64_t seed = 1;
};

/// Seconds of whole training steps (update, forward, loss, backward, optimiser with penalties), measured one by one.
struct BenchStepFigures {
    double medianSeconds = 0.0, p10Seconds = 0.0, p90Seconds = 0.0;
    double forwardSeconds = 0.0, backwardSeconds = 0.0, optimiserSeconds = 0.0; ///< medians of the parts
    double samplesPerSecond = 0.0;
    double plainSeconds = 0.0; ///< median of the alternating steps without the method; 0 = not asked for
    std::int64_t parameters = 0;
    int threads = 0;
    std::string precision; ///< as it was run
};

/// Random data, the real training step of the trainer. Blocks for (warmup + iterations) steps.
base::Result<BenchStepFigures> benchStep(const BenchStepOptions &options);

} // namespace espalier::train
