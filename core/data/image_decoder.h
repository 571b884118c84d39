// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/image.h"

#include <memory>
#include <span>
#include <string>
#include <variant>

namespace espalier::data {

/// Decodes JPEG and PNG bytes. One per thread: it keeps the decoder's memory between images.
class ImageDecoder {
public:
    ImageDecoder();
    ~ImageDecoder();
    ImageDecoder(const ImageDecoder &) = delete;
    ImageDecoder &operator=(const ImageDecoder &) = delete;

    /// The image with 1 (grey) or 3 (RGB) channels, as Pillow decodes it; or why not ("the JPEG ends early"). The kind
    /// is told from the bytes, not from the name. A large JPEG is decoded at the smallest of the DCT's scales whose
    /// short side is at least `shortSide` (0 = full size). Images above 100 megapixels are refused.
    std::variant<Image, std::string> decode(std::span<const std::uint8_t> bytes, std::int64_t shortSide = 0);

private:
    std::variant<Image, std::string> decodeJpeg(std::span<const std::uint8_t> bytes, std::int64_t shortSide);

    struct Handle;
    std::unique_ptr<Handle> m_handle;
};

/// As ImageDecoder::decode, PNG only.
std::variant<Image, std::string> decodePng(std::span<const std::uint8_t> bytes);

constexpr std::int64_t maximumPixels = 100'000'000;

} // namespace espalier::data
