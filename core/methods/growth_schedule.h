// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recipe/options.h"

namespace espalier::methods {

/// λ(t) of methods.md 3.5, absolute and not accumulated, at t % K_u = 0:
///
///     linear δ·t/K_u,  polyP τ·(t/reg_iters)^P;   reg_iters = K_u·τ/δ
///
/// or, with reg_iters given: K_u = max(1, round(reg_iters·δ/τ)), linear τ·t/reg_iters.
class GrowthSchedule {
public:
    GrowthSchedule() = default;
    explicit GrowthSchedule(const recipe::Options &options);

    std::int64_t interval() const { return m_interval; } ///< K_u
    double at(std::int64_t t) const;
    /// λ has reached τ (but for the rounding of the last bit).
    bool isDone(std::int64_t t) const;
    /// The first update at which it has.
    std::int64_t end() const;

private:
    double m_iterations = 1.0; ///< reg_iters
    double m_ceiling = 1.0;    ///< τ
    double m_power = 1.0;
    std::int64_t m_interval = 1;
};

/// reg_schedule and reg_iters.
std::vector<recipe::OptionSchema> growthScheduleOptions();

} // namespace espalier::methods
