// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/image.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace espalier::data {

namespace {

/// Fixed-point precision of Pillow's 8-bit resampling (Resample.c): 8 bits of pixel and 2 of headroom leave 22.
constexpr int precisionBits = 32 - 8 - 2;

/// The taps of one output position.
struct Taps {
    std::int64_t first = 0;
    std::vector<std::int32_t> weights;
};

double triangle(double x)
{
    x = std::abs(x);
    return x < 1.0 ? 1.0 - x : 0.0;
}

Taps tapsAt(std::int64_t position, std::int64_t inSize, std::int64_t outSize)
{
    const double scale = static_cast<double>(inSize) / static_cast<double>(outSize);
    const double filterScale = std::max(scale, 1.0);
    const double support = filterScale; // a triangle reaches 1 to each side
    const double centre = (static_cast<double>(position) + 0.5) * scale;
    Taps taps;
    taps.first = std::max<std::int64_t>(static_cast<std::int64_t>(centre - support + 0.5), 0);
    const std::int64_t last = std::min<std::int64_t>(static_cast<std::int64_t>(centre + support + 0.5), inSize);
    std::vector<double> weights;
    double sum = 0.0;
    for (std::int64_t x = taps.first; x < last; ++x) {
        weights.push_back(triangle((static_cast<double>(x) - centre + 0.5) / filterScale));
        sum += weights.back();
    }
    for (const double weight : weights)
        taps.weights.push_back(static_cast<std::int32_t>(0.5 + weight / sum * (1 << precisionBits)));
    return taps;
}

std::vector<Taps> makeTaps(std::int64_t inSize, std::int64_t outSize)
{
    std::vector<Taps> taps;
    for (std::int64_t position = 0; position < outSize; ++position)
        taps.push_back(tapsAt(position, inSize, outSize));
    return taps;
}

/// `step`: bytes between neighbouring source pixels along the axis.
std::uint8_t weigh(const Taps &taps, const std::uint8_t *source, std::int64_t step)
{
    std::int32_t sum = 1 << (precisionBits - 1);
    const std::uint8_t *pixel = source + taps.first * step;
    for (const std::int32_t weight : taps.weights) {
        sum += *pixel * weight;
        pixel += step;
    }
    return static_cast<std::uint8_t>(std::clamp(sum >> precisionBits, 0, 255));
}

Image resizeRows(const ImageView &source, std::int64_t width)
{
    Image out{source.height, width, source.channels, {}};
    out.pixels.resize(static_cast<std::size_t>(out.height * width * out.channels));
    const std::vector<Taps> taps = makeTaps(source.width, width);
    std::uint8_t *target = out.pixels.data();
    for (std::int64_t y = 0; y < out.height; ++y) {
        const std::uint8_t *row = source.pixels + y * source.rowStride;
        for (const Taps &tap : taps)
            for (std::int64_t c = 0; c < out.channels; ++c)
                *target++ = weigh(tap, row + c, out.channels);
    }
    return out;
}

Image resizeColumns(const ImageView &source, std::int64_t height)
{
    Image out{height, source.width, source.channels, {}};
    out.pixels.resize(static_cast<std::size_t>(height * out.width * out.channels));
    std::uint8_t *target = out.pixels.data();
    for (const Taps &tap : makeTaps(source.height, height))
        for (std::int64_t x = 0; x < out.width * out.channels; ++x)
            *target++ = weigh(tap, source.pixels + x, source.rowStride);
    return out;
}

Image repeated(const Image &grey, std::int64_t channels)
{
    Image out{grey.height, grey.width, channels, {}};
    out.pixels.reserve(grey.pixels.size() * static_cast<std::size_t>(channels));
    for (const std::uint8_t value : grey.pixels)
        out.pixels.insert(out.pixels.end(), static_cast<std::size_t>(channels), value);
    return out;
}

/// The first `channels` of each pixel: grey + alpha or RGB + alpha without their alpha.
Image firstChannels(const Image &image, std::int64_t channels)
{
    Image out{image.height, image.width, channels, {}};
    out.pixels.reserve(static_cast<std::size_t>(image.height * image.width * channels));
    for (auto pixel = image.pixels.begin(); pixel != image.pixels.end(); pixel += image.channels)
        out.pixels.insert(out.pixels.end(), pixel, pixel + channels);
    return out;
}

Image luminance(const Image &image)
{
    Image out{image.height, image.width, 1, {}};
    out.pixels.reserve(static_cast<std::size_t>(image.height * image.width));
    for (std::size_t i = 0; i + 2 < image.pixels.size(); i += 3) {
        const std::uint32_t sum = image.pixels[i] * 19595u + image.pixels[i + 1] * 38470u + image.pixels[i + 2] * 7471u;
        out.pixels.push_back(static_cast<std::uint8_t>((sum + 0x8000u) >> 16));
    }
    return out;
}

} // namespace

ImageView ImageView::part(std::int64_t top, std::int64_t left, std::int64_t partHeight, std::int64_t partWidth) const
{
    return {pixels + top * rowStride + left * channels, partHeight, partWidth, channels, rowStride};
}

ImageView view(const Image &image)
{
    return {image.pixels.data(), image.height, image.width, image.channels, image.width * image.channels};
}

Image copy(const ImageView &view)
{
    Image out{view.height, view.width, view.channels, {}};
    const std::int64_t row = view.width * view.channels;
    out.pixels.resize(static_cast<std::size_t>(view.height * row));
    for (std::int64_t y = 0; y < view.height; ++y)
        std::memcpy(out.pixels.data() + y * row, view.pixels + y * view.rowStride, static_cast<std::size_t>(row));
    return out;
}

Image resizeBilinear(const ImageView &source, std::int64_t height, std::int64_t width)
{
    if (source.width == width)
        return source.height == height ? copy(source) : resizeColumns(source, height);
    Image rows = resizeRows(source, width);
    return source.height == height ? rows : resizeColumns(view(rows), height);
}

Image withChannels(Image image, std::int64_t channels)
{
    if (image.channels == 2 || image.channels == 4)
        image = firstChannels(image, image.channels - 1);
    if (image.channels == channels)
        return image;
    return image.channels == 1 ? repeated(image, channels) : luminance(image);
}

Image centreSquare(const Image &image, std::int64_t size)
{
    const std::int64_t shorter = std::min(image.height, image.width);
    // torchvision: the longer side is int(size * long / short), the corner round((long - size) / 2).
    const std::int64_t height = image.height == shorter ? size : size * image.height / shorter;
    const std::int64_t width = image.width == shorter ? size : size * image.width / shorter;
    const Image scaled = resizeBilinear(view(image), height, width);
    const auto top = static_cast<std::int64_t>(std::nearbyint(static_cast<double>(height - size) / 2.0));
    const auto left = static_cast<std::int64_t>(std::nearbyint(static_cast<double>(width - size) / 2.0));
    return copy(view(scaled).part(top, left, size, size));
}

} // namespace espalier::data
