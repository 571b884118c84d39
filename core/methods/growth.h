// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recipe/options.h"

#include <cstdint>
#include <optional>

namespace espalier::methods {

/// How a factor grows by `step` per update until it exceeds `ceiling`, accumulated in float32 as published (the counts
/// of methods.md 10 depend on it: step 1e-4, ceiling 1 takes 10000 updates and ends at 1.0000535).
struct Growth {
    double step = 1e-4;
    double ceiling = 1.0;
};

/// Factor after one more update: float32(factor) + float32(step).
float grown(float factor, const Growth &growth);

/// Updates until the factor, starting at `start`, exceeds the ceiling; nothing if float32 stalls before.
std::optional<std::int64_t> updatesToCeiling(const Growth &growth, float start = 0.0F);

/// How a factor that starts at 0 first reaches the ceiling (>= it): the updates and the factor then (GReg-2's picking:
/// step 1e-5, ceiling 0.01 takes 1001 updates and ends at 0.0100100). Nothing if float32 stalls before.
struct Reached {
    std::int64_t updates = 0;
    float factor = 0.0F;
};
std::optional<Reached> updatesToReach(const Growth &growth);

// Options of methods.md 3, shared by the growing methods: K_u, K_s, τ, δ, mag_ratio_limit, block_loss_grad.
recipe::OptionSchema updateIntervalOption();
recipe::OptionSchema stabilizeIntervalOption(std::int64_t value = 40000);
recipe::OptionSchema ceilingOption();
recipe::OptionSchema growthStepOption();
recipe::OptionSchema magnitudeLimitOption();
recipe::OptionSchema blockGradientOption();

/// A count of iterations, of at least 0, and a switch among the advanced options that is off.
recipe::OptionSchema countOption(const char *name, const char *title, std::int64_t value, const char *help);
recipe::OptionSchema switchOption(const char *name, const char *title, const char *help);

} // namespace espalier::methods
