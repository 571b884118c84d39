// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace espalier::data {

/// `count` of the samples, ascending, with every class in proportion (largest remainders) and chosen at random within
/// each class. All samples if count is 0 or no less than there are. Depends on its arguments only.
std::vector<std::int64_t> chooseStratified(const std::vector<std::int64_t> &labels, std::int64_t count, std::uint64_t seed);

struct TuningSplit {
    std::vector<std::int64_t> train;  ///< ascending
    std::vector<std::int64_t> tuning; ///< ascending, apart from train
};

/// Sets `share` of each class apart (rounded; at least one sample of every class that has two, if share > 0). The same
/// for every loader and seed, so that train and tuning can never overlap.
TuningSplit splitTuning(const std::vector<std::int64_t> &labels, double share);

/// Seed of choices that belong to the data set rather than to a run.
constexpr std::uint64_t dataSeed = 20'240'611;

} // namespace espalier::data
