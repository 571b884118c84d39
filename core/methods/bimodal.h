// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace espalier::methods {

// Where to part scores that a penalty has drawn into two heaps (methods.md 3.12, suggestions), seen as log10
// of their sizes. Scores of 0 count as 1e-18. Both give 0, so that nothing goes, if there are not two
// different scores.

/// The 2-means split with the least sum of squares, exactly: half-way between the heaps' nearest scores.
double twoMeansThreshold(std::vector<double> scores);

/// Two normal distributions fitted by expectation maximisation from that split: where they are equally
/// likely.
double mixtureThreshold(std::vector<double> scores);

} // namespace espalier::methods
