// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/norm_relu.h"

#include "kernels/norm_relu_loops.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace espalier::kernels {
namespace {

constexpr std::int64_t Lanes = 16;

NormLoopSet bestLoops()
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
        return normLoopsAvx512();
    if (__builtin_cpu_supports("avx2"))
        return normLoopsAvx2();
#endif
    return normLoopsBaseline();
}

NormLoops loopsFor(Storage storage)
{
    const NormLoopSet set = bestLoops();
    return storage == Storage::Float32 ? set.float32 : set.bfloat16;
}

// Any number of channels becomes a width of whole vectors: so many neighbouring rows are read as one wide row. Column k
// of the wide row belongs to channel k % channels.
struct Layout {
    std::int64_t channels, width, rows;
    std::int64_t blocks, blockRows;
    std::int64_t elementSize;

    Layout(std::int64_t trueRows, std::int64_t trueChannels, Storage storage)
        : channels(trueChannels), width(std::lcm(trueChannels, Lanes)), rows(trueRows * trueChannels / width),
          blocks(std::clamp<std::int64_t>(rows / 16, 1, 16)), blockRows((rows + blocks - 1) / blocks),
          elementSize(storage == Storage::Float32 ? 4 : 2)
    {
    }

    std::int64_t copies() const { return width / channels; }
    std::int64_t rowsOf(std::int64_t block) const { return std::clamp<std::int64_t>(rows - block * blockRows, 0, blockRows); }
    std::int64_t offset(std::int64_t block) const { return block * blockRows * width * elementSize; }

    template <class Pointer>
    Pointer at(Pointer base, std::int64_t block) const
    {
        using Byte = std::conditional_t<std::is_const_v<std::remove_pointer_t<Pointer>>, const char, char>;
        return base ? static_cast<Byte *>(base) + offset(block) : nullptr;
    }
};

using Columns = std::vector<float>;

Columns columnsFor(const Layout &layout, std::int64_t copies = 1)
{
    return Columns(static_cast<std::size_t>(layout.width * copies));
}

// Fills [width] from a function of the channel.
template <class Function>
Columns spread(const Layout &layout, Function valueOf)
{
    Columns columns = columnsFor(layout);
    for (std::int64_t c = 0; c < layout.channels; ++c) {
        const float value = valueOf(c);
        for (std::int64_t k = c; k < layout.width; k += layout.channels)
            columns[static_cast<std::size_t>(k)] = value;
    }
    return columns;
}

template <class Work>
void forBlocks(const Layout &layout, [[maybe_unused]] int threads, Work work)
{
#pragma omp parallel for schedule(static) num_threads(std::max(1, threads)) if (threads > 1 && layout.blocks > 1)
    for (std::int64_t block = 0; block < layout.blocks; ++block)
        if (layout.rowsOf(block) > 0)
            work(block);
}

struct Moments {
    double count = 0.0, mean = 0.0, squares = 0.0;

    void join(double otherCount, double otherMean, double otherSquares)
    {
        const double total = count + otherCount, delta = otherMean - mean;
        mean += delta * otherCount / total;
        squares += otherSquares + delta * delta * count * otherCount / total;
        count = total;
    }
};

// Mean and squared deviations of one channel, over all blocks and all copies of it in the wide row.
Moments channelMoments(const Layout &layout, const Columns &means, const Columns &squares, std::int64_t channel)
{
    Moments moments;
    for (std::int64_t block = 0; block < layout.blocks; ++block) {
        const auto count = static_cast<double>(layout.rowsOf(block));
        for (std::int64_t k = channel; count > 0 && k < layout.width; k += layout.channels) {
            const auto at = static_cast<std::size_t>(block * layout.width + k);
            moments.join(count, means[at], squares[at]);
        }
    }
    return moments;
}

double channelSum(const Layout &layout, const Columns &sums, std::int64_t channel)
{
    double sum = 0.0;
    for (std::int64_t block = 0; block < layout.blocks; ++block)
        for (std::int64_t k = channel; k < layout.width; k += layout.channels)
            sum += sums[static_cast<std::size_t>(block * layout.width + k)];
    return sum;
}

