// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/image_decoder.h"

#include "base/text.h"

#include <turbojpeg.h>

#include <algorithm>

namespace espalier::data {

namespace {

struct JpegHeader {
    int width = 0, height = 0, subsampling = 0, colours = 0;
    bool isCmyk() const { return colours == TJCS_CMYK || colours == TJCS_YCCK; }
};

bool startsWith(std::span<const std::uint8_t> bytes, std::initializer_list<std::uint8_t> prefix)
{
    return bytes.size() >= prefix.size() && std::equal(prefix.begin(), prefix.end(), bytes.begin());
}

/// The smallest scale that leaves the short side at least `shortSide`.
tjscalingfactor chooseScale(const JpegHeader &header, std::int64_t shortSide)
{
    tjscalingfactor best{1, 1};
    int count = 0;
    const tjscalingfactor *factors = tjGetScalingFactors(&count);
    for (int i = 0; shortSide > 0 && i < count; ++i) {
        const int shorter = TJSCALED(std::min(header.width, header.height), factors[i]);
        if (shorter >= shortSide && factors[i].num * best.denom < best.num * factors[i].denom)
            best = factors[i];
    }
    return best;
}

/// Files of this kind hold inverted values: a product of what each ink lets through.
Image fromCmyk(const Image &cmyk)
{
    Image out{cmyk.height, cmyk.width, 3, {}};
    out.pixels.reserve(cmyk.pixels.size() / 4 * 3);
    for (std::size_t i = 0; i + 3 < cmyk.pixels.size(); i += 4)
        for (std::size_t c = 0; c < 3; ++c)
            out.pixels.push_back(static_cast<std::uint8_t>(cmyk.pixels[i + c] * cmyk.pixels[i + 3] / 255));
    return out;
}

} // namespace

struct ImageDecoder::Handle {
    tjhandle decoder = tjInitDecompress();
    ~Handle() { tjDestroy(decoder); }
};

ImageDecoder::ImageDecoder() : m_handle(std::make_unique<Handle>())
{
}

ImageDecoder::~ImageDecoder() = default;

std::variant<Image, std::string> ImageDecoder::decode(std::span<const std::uint8_t> bytes, std::int64_t shortSide)
{
    if (startsWith(bytes, {0xFF, 0xD8, 0xFF}))
        return decodeJpeg(bytes, shortSide);
    if (startsWith(bytes, {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'}))
        return decodePng(bytes);
    return bytes.empty() ? std::string("the file is empty") : std::string("it is neither JPEG nor PNG");
}

std::variant<Image, std::string> ImageDecoder::decodeJpeg(std::span<const std::uint8_t> bytes, std::int64_t shortSide)
{
    const tjhandle decoder = m_handle->decoder;
    const auto size = static_cast<unsigned long>(bytes.size());
    JpegHeader header;
    if (tjDecompressHeader3(decoder, bytes.data(), size, &header.width, &header.height, &header.subsampling,
                            &header.colours) != 0)
        return base::cat("the JPEG header is damaged: ", tjGetErrorStr2(decoder));
    if (std::int64_t{header.width} * header.height > maximumPixels)
        return base::cat("it is too large: ", header.width, "x", header.height, " pixels");

    const tjscalingfactor scale = chooseScale(header, shortSide);
    const bool isGrey = header.colours == TJCS_GRAY;
    Image image{TJSCALED(header.height, scale), TJSCALED(header.width, scale), header.isCmyk() ? 4 : isGrey ? 1 : 3, {}};
    image.pixels.resize(static_cast<std::size_t>(image.height * image.width * image.channels));
    const int format = header.isCmyk() ? TJPF_CMYK : isGrey ? TJPF_GRAY : TJPF_RGB;
    const int failed = tjDecompress2(decoder, bytes.data(), size, image.pixels.data(), static_cast<int>(image.width), 0,
                                     static_cast<int>(image.height), format, 0);
    const std::string message = failed ? tjGetErrorStr2(decoder) : "";
    // Warnings such as stray bytes leave a complete image; a file that ends early does not.
    if (failed && (tjGetErrorCode(decoder) != TJERR_WARNING || message.find("Premature") != std::string::npos))
        return base::cat("the JPEG can't be decoded: ", message);
    return header.isCmyk() ? fromCmyk(image) : image;
}

} // namespace espalier::data
