// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "train/stage.h"

namespace espalier::train {

/// Mean |w| of all weights of each layer, by layer.
std::map<std::string, double> meanMagnitudes(const graph::Structure &structure,
                                             const model::Weights &weights);

/// How the weights of layers move away from those of the network that the run began with: mean |w| of a layer
/// now by that of the whole layer then, as the series "weights/LAYER" after each epoch, and their mean over
/// the layers as the figure "STAGE.weights_to_base" (methods.md 6).
class MagnitudeCourse
{
public:
    /// Reads the network that the run began with; tells nothing if it was not kept or can't be read any more.
    static MagnitudeCourse create(const StageContext &context);
    void report(StageContext &context, const model::Weights &weights, double epoch) const;

private:
    std::map<std::string, double> m_base;
};

} // namespace espalier::train
