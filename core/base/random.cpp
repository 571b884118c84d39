// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/random.h"

#include <numeric>
#include <utility>

namespace espalier::base {

namespace {

constexpr std::uint64_t golden = 0x9e3779b97f4a7c15ULL;

std::uint64_t finalise(std::uint64_t word)
{
    word = (word ^ (word >> 30)) * 0xbf58476d1ce4e5b9ULL;
    word = (word ^ (word >> 27)) * 0x94d049bb133111ebULL;
    return word ^ (word >> 31);
}

} // namespace

std::uint64_t randomBits(std::uint64_t seed, std::uint64_t stream, std::uint64_t counter)
{
    // Each word is finalised before the next is added, so that (1, 2, 3) and (2, 1, 3) have nothing in common.
    std::uint64_t word = finalise(seed + golden);
    word = finalise(word + golden * (stream + 1));
    return finalise(word + golden * (counter + 1));
}

double randomUnit(std::uint64_t seed, std::uint64_t stream, std::uint64_t counter)
{
    return static_cast<double>(randomBits(seed, stream, counter) >> 11) * 0x1.0p-53;
}

std::uint32_t randomBelow(std::uint32_t bound, std::uint64_t seed, std::uint64_t stream, std::uint64_t counter)
{
    const std::uint64_t high = randomBits(seed, stream, counter) >> 32;
    return static_cast<std::uint32_t>((high * bound) >> 32);
}

std::vector<std::int32_t> randomPermutation(std::int32_t count, std::uint64_t seed, std::uint64_t stream)
{
    std::vector<std::int32_t> order(static_cast<std::size_t>(count > 0 ? count : 0));
    std::iota(order.begin(), order.end(), 0);
    for (std::size_t last = order.size(); last > 1; --last) {
        const auto chosen = randomBelow(static_cast<std::uint32_t>(last), seed, stream, last);
        std::swap(order[last - 1], order[chosen]);
    }
    return order;
}

} // namespace espalier::base
