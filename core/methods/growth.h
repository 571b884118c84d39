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

/// Updates until the factor, starting at 0, exceeds the ceiling; nothing if float32 stalls before.
std::optional<std::int64_t> updatesToCeiling(const Growth &growth);

/// Options K_u, K_s, τ, δ, mag_ratio_limit of methods.md 3, shared by the growing methods.
std::vector<recipe::OptionSchema> growthOptions();

} // namespace espalier::methods
