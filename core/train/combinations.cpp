// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/combinations.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace espalier::train {

namespace {

constexpr std::int64_t Most = std::numeric_limits<std::int64_t>::max();

} // namespace

std::int64_t saturatingProduct(std::int64_t a, std::int64_t b)
{
    return a != 0 && b > Most / a ? Most : a * b;
}

std::int64_t binomial(std::int32_t n, std::int32_t k)
{
    if (k < 0 || k > n)
        return 0;
    std::int64_t result = 1;
    for (std::int64_t i = 1; i <= std::min(k, n - k); ++i) {
        // result * factor / i without a product that is larger than it has to be
        const std::int64_t factor = n - std::min(k, n - k) + i;
        const std::int64_t common = std::gcd(result, i);
        const std::int64_t rest = i / common;
        result = saturatingProduct(result / common, factor / rest);
        if (result == Most)
            return Most;
    }
    return result;
}

std::vector<std::int32_t> combination(std::int32_t n, std::int32_t k, std::int64_t rank)
{
    std::vector<std::int32_t> chosen;
    for (std::int32_t item = 0; item < n && static_cast<std::int32_t>(chosen.size()) < k; ++item) {
        // Those that begin with this item come before all others.
        const std::int64_t withItem =
            binomial(n - item - 1, k - static_cast<std::int32_t>(chosen.size()) - 1);
        if (rank < withItem)
            chosen.push_back(item);
        else
            rank -= withItem;
    }
    return chosen;
}

} // namespace espalier::train
