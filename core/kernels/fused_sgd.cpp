// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/fused_sgd.h"

#include "base/text.h"

#include <algorithm>

namespace espalier::kernels {
namespace {

// A run of elements that share one factor, or have one factor each.
struct Span {
    float *__restrict w;
    const float *__restrict g;
    float *__restrict v;
    std::uint16_t *__restrict shadow;
    std::int64_t count;
};

Span spanOf(const SgdTensor &tensor, std::int64_t begin, std::int64_t count)
{
    return {tensor.w + begin, tensor.g + begin, tensor.v + begin, tensor.shadow ? tensor.shadow + begin : nullptr, count};
}

void writeShadow(const Span &span)
{
#pragma omp simd
    for (std::int64_t i = 0; i < span.count; ++i)
        span.shadow[i] = toBfloat16(span.w[i]);
}

// The flags are template arguments so that the loop has no branch and vectorises.
template <bool Replaces, bool Nesterov, class Factor>
void stepSpan(const Span &span, Factor factor, SgdOptions options)
{
    options.nesterov = Nesterov;
#pragma omp simd
    for (std::int64_t i = 0; i < span.count; ++i) {
        const SgdElement next = sgdStep({span.w[i], span.v[i]}, span.g[i], factor(i), Replaces, options);
        span.w[i] = next.w;
        span.v[i] = next.v;
    }
    if (span.shadow)
        writeShadow(span);
}

template <class Factor>
void stepSpan(const Span &span, Factor factor, bool replaces, const SgdOptions &options)
{
    if (replaces && options.nesterov)
        stepSpan<true, true>(span, factor, options);
    else if (replaces)
        stepSpan<true, false>(span, factor, options);
    else if (options.nesterov)
        stepSpan<false, true>(span, factor, options);
    else
        stepSpan<false, false>(span, factor, options);
}

void stepShared(const SgdTensor &tensor, std::int64_t begin, std::int64_t count, float factor, const SgdOptions &options)
{
    stepSpan(spanOf(tensor, begin, count), [factor](std::int64_t) { return factor; }, tensor.replacesGradient, options);
}

void stepEach(const SgdTensor &tensor, std::int64_t begin, std::int64_t count, const float *factors,
              const SgdOptions &options)
{
    stepSpan(spanOf(tensor, begin, count), [factors](std::int64_t i) { return factors[i]; }, tensor.replacesGradient,
             options);
}

void stepColumns(const SgdTensor &tensor, std::int64_t begin, std::int64_t end, const SgdOptions &options)
{
    if (tensor.columnStride == 1) {
        for (std::int64_t at = begin; at < end; at += tensor.columns)
            stepEach(tensor, at, tensor.columns, tensor.factor, options);
        return;
    }
    std::int64_t column = 0;
    for (std::int64_t at = begin; at < end; at += tensor.columnStride) {
        stepShared(tensor, at, tensor.columnStride, tensor.factor[column], options);
        column = column + 1 < tensor.columns ? column + 1 : 0;
    }
}

void stepRows(const SgdTensor &tensor, std::int64_t firstRow, std::int64_t lastRow, const SgdOptions &options)
{
    const std::int64_t size = tensor.rowSize();
    const std::int64_t begin = firstRow * size;
    const std::int64_t count = (lastRow - firstRow) * size;
    switch (tensor.kind) {
    case FactorKind::None: stepShared(tensor, begin, count, 0.0f, options); return;
    case FactorKind::Column: stepColumns(tensor, begin, begin + count, options); return;
    case FactorKind::Element: stepEach(tensor, begin, count, tensor.factor + begin, options); return;
    case FactorKind::Row: break;
    }
    if (size == 1) {
        stepEach(tensor, begin, count, tensor.factor + begin, options);
        return;
    }
    for (std::int64_t row = firstRow; row < lastRow; ++row)
        stepShared(tensor, row * size, size, tensor.factor[row], options);
}

struct RowRange {
    std::size_t tensor;
    std::int64_t first, last;
};

// Pieces of about 16 Ki elements keep two threads evenly busy, whatever the sizes of the tensors.
std::vector<RowRange> rowRanges(std::span<const SgdTensor> tensors)
{
    constexpr std::int64_t PieceElements = 16384;
    std::vector<RowRange> ranges;
    for (std::size_t t = 0; t < tensors.size(); ++t) {
        const std::int64_t size = std::max<std::int64_t>(1, tensors[t].rowSize());
        const std::int64_t step = std::max<std::int64_t>(1, PieceElements / size);
        for (std::int64_t row = 0; row < tensors[t].rows; row += step)
            ranges.push_back({t, row, std::min(row + step, tensors[t].rows)});
    }
    return ranges;
}

base::Problem badTensor(const std::string &what)
{
    return {base::ProblemCode::BadUsage, what, "fused SGD", ""};
}

} // namespace

base::Status validate(const SgdTensor &tensor)
{
    if (tensor.numel > 0 && (!tensor.w || !tensor.g || !tensor.v))
        return badTensor("A tensor lacks its weight, gradient or momentum.");
    if (tensor.rows < 1 || tensor.numel % tensor.rows != 0)
        return badTensor(base::cat("rows = ", tensor.rows, " does not divide the ", tensor.numel, " elements."));
    if ((tensor.kind == FactorKind::None) != (tensor.factor == nullptr))
        return badTensor("A factor kind needs factors, and factors need a kind.");
    const std::int64_t period = tensor.columns * tensor.columnStride;
    if (tensor.kind == FactorKind::Column && (period < 1 || tensor.rowSize() % period != 0))
        return badTensor(base::cat("columns = ", tensor.columns, " with stride ", tensor.columnStride,
                                   " do not tile a row of ", tensor.rowSize(), " elements."));
    return {};
}

void fusedSgd(std::span<const SgdTensor> tensors, const SgdOptions &options, [[maybe_unused]] int threads)
{
    const std::vector<RowRange> ranges = rowRanges(tensors);
    const auto count = static_cast<std::int64_t>(ranges.size());
#pragma omp parallel for schedule(dynamic, 4) num_threads(std::max(1, threads)) if (threads > 1 && count > 8)
    for (std::int64_t i = 0; i < count; ++i) {
        const RowRange &range = ranges[static_cast<std::size_t>(i)];
        stepRows(tensors[range.tensor], range.first, range.last, options);
    }
}

std::vector<SgdChunk> sgdChunks(std::span<const SgdTensor> tensors, std::int64_t chunkElements)
{
    std::vector<SgdChunk> chunks;
    for (std::size_t t = 0; t < tensors.size(); ++t)
        for (std::int64_t begin = 0; begin < tensors[t].numel; begin += chunkElements)
            chunks.push_back({static_cast<std::int32_t>(t), begin, std::min(begin + chunkElements, tensors[t].numel)});
    return chunks;
}

} // namespace espalier::kernels
