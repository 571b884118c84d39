// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx/size_math.h"

#include "base/text.h"
#include "formats/onnx/refusal.h"

#include <algorithm>

namespace espalier::formats::onnx {

using base::cat;
using graph::Size;
using graph::Sizes;

namespace {

constexpr std::int64_t largest = std::int64_t{1} << 40; ///< of what sizes are computed from

Size checked(std::int64_t constant, bool timesBatch)
{
    if (constant > largest || constant < -largest)
        refuseBroken(cat("A size of ", constant, " is impossible."));
    return {constant, timesBatch};
}

std::string text(Size size)
{
    return size.timesBatch ? cat(size.constant, " * batch") : cat(size.constant);
}

Size common(Size a, Size b)
{
    if (a == b || (b.constant == 1 && !b.timesBatch))
        return a;
    if (a.constant == 1 && !a.timesBatch)
        return b;
    refuse(cat("Sizes ", text(a), " and ", text(b), " meet."));
}

} // namespace

Size times(Size a, Size b)
{
    std::int64_t product = 0;
    if (a.timesBatch && b.timesBatch)
        refuse("A size is the square of the batch.");
    if (__builtin_mul_overflow(a.constant, b.constant, &product))
        refuseBroken("A size is impossible.");
    return checked(product, a.timesBatch || b.timesBatch);
}

Size plus(Size a, Size b)
{
    if (a.timesBatch != b.timesBatch && a.constant != 0 && b.constant != 0)
        refuse(cat("A size is the sum of ", text(a), " and ", text(b), "."));
    if (std::max(std::abs(a.constant / 2), std::abs(b.constant / 2)) > largest)
        refuseBroken("A size is impossible.");
    return checked(a.constant + b.constant, a.constant == 0 ? b.timesBatch : a.timesBatch);
}

Size over(Size a, Size b)
{
    if (b.constant == 0 || a.constant % b.constant != 0 || (b.timesBatch && !a.timesBatch))
        refuse(cat("A size of ", text(a), " is split into ", text(b), "."));
    return {a.constant / b.constant, a.timesBatch && !b.timesBatch};
}

Size numel(const Sizes &shape)
{
    Size all{1, false};
    for (const Size &size : shape)
        all = times(all, size);
    return all;
}

Sizes broadcast(const Sizes &a, const Sizes &b)
{
    Sizes out = a.size() < b.size() ? b : a;
    const Sizes &shorter = a.size() < b.size() ? a : b;
    for (std::size_t i = 0; i < shorter.size(); ++i) {
        Size &size = out[out.size() - shorter.size() + i];
        size = common(size, shorter[i]);
    }
    return out;
}

void checkShape(const Sizes &shape)
{
    for (const Size &size : shape)
        if (size.constant < 0 || size.constant > longestAxis)
            refuseBroken(cat("A size of ", size.constant, " is impossible."));
}

std::size_t axisIn(std::int64_t axis, std::size_t rank)
{
    const auto size = static_cast<std::int64_t>(rank);
    if (axis < -size || axis >= size)
        refuseBroken(cat("There is no axis ", axis, " among ", rank, "."));
    return static_cast<std::size_t>(axis < 0 ? axis + size : axis);
}

std::vector<std::size_t> axesIn(const std::vector<std::int64_t> &axes, std::size_t rank)
{
    std::vector<std::size_t> out;
    for (const std::int64_t axis : axes)
        out.push_back(axisIn(axis, rank));
    std::sort(out.begin(), out.end());
    if (std::adjacent_find(out.begin(), out.end()) != out.end())
        refuseBroken("An axis is named twice.");
    return out;
}

Size windowed(Size size, const Window &window)
{
    if (size.timesBatch)
        refuse("A window moves over the batch.");
    const std::int64_t padded = size.constant + window.before + window.after;
    const std::int64_t reach = window.dilation * (window.kernel - 1) + 1;
    if (window.stride < 1 || window.dilation < 1 || window.kernel < 1 || padded < reach)
        refuseBroken(cat("A window of ", reach, " does not fit into ", padded, "."));
    const std::int64_t room = padded - reach;
    std::int64_t count = (room + (window.ceil ? window.stride - 1 : 0)) / window.stride + 1;
    if (window.ceil && (count - 1) * window.stride >= size.constant + window.before)
        --count;
    return {count, false};
}

Size sizeFromProbes(std::int64_t first, std::int64_t second)
{
    if (first == second)
        return {first, false};
    const auto [a, b] = probeBatches;
    if (first % a != 0 || second % b != 0 || first / a != second / b)
        refuse("A number depends on the batch in a way that is not understood.");
    return checked(first / a, true);
}

} // namespace espalier::formats::onnx
