// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <cstdint>
#include <string>
#include <vector>

namespace espalier::methods {

/// Which weights of a layer may go by their place (methods.md 3.14). Rows are the layer's outputs, flattened.
struct WeightPattern
{
    enum class Kind {
        None,      ///< any
        Blocks,    ///< "min_M:N": the M smallest of each N consecutive weights go, in row-major order
        Circulant, ///< "cs", "cs_P": evenly spread weights stay, one place further to the right in each row
    } kind = Kind::None;
    std::int32_t pruned = 0;   ///< M
    std::int32_t block = 0;    ///< N
    std::int32_t position = 0; ///< P: the place in each stretch of the first column whose weight stays
};

/// Of "none" (or nothing), "min_M:N" with 0 < M < N, "cs" or "cs_P". BadUsage otherwise.
base::Result<WeightPattern> parseWeightPattern(const std::string &text);

/// The first column c of a circulant pattern, true = stays: `length` weights, of which round(length * ratio) go (half
/// to even, and at least one stays). With N0 going and N1 staying,
///
///     N0 > N1    N1 stretches of 1 + N0 / N1, each keeping the weight at `position`; what is left over goes
///     else       N0 stretches of 1 + N1 / N0, each losing its first weight; what is left over stays
///
/// BadUsage if `position` lies beyond a stretch. The weight in row i and column j stays if c[(i - j) mod length] does, so
/// that every row is the one above turned right by one; with more rows than columns they begin anew. As the authors of
/// TPP published it in code (which stops at more rows than columns).
base::Result<std::vector<bool>> circulantColumn(double ratio, std::size_t length, std::size_t position);

} // namespace espalier::methods
