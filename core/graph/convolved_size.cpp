// SPDX-License-Identifier: GPL-3.0-or-later
#include "graph/convolved_size.h"

#include <algorithm>

namespace espalier::graph {

std::optional<std::int64_t> convolvedSize(const ConvolvedAxis &axis)
{
    constexpr std::int64_t Widest = std::int64_t{1} << 30;
    const auto numbers = {axis.in, axis.kernel, axis.stride, axis.padding, axis.dilation, axis.outputPadding};
    if (axis.stride < 1 || std::any_of(numbers.begin(), numbers.end(), [](auto n) { return n < -Widest || n > Widest; }))
        return std::nullopt;
    const std::int64_t reach = axis.dilation * (axis.kernel - 1);
    if (axis.transposed)
        return (axis.in - 1) * axis.stride - 2 * axis.padding + reach + axis.outputPadding + 1;
    const std::int64_t room = axis.in + 2 * axis.padding - reach - 1;
    return room < 0 ? 0 : room / axis.stride + 1;
}

} // namespace espalier::graph
