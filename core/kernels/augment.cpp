// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/augment.h"

#include <algorithm>

namespace espalier::kernels {
namespace {

void fillBorder(const AugmentGeometry &geometry, std::int64_t pixels, float *target)
{
    for (std::int64_t i = 0; i < pixels; ++i)
        for (std::int64_t c = 0; c < geometry.channels; ++c)
            *target++ = geometry.padAfterNormalizing
                            ? 0.0f
                            : normalizedPixel(0, geometry.mean[c], geometry.deviation[c]);
}

// The number of channels is a template argument so that the loop over a row vectorises.
template <int Channels>
void copyPixels(const AugmentGeometry &geometry, const std::uint8_t *source, std::int64_t step, std::int64_t count,
                float *target)
{
    float mean[Channels], deviation[Channels];
    std::copy_n(geometry.mean, Channels, mean);
    std::copy_n(geometry.deviation, Channels, deviation);
    for (std::int64_t i = 0; i < count; ++i)
        for (int c = 0; c < Channels; ++c)
            target[i * Channels + c] = normalizedPixel(source[i * step * Channels + c], mean[c], deviation[c]);
}

void copyAnyPixels(const AugmentGeometry &geometry, const std::uint8_t *source, std::int64_t step, std::int64_t count,
                   float *target)
{
    const std::int64_t channels = geometry.channels;
    for (std::int64_t i = 0; i < count; ++i)
        for (std::int64_t c = 0; c < channels; ++c)
            target[i * channels + c] =
                normalizedPixel(source[i * step * channels + c], geometry.mean[c], geometry.deviation[c]);
}

void copyRow(const AugmentGeometry &geometry, const std::uint8_t *source, std::int64_t step, std::int64_t count,
             float *target)
{
    if (geometry.channels == 1)
        copyPixels<1>(geometry, source, step, count, target);
    else if (geometry.channels == 3)
        copyPixels<3>(geometry, source, step, count, target);
    else
        copyAnyPixels(geometry, source, step, count, target);
}

// Output columns whose source lies inside the image: [first, last).
struct Inside {
    std::int64_t first, last;
};

Inside insideColumns(const AugmentGeometry &geometry, std::int64_t left, bool flip)
{
    const std::int64_t size = geometry.outWidth;
    const std::int64_t first = std::clamp<std::int64_t>(-left, 0, size);
    const std::int64_t last = std::clamp<std::int64_t>(geometry.width - left, first, size);
    return flip ? Inside{size - last, size - first} : Inside{first, last};
}

} // namespace

AugmentDraw centreDraw(const AugmentGeometry &geometry)
{
    return {(geometry.height + 2 * geometry.pad - geometry.outHeight) / 2,
            (geometry.width + 2 * geometry.pad - geometry.outWidth) / 2, false};
}

void augmentImage(const AugmentGeometry &geometry, const AugmentDraw &draw, const std::uint8_t *source, float *target)
{
    const std::int64_t channels = geometry.channels, size = geometry.outWidth;
    const std::int64_t left = draw.left - geometry.pad;
    const Inside inside = insideColumns(geometry, left, draw.flip);
    const std::int64_t firstColumn = sourceColumn(inside.first, size, left, draw.flip);
    for (std::int64_t y = 0; y < geometry.outHeight; ++y, target += size * channels) {
        const std::int64_t row = y + draw.top - geometry.pad;
        if (row < 0 || row >= geometry.height || inside.first == inside.last) {
            fillBorder(geometry, size, target);
            continue;
        }
        fillBorder(geometry, inside.first, target);
        copyRow(geometry, source + (row * geometry.width + firstColumn) * channels, draw.flip ? -1 : 1,
                inside.last - inside.first, target + inside.first * channels);
        fillBorder(geometry, size - inside.last, target + inside.last * channels);
    }
}

void augmentBatch(const AugmentGeometry &geometry, const AugmentBatch &batch)
{
    const std::int64_t sourceSize = geometry.height * geometry.width * geometry.channels;
    const std::int64_t targetSize = geometry.outHeight * geometry.outWidth * geometry.channels;
    const AugmentDraw untouched = centreDraw(geometry);
    const auto count = static_cast<std::int64_t>(batch.indices.size());
#pragma omp parallel for schedule(static) num_threads(std::max(1, batch.threads)) if (batch.threads > 1 && count > 1)
    for (std::int64_t i = 0; i < count; ++i) {
        const auto at = static_cast<std::size_t>(i);
        augmentImage(geometry, batch.draws.empty() ? untouched : batch.draws[at],
                     batch.pixels + batch.indices[at] * sourceSize, batch.target + i * targetSize);
    }
}

} // namespace espalier::kernels
