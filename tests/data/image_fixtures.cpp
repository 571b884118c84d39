// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/image_fixtures.h"

#include "base/file.h"

#include <gtest/gtest.h>

#include <fstream>

namespace espalier::data {

namespace {

void appendBigEndian(std::vector<std::uint8_t> &out, std::int64_t value)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        out.push_back(static_cast<std::uint8_t>(value >> shift));
}

} // namespace

std::vector<std::uint8_t> imageFixture(const std::string &name)
{
    const auto bytes = base::readFile(std::string(ESPALIER_SOURCE_DIR "/tests/files/images/") + name);
    EXPECT_TRUE(bytes) << name;
    return bytes ? std::vector<std::uint8_t>(bytes->begin(), bytes->end()) : std::vector<std::uint8_t>();
}

Image testPattern(std::int64_t height, std::int64_t width, std::int64_t channels)
{
    Image image{height, width, channels, {}};
    for (std::int64_t i = 0; i < height * width * channels; ++i)
        image.pixels.push_back(static_cast<std::uint8_t>((i * 7919 + (i * i) % 251) / 13 % 256));
    return image;
}

void writeBytes(const std::filesystem::path &path, const std::vector<std::uint8_t> &bytes)
{
    std::filesystem::create_directories(path.parent_path());
    std::ofstream out(path, std::ios::binary);
    out.write(reinterpret_cast<const char *>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    EXPECT_TRUE(out.good()) << path;
}

void copyFixture(const std::string &name, const std::filesystem::path &to)
{
    writeBytes(to, imageFixture(name));
}

void makeImageFolder(const std::filesystem::path &root, int count)
{
    for (const char *split : {"train", "test"})
        for (const char *label : {"dog", "cat"})
            for (int i = 0; i < count; ++i)
                copyFixture("colour420.jpg", root / split / label / (std::to_string(i) + ".jpg"));
}

std::vector<std::uint8_t> idxImages(std::int64_t count, std::int64_t height, std::int64_t width)
{
    std::vector<std::uint8_t> out{0, 0, 8, 3};
    for (const std::int64_t size : {count, height, width})
        appendBigEndian(out, size);
    for (std::int64_t image = 0; image < count; ++image)
        for (std::int64_t i = 0; i < height * width; ++i)
            out.push_back(static_cast<std::uint8_t>(image + i));
    return out;
}

std::vector<std::uint8_t> idxLabels(std::int64_t count, int classes)
{
    std::vector<std::uint8_t> out{0, 0, 8, 1};
    appendBigEndian(out, count);
    for (std::int64_t i = 0; i < count; ++i)
        out.push_back(static_cast<std::uint8_t>(i % classes));
    return out;
}

std::shared_ptr<const Dataset> numberedDataset(std::int64_t count, std::int64_t classes, std::int64_t size,
                                               std::int64_t channels)
{
    auto dataset = std::make_shared<Dataset>();
    std::vector<std::uint8_t> pixels;
    ImageSet set{nullptr, {}, size, size, channels};
    for (std::int64_t i = 0; i < count; ++i) {
        set.labels.push_back(i % classes);
        for (std::int64_t p = 0; p < size * size * channels; ++p)
            pixels.push_back(static_cast<std::uint8_t>(p == 0 ? i % 256 : p == 1 ? i / 256 : (i * 31 + p * 17) % 256));
    }
    set.pixels = std::make_shared<const std::vector<std::uint8_t>>(std::move(pixels));
    dataset->train = set;
    dataset->test = set;
    for (std::int64_t c = 0; c < classes; ++c)
        dataset->classes.push_back(std::to_string(c));
    return dataset;
}

OpenOptions optionsOf(const std::string &preset)
{
    OpenOptions options;
    options.preset = *findPreset(preset);
    return options;
}

} // namespace espalier::data
