// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "methods/method.h"

namespace espalier::methods {

/// ρ = mean score of the kept channels over mean score of the chosen ones, per group, and its running average
/// ρ̄ = ρ first, then 0.9 ρ̄ + 0.1 ρ (methods.md 3.3). Infinite if nothing is chosen or the chosen are all zero.
class MagnitudeRatios {
public:
    void create(std::size_t groups);
    /// ρ of the groups asked for, on the weights as they are. One host read for all.
    struct Choice {
        const GroupView *group = nullptr;
        at::Tensor chosen; ///< int64 channel indices on the weights' device
    };
    static std::vector<double> measure(const std::vector<Choice> &choices);
    void add(std::size_t group, double ratio);
    /// ρ̄, or NaN before the first `add`.
    double average(std::size_t group) const { return m_averages[group]; }
    const std::vector<double> &averages() const { return m_averages; }
    void restore(std::vector<double> averages) { m_averages = std::move(averages); }
    /// True if every ρ̄ known so far has reached the limit (and at least one is known).
    bool allReached(double limit) const;

private:
    std::vector<double> m_averages;
};

} // namespace espalier::methods
