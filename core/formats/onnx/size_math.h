// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/graph.h"

#include <array>

namespace espalier::formats::onnx {

/// Arithmetic on sizes that may carry the batch. What can't be told as a constant, or a constant times the
/// batch, and what overflows, is refused (refusal.h).

graph::Size times(graph::Size a, graph::Size b);
graph::Size plus(graph::Size a, graph::Size b);
/// a / b, which must divide it; batch over batch is a constant.
graph::Size over(graph::Size a, graph::Size b);
graph::Size numel(const graph::Sizes &shape);

/// The common shape of an element-wise operator.
graph::Sizes broadcast(const graph::Sizes &a, const graph::Sizes &b);

constexpr std::int64_t longestAxis = std::int64_t{1} << 31;
/// Refuses a shape that no tensor has: an axis below 0 or above the longest.
void checkShape(const graph::Sizes &shape);

/// 0 <= axis < rank, negative ones counted from the end.
std::size_t axisIn(std::int64_t axis, std::size_t rank);
/// The same for several, each once, ascending.
std::vector<std::size_t> axesIn(const std::vector<std::int64_t> &axes, std::size_t rank);

/// Length of an axis behind a window: (size + padding - dilation * (kernel - 1) - 1) / stride + 1, rounded
/// down or up (then no window begins behind the padded end).
struct Window
{
    std::int64_t kernel = 1, stride = 1, dilation = 1, before = 0, after = 0;
    bool ceil = false;
};
graph::Size windowed(graph::Size size, const Window &window);

/// Values that depend on the batch are computed for two batches, which tell how they depend on it.
constexpr std::array<std::int64_t, 2> probeBatches{5, 7};
graph::Size sizeFromProbes(std::int64_t first, std::int64_t second);

} // namespace espalier::formats::onnx
