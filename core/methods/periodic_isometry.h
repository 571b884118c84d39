// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "methods/method.h"

namespace espalier::methods {

/// Every so many epochs, after the step, all convolution and linear layers become the exact isometry of themselves
/// (OrthP of methods.md 3.6, as `reinit_interval` of TPP asks); biases and batch norms stay. Nothing survives between
/// two steps, so there is nothing to save.
class PeriodicIsometry {
public:
    /// Reads `reinit_interval` [epochs], 0 = never. BadUsage if it is on and the length of an epoch isn't known.
    base::Status create(const MethodContext &context);
    void afterStep(std::int64_t iteration) const;

private:
    graph::StructurePtr m_structure;
    model::Weights m_weights; ///< live
    std::int64_t m_interval = 0; ///< iterations
    double m_gain = 1.0;
};

/// The option `reinit_interval`.
recipe::OptionSchema reinitIntervalOption();

} // namespace espalier::methods
