// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace espalier::train {

/// n over k; a number that no machine word holds counts as the largest one.
std::int64_t binomial(std::int32_t n, std::int32_t k);

/// a * b, or the largest number if that is more.
std::int64_t saturatingProduct(std::int64_t a, std::int64_t b);

/// The k of n of the given rank in lexicographic order, ascending: rank 0 is {0, …, k-1}.
std::vector<std::int32_t> combination(std::int32_t n, std::int32_t k, std::int64_t rank);

} // namespace espalier::train
