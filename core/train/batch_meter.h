// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "train/train_step.h"

namespace espalier::train {

/// Loss and training accuracy since the last reading, summed where the tensors are: nothing is copied to the host until
/// someone reads.
class BatchMeter {
public:
    void add(const StepOutcome &outcome);
    bool isEmpty() const { return m_batches == 0; }

    struct Reading {
        double loss = 0.0; ///< mean over batches, nats
        double top1 = 0.0; ///< percent
    };
    /// One host read; starts anew.
    Reading take();

private:
    at::Tensor m_loss, m_correct;
    std::int64_t m_batches = 0, m_samples = 0;
};

} // namespace espalier::train
