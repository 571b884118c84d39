// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

namespace espalier::graph {

/// A convolution along one spatial axis, as a file tells it: any number is possible.
struct ConvolvedAxis {
    std::int64_t in = 0;      ///< size of the input
    std::int64_t kernel = 1;  ///< size of the kernel
    std::int64_t stride = 1;
    std::int64_t padding = 0; ///< on each side
    std::int64_t dilation = 1;
    std::int64_t outputPadding = 0; ///< of a transposed convolution
    bool transposed = false;
};

/// Size of the result along the axis, 0 or less if nothing is left; nothing if the stride is below 1 or a number is so
/// large (2^30) that the sum could overflow.
std::optional<std::int64_t> convolvedSize(const ConvolvedAxis &axis);

} // namespace espalier::graph
