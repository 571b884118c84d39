// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/weights.h"

namespace espalier::train {

/// Gives a network's tensors the layout for training: storage of their own (in-place updates must not reach copies that
/// others hold), 4-D weights channels_last, always with the same strides for the same shape, so that a resumed run
/// computes what an uninterrupted one does.
void layOutForTraining(model::Network &network);

/// While it lives, the parameters require gradients.
class GradientScope {
public:
    explicit GradientScope(const model::Network &network);
    ~GradientScope();
    GradientScope(const GradientScope &) = delete;
    GradientScope &operator=(const GradientScope &) = delete;

private:
    std::vector<at::Tensor> m_parameters;
};

} // namespace espalier::train
