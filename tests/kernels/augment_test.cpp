// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/augment.h"

#include "base/random.h"

#include <gtest/gtest.h>

#include <vector>

namespace espalier::kernels {
namespace {

const std::vector<float> Mean{0.485f, 0.456f, 0.406f, 0.5f};
const std::vector<float> Deviation{0.229f, 0.224f, 0.225f, 0.25f};

AugmentGeometry geometry(std::int64_t size, std::int64_t channels, std::int64_t out, std::int64_t pad)
{
    return {size, size + 1, channels, out, out, pad, Mean.data(), Deviation.data(), false};
}

std::vector<std::uint8_t> randomImages(const AugmentGeometry &g, std::int64_t count)
{
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(count * g.height * g.width * g.channels));
    for (std::size_t i = 0; i < pixels.size(); ++i)
        pixels[i] = static_cast<std::uint8_t>(base::randomBelow(256, 5, 0, i));
    return pixels;
}

// Pad the whole image, crop, mirror, normalise: four plain steps in the order of the recipe.
struct Place {
    std::int64_t y = 0, x = 0, c = 0;
};

float naivePixel(const AugmentGeometry &g, const AugmentDraw &d, const std::uint8_t *image, const Place &at)
{
    const auto [y, x, c] = at;
    const std::int64_t cropX = d.flip ? g.outWidth - 1 - x : x;
    const std::int64_t row = d.top + y - g.pad, column = d.left + cropX - g.pad;
    const bool inside = row >= 0 && row < g.height && column >= 0 && column < g.width;
    if (!inside && g.padAfterNormalizing)
        return 0.0f;
    const std::uint8_t pixel = inside ? image[(row * g.width + column) * g.channels + c] : std::uint8_t{0};
    return (static_cast<float>(pixel) / 255.0f - g.mean[c]) / g.deviation[c];
}

void expectNaive(const AugmentGeometry &g, const AugmentDraw &d)
{
    SCOPED_TRACE(testing::Message() << "channels " << g.channels << " top " << d.top << " left " << d.left << " flip " << d.flip);
    const std::vector<std::uint8_t> image = randomImages(g, 1);
    std::vector<float> actual(static_cast<std::size_t>(g.outHeight * g.outWidth * g.channels), -9.0f);
    augmentImage(g, d, image.data(), actual.data());
    std::size_t i = 0;
    for (std::int64_t y = 0; y < g.outHeight; ++y)
        for (std::int64_t x = 0; x < g.outWidth; ++x)
            for (std::int64_t c = 0; c < g.channels; ++c, ++i)
                ASSERT_EQ(actual[i], naivePixel(g, d, image.data(), {y, x, c})) << "at " << y << ", " << x << ", " << c;
}

TEST(Augment, EqualsPadCropMirrorNormaliseBitForBit)
{
    for (std::int64_t channels : {1, 3, 4})
        for (bool padAfter : {false, true})
            for (bool flip : {false, true})
                for (std::int64_t top : {0, 2, 4, 7, 8})
                    for (std::int64_t left : {0, 3, 4, 9}) {
                        AugmentGeometry g = geometry(12, channels, 12, 4);
                        g.padAfterNormalizing = padAfter;
                        expectNaive(g, {top, left, flip});
                    }
}

TEST(Augment, CropsThatMissTheImageAreAllBorder)
{
    expectNaive(geometry(4, 3, 3, 6), {0, 0, false});
    expectNaive(geometry(4, 3, 3, 6), {0, 14, true});
    expectNaive(geometry(4, 1, 16, 6), {0, 0, true});
}

TEST(Augment, CentreDrawOfEqualSizesIsTheImageItself)
{
    AugmentGeometry g = geometry(8, 3, 8, 4);
    g.width = 8;
    const AugmentDraw draw = centreDraw(g);
    EXPECT_EQ(draw.top, 4);
    EXPECT_EQ(draw.left, 4);
    EXPECT_FALSE(draw.flip);
    const std::vector<std::uint8_t> image = randomImages(g, 1);
    std::vector<float> actual(image.size());
    augmentImage(g, draw, image.data(), actual.data());
    for (std::size_t i = 0; i < image.size(); ++i)
        ASSERT_EQ(actual[i], normalizedPixel(image[i], Mean[i % 3], Deviation[i % 3]));
}

TEST(Augment, BatchTakesImagesByIndexWhateverTheThreads)
{
    const AugmentGeometry g = geometry(6, 3, 6, 2);
    const std::vector<std::uint8_t> pixels = randomImages(g, 5);
    const std::vector<std::int64_t> indices{4, 0, 4, 2};
    const std::vector<AugmentDraw> draws{{0, 1, true}, {4, 5, false}, {2, 2, false}, {1, 3, true}};
    const std::size_t size = 6 * 6 * 3;
    std::vector<float> one(4 * size), two(4 * size), alone(size);
    augmentBatch(g, {pixels.data(), indices, draws, one.data(), 1});
    augmentBatch(g, {pixels.data(), indices, draws, two.data(), 2});
    EXPECT_EQ(one, two);
    for (std::size_t i = 0; i < indices.size(); ++i) {
        augmentImage(g, draws[i], pixels.data() + indices[i] * 6 * 7 * 3, alone.data());
        EXPECT_TRUE(std::equal(alone.begin(), alone.end(), one.begin() + static_cast<std::ptrdiff_t>(i * size)));
    }
}

TEST(Augment, EmptyDrawsMeanUntouchedImages)
{
    const AugmentGeometry g = geometry(6, 1, 6, 2);
    const std::vector<std::uint8_t> pixels = randomImages(g, 2);
    const std::vector<std::int64_t> indices{1, 0};
    std::vector<float> plain(2 * 36), drawn(2 * 36);
    augmentBatch(g, {pixels.data(), indices, {}, plain.data()});
    const std::vector<AugmentDraw> centred(2, centreDraw(g));
    augmentBatch(g, {pixels.data(), indices, centred, drawn.data()});
    EXPECT_EQ(plain, drawn);
}

} // namespace
} // namespace espalier::kernels
