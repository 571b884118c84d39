// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/image.h"
#include "data/image_decoder.h"
#include "data/image_fixtures.h"

#include <gtest/gtest.h>

namespace espalier::data {
namespace {

TEST(Resize, EqualsPillowToTheLastBit)
{
    struct Case {
        const char *name;
        std::int64_t height, width, channels, toHeight, toWidth;
    };
    for (const Case &c : {Case{"up", 28, 28, 1, 32, 32}, Case{"down", 37, 50, 3, 20, 13}, Case{"rows", 16, 40, 3, 16, 25},
                          Case{"columns", 33, 12, 1, 70, 12}}) {
        const Image source = testPattern(c.height, c.width, c.channels);
        const Image resized = resizeBilinear(view(source), c.toHeight, c.toWidth);
        EXPECT_EQ(resized.pixels, imageFixture(std::string("resize_") + c.name + ".raw")) << c.name;
    }
}

TEST(Resize, CentreSquareEqualsTorchvision)
{
    EXPECT_EQ(centreSquare(testPattern(40, 61, 3), 24).pixels, imageFixture("square_wide.raw"));
    EXPECT_EQ(centreSquare(testPattern(53, 30, 3), 24).pixels, imageFixture("square_tall.raw"));
}

TEST(Channels, LuminanceEqualsPillow)
{
    EXPECT_EQ(withChannels(testPattern(24, 20, 3), 1).pixels, imageFixture("luminance.raw"));
}

TEST(Channels, GreyIsRepeatedAndAlphaDropped)
{
    EXPECT_EQ(withChannels({1, 2, 1, {5, 9}}, 3).pixels, (std::vector<std::uint8_t>{5, 5, 5, 9, 9, 9}));
    EXPECT_EQ(withChannels({1, 2, 4, {1, 2, 3, 4, 5, 6, 7, 8}}, 3).pixels, (std::vector<std::uint8_t>{1, 2, 3, 5, 6, 7}));
}

TEST(Decoder, EqualsPillow)
{
    ImageDecoder decoder;
    for (const char *name : {"colour420.jpg", "colour444.jpg", "grey.jpg", "colour.png", "grey.png", "alpha.png",
                             "palette.png", "bilevel.png"}) {
        const auto decoded = decoder.decode(imageFixture(name));
        ASSERT_TRUE(std::holds_alternative<Image>(decoded)) << name << ": " << std::get<std::string>(decoded);
        EXPECT_EQ(std::get<Image>(decoded).pixels, imageFixture(std::string(name) + ".raw")) << name;
    }
}

TEST(Decoder, ReadsCmykAsRgb)
{
    ImageDecoder decoder;
    const auto decoded = decoder.decode(imageFixture("cmyk.jpg"));
    ASSERT_TRUE(std::holds_alternative<Image>(decoded));
    EXPECT_EQ(std::get<Image>(decoded).channels, 3);
    EXPECT_EQ(std::get<Image>(decoded).pixels.size(), 16u * 16 * 3);
}

TEST(Decoder, ScalesLargeJpegsButNeverBelowTheSizeAskedFor)
{
    ImageDecoder decoder;
    const auto small = std::get<Image>(decoder.decode(imageFixture("colour420.jpg"), 8));
    EXPECT_EQ(small.height, 8);
    const auto odd = std::get<Image>(decoder.decode(imageFixture("colour420.jpg"), 9));
    EXPECT_GE(odd.height, 9);
    EXPECT_LT(odd.height, 32);
    EXPECT_EQ(std::get<Image>(decoder.decode(imageFixture("colour420.jpg"), 100)).height, 32);
}

TEST(Decoder, NamesWhatIsWrong)
{
    ImageDecoder decoder;
    const auto reason = [&](const std::vector<std::uint8_t> &bytes) {
        const auto decoded = decoder.decode(bytes);
        return std::holds_alternative<std::string>(decoded) ? std::get<std::string>(decoded) : "decoded";
    };
    EXPECT_EQ(reason({}), "the file is empty");
    EXPECT_EQ(reason({'G', 'I', 'F'}), "it is neither JPEG nor PNG");
    EXPECT_NE(reason(imageFixture("cut.jpg")).find("Premature end"), std::string::npos) << reason(imageFixture("cut.jpg"));
    std::vector<std::uint8_t> png = imageFixture("colour.png");
    png.resize(png.size() / 2);
    EXPECT_NE(reason(png).find("ends early"), std::string::npos) << reason(png);
    EXPECT_NE(reason({0xFF, 0xD8, 0xFF}).find("JPEG"), std::string::npos);
}

TEST(Decoder, SurvivesDamageAnywhere)
{
    ImageDecoder decoder;
    for (const char *name : {"colour420.jpg", "colour444.jpg", "colour.png", "palette.png", "alpha.png"}) {
        const std::vector<std::uint8_t> whole = imageFixture(name);
        for (std::size_t i = 0; i < whole.size(); ++i) {
            (void)decoder.decode({whole.data(), i});
            std::vector<std::uint8_t> changed = whole;
            changed[i] = static_cast<std::uint8_t>(changed[i] ^ 0xA5);
            const auto decoded = decoder.decode(changed);
            if (const auto *image = std::get_if<Image>(&decoded)) {
                ASSERT_EQ(image->pixels.size(),
                          static_cast<std::size_t>(image->height * image->width * image->channels));
            }
        }
    }
}

} // namespace
} // namespace espalier::data
