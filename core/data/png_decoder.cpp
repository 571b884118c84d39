// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/image_decoder.h"

#include "base/text.h"

#include <png.h>

#include <csetjmp>
#include <cstring>

namespace espalier::data {

namespace {

/// Everything that libpng's callbacks reach. Errors leave by longjmp, so the functions that call libpng hold no objects
/// with destructors of their own.
struct PngWork {
    png_structp png = nullptr;
    png_infop info = nullptr;
    std::span<const std::uint8_t> left;
    std::string error;
    std::vector<png_bytep> rows;

    ~PngWork() { png_destroy_read_struct(&png, &info, nullptr); }
};

void readBytes(png_structp png, png_bytep target, std::size_t count)
{
    auto *work = static_cast<PngWork *>(png_get_io_ptr(png));
    if (count > work->left.size())
        png_error(png, "the file ends early");
    std::memcpy(target, work->left.data(), count);
    work->left = work->left.subspan(count);
}

void onError(png_structp png, png_const_charp message)
{
    static_cast<PngWork *>(png_get_error_ptr(png))->error = message;
    png_longjmp(png, 1);
}

void onWarning(png_structp, png_const_charp)
{
}

/// Grey, grey + alpha, RGB or RGB + alpha, 8 bits each.
bool readHeader(PngWork &work)
{
    if (setjmp(png_jmpbuf(work.png)))
        return false;
    png_read_info(work.png, work.info);
    png_set_scale_16(work.png);
    png_set_palette_to_rgb(work.png);
    png_set_expand_gray_1_2_4_to_8(work.png);
    png_set_interlace_handling(work.png);
    png_read_update_info(work.png, work.info);
    return true;
}

bool readPixels(PngWork &work)
{
    if (setjmp(png_jmpbuf(work.png)))
        return false;
    png_read_image(work.png, work.rows.data());
    png_read_end(work.png, nullptr);
    return true;
}

} // namespace

std::variant<Image, std::string> decodePng(std::span<const std::uint8_t> bytes)
{
    PngWork work;
    work.left = bytes;
    work.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &work, onError, onWarning);
    work.info = work.png ? png_create_info_struct(work.png) : nullptr;
    if (!work.info)
        return "there is no memory for the PNG reader";
    png_set_read_fn(work.png, &work, readBytes);
    png_set_user_limits(work.png, 65'535, 65'535);
    if (!readHeader(work))
        return base::cat("the PNG can't be decoded: ", work.error);

    Image image{png_get_image_height(work.png, work.info), png_get_image_width(work.png, work.info),
                png_get_channels(work.png, work.info), {}};
    if (image.height * image.width > maximumPixels)
        return base::cat("it is too large: ", image.width, "x", image.height, " pixels");
    const std::size_t rowBytes = png_get_rowbytes(work.png, work.info);
    image.pixels.resize(rowBytes * static_cast<std::size_t>(image.height));
    for (std::int64_t y = 0; y < image.height; ++y)
        work.rows.push_back(image.pixels.data() + static_cast<std::size_t>(y) * rowBytes);
    if (!readPixels(work))
        return base::cat("the PNG can't be decoded: ", work.error);
    return image.channels % 2 == 0 ? withChannels(std::move(image), image.channels - 1) : std::move(image);
}

} // namespace espalier::data