void findStatistics(const NormForward &norm, const Layout &layout, const NormLoops &loops, int threads)
{
    Columns means = columnsFor(layout, layout.blocks), squares = means;
    forBlocks(layout, threads, [&](std::int64_t block) {
        const NormBlock rows{layout.at(norm.x, block), nullptr, nullptr, nullptr, nullptr, layout.rowsOf(block), layout.width};
        loops.statistics(rows, means.data() + block * layout.width, squares.data() + block * layout.width);
    });
    for (std::int64_t c = 0; c < norm.channels; ++c) {
        const Moments moments = channelMoments(layout, means, squares, c);
        norm.mean[c] = static_cast<float>(moments.mean);
        norm.inverseDeviation[c] = static_cast<float>(1.0 / std::sqrt(moments.squares / moments.count + double(norm.eps)));
        if (!norm.runningMean)
            continue;
        const double unbiased = moments.squares / (moments.count - 1.0), keep = 1.0 - double(norm.momentum);
        norm.runningMean[c] = static_cast<float>(keep * norm.runningMean[c] + double(norm.momentum) * moments.mean);
        norm.runningVariance[c] = static_cast<float>(keep * norm.runningVariance[c] + double(norm.momentum) * unbiased);
    }
}

} // namespace

bool normReluFits(std::int64_t rows, std::int64_t channels)
{
    return channels > 0 && rows > 1 && (rows * channels) % std::lcm(channels, Lanes) == 0;
}

void normReluForward(const NormForward &norm, int threads)
{
    const Layout layout(norm.rows, norm.channels, norm.storage);
    const NormLoops loops = loopsFor(norm.storage);
    findStatistics(norm, layout, loops, threads);
    const Columns scale = spread(layout, [&](std::int64_t c) { return norm.weight[c] * norm.inverseDeviation[c]; });
    const Columns shift = spread(layout, [&](std::int64_t c) {
        return norm.bias[c] - norm.mean[c] * (norm.weight[c] * norm.inverseDeviation[c]);
    });
    forBlocks(layout, threads, [&](std::int64_t block) {
        const NormBlock rows{layout.at(norm.x, block), layout.at(norm.residual, block), nullptr, layout.at(norm.y, block),
                             nullptr, layout.rowsOf(block), layout.width};
        loops.normalize(rows, {scale.data(), shift.data()});
    });
}

void normReluBackward(const NormBackward &norm, int threads)
{
    const Layout layout(norm.rows, norm.channels, norm.storage);
    const NormLoops loops = loopsFor(norm.storage);
    const Columns scale = spread(layout, [&](std::int64_t c) { return norm.weight[c] * norm.inverseDeviation[c]; });
    const Columns shift = spread(layout, [&](std::int64_t c) {
        return norm.bias[c] - norm.mean[c] * (norm.weight[c] * norm.inverseDeviation[c]);
    });
    const Columns mean = spread(layout, [&](std::int64_t c) { return norm.mean[c]; });
    const void *y = norm.gradResidual ? norm.y : nullptr;
    Columns sumGrad = columnsFor(layout, layout.blocks), sumProduct = sumGrad;
    forBlocks(layout, threads, [&](std::int64_t block) {
        const NormBlock rows{layout.at(norm.x, block), layout.at(y, block), layout.at(norm.gradY, block), nullptr,
                             layout.at(norm.gradResidual, block), layout.rowsOf(block), layout.width};
        loops.sumGradients(rows, {scale.data(), shift.data(), mean.data()}, sumGrad.data() + block * layout.width,
                           sumProduct.data() + block * layout.width);
    });
    for (std::int64_t c = 0; c < norm.channels; ++c) {
        norm.gradBias[c] = static_cast<float>(channelSum(layout, sumGrad, c));
        norm.gradWeight[c] = static_cast<float>(channelSum(layout, sumProduct, c) * norm.inverseDeviation[c]);
    }
    const auto count = static_cast<float>(norm.rows);
    const Columns meanGrad = spread(layout, [&](std::int64_t c) { return norm.gradBias[c] / count; });
    const Columns projection = spread(layout, [&](std::int64_t c) { return norm.gradWeight[c] * norm.inverseDeviation[c] / count; });
    const void *masked = norm.gradResidual ? norm.gradResidual : norm.gradY;
    forBlocks(layout, threads, [&](std::int64_t block) {
        const NormBlock rows{layout.at(norm.x, block), layout.at(y, block), layout.at(masked, block), layout.at(norm.gradX, block),
                             nullptr, layout.rowsOf(block), layout.width};
        loops.gradient(rows, {scale.data(), shift.data(), mean.data(), meanGrad.data(), projection.data()});
    });
}

} // namespace espalier::kernels
