// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace espalier::base {

/// Counter-based generator: a pure function of (seed, stream, counter), so that work can be split over threads and
/// resumed anywhere without saving state. SplitMix64 finaliser over the mixed words (Steele et al., OOPSLA 2014).
std::uint64_t randomBits(std::uint64_t seed, std::uint64_t stream, std::uint64_t counter);

/// Uniform in [0, 1) with 53 bits.
double randomUnit(std::uint64_t seed, std::uint64_t stream, std::uint64_t counter);

/// Uniform integer in [0, bound), bound >= 1, free of modulo bias to 2^-32.
std::uint32_t randomBelow(std::uint32_t bound, std::uint64_t seed, std::uint64_t stream, std::uint64_t counter);

/// Fisher-Yates permutation of 0..count-1.
std::vector<std::int32_t> randomPermutation(std::int32_t count, std::uint64_t seed, std::uint64_t stream);

} // namespace espalier::base
