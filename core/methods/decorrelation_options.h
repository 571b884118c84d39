// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "methods/decorrelation.h"

namespace espalier::methods {

/// The options of TPP's decorrelation (methods.md 3.5): scheme, lw_opp, lw_orth_reg, norm, transpose.
std::vector<recipe::OptionSchema> decorrelationOptions();

/// Their values.
struct DecorrelationSettings {
    DecorrelationOptions options;
    double pairWeight = 1000.0; ///< lw_opp
    double keptWeight = 0.1;    ///< lw_orth_reg, V6 only

    /// V1 and V2 act on every layer, the others where something goes.
    bool actsOnAllLayers() const;
    /// Factors of the loss when the penalty stands at λ: V1 to V4 are there in full from the start.
    DecorrelationFactors at(double lambda) const;
};
DecorrelationSettings decorrelationSettings(const recipe::Options &options);

} // namespace espalier::methods
