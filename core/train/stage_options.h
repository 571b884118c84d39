// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recipe/options.h"
#include "train/optimiser.h"

namespace espalier::train {

/// The keys that training stages share, with the stage's own defaults.
recipe::OptionSchema batchOption(std::int64_t value);
recipe::OptionSchema rateOption(const char *schedule);
recipe::OptionSchema weightDecayOption(double value);
recipe::OptionSchema momentumOption();
recipe::OptionSchema nesterovOption();
recipe::OptionSchema epochsOption(std::int64_t value);
recipe::OptionSchema iterationsOption(const char *help);
recipe::OptionSchema evaluateEveryOption();
/// The first choice is the default.
recipe::OptionSchema splitOption(const char *name, std::vector<std::string> choices, const char *help);

/// How long a penalize stage lasts at most, by its options; steps 0 = until the method is ready.
methods::Horizon horizonOf(const recipe::Options &options, std::int64_t stepsPerEpoch);

OptimiserOptions optimiserOptions(const recipe::Options &options);

} // namespace espalier::train
