// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace espalier::train {

// How two lists of the same length go together, in [-1, 1]; NaN if either is constant or shorter than two.

/// Linear correlation.
double pearson(const std::vector<double> &x, const std::vector<double> &y);
/// Linear correlation of ranks, ties sharing their mean rank.
double spearman(const std::vector<double> &x, const std::vector<double> &y);
/// Kendall's tau-b: concordant less discordant pairs over the root of the pairs that are not tied. O(n^2).
double kendall(const std::vector<double> &x, const std::vector<double> &y);

} // namespace espalier::train
