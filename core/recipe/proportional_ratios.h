// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <vector>

namespace espalier::recipe {

/// Ratios that together leave 1 - r of P = Σ sizes (methods.md 7):
///
///     base = (P(1 - r) - P_skip) / Σ p_l P_l,   ratio_l = 1 - base * p_l
///
/// where p_l says how much of its size a layer keeps beside the others; p_l = 0 skips it (it keeps all and
/// counts as P_skip). A layer whose ratio would be negative joins them, and the rest is solved again.
/// BadUsage if the skipped layers alone hold more than is to be left, or none takes part.
base::Result<std::vector<double>> proportionalRatios(const std::vector<double> &sizes,
                                                     std::vector<double> shares, double total);

} // namespace espalier::recipe
