// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace espalier::data {

/// One decoded image: uint8, height x width x channels, row by row.
struct Image {
    std::int64_t height = 0, width = 0, channels = 0;
    std::vector<std::uint8_t> pixels;
};

/// A part of an image in somebody's memory.
struct ImageView {
    const std::uint8_t *pixels = nullptr;
    std::int64_t height = 0, width = 0, channels = 0;
    std::int64_t rowStride = 0; ///< bytes from one row to the next

    ImageView part(std::int64_t top, std::int64_t left, std::int64_t partHeight, std::int64_t partWidth) const;
};

ImageView view(const Image &image);
Image copy(const ImageView &view);

/// Bilinear with the antialiasing and the 8-bit arithmetic of Pillow's Image.resize(BILINEAR), which torchvision's
/// transforms use: rows first, then columns. Equal to the last bit, but that Pillow from version 13 on begins with the
/// columns where the height shrinks far more than the width, which changes pixels by 1.
Image resizeBilinear(const ImageView &source, std::int64_t height, std::int64_t width);

/// Grey to RGB by repeating, RGB to grey as Pillow's convert("L") does (ITU-R 601). Alpha is dropped.
Image withChannels(Image image, std::int64_t channels);

/// Short side to `size` (bilinear), then the central size x size square, as torchvision's Resize and CenterCrop.
Image centreSquare(const Image &image, std::int64_t size);

} // namespace espalier::data
