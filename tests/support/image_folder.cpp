// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/image_folder.h"

#include "base/random.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <string>

namespace espalier::test {

namespace fs = std::filesystem;

namespace {

using Bytes = std::vector<std::uint8_t>;

void append32(Bytes &out, std::uint32_t value)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        out.push_back(static_cast<std::uint8_t>(value >> shift));
}

std::uint32_t crc32(const std::uint8_t *data, std::size_t size)
{
    std::uint32_t crc = 0xffffffffu;
    for (std::size_t i = 0; i < size; ++i) {
        crc ^= data[i];
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc >> 1) ^ (0xedb88320u & (0u - (crc & 1u)));
    }
    return ~crc;
}

void appendChunk(Bytes &out, const std::string &type, const Bytes &data)
{
    append32(out, static_cast<std::uint32_t>(data.size()));
    const std::size_t begin = out.size();
    out.insert(out.end(), type.begin(), type.end());
    out.insert(out.end(), data.begin(), data.end());
    append32(out, crc32(out.data() + begin, out.size() - begin));
}

/// A zlib stream of stored blocks.
Bytes stored(const Bytes &raw)
{
    Bytes out{0x78, 0x01};
    for (std::size_t at = 0; at < raw.size();) {
        const std::size_t size = std::min<std::size_t>(raw.size() - at, 65535);
        out.push_back(at + size == raw.size() ? 1 : 0);
        out.push_back(static_cast<std::uint8_t>(size & 255));
        out.push_back(static_cast<std::uint8_t>(size >> 8));
        out.push_back(static_cast<std::uint8_t>(~size & 255));
        out.push_back(static_cast<std::uint8_t>((~size >> 8) & 255));
        out.insert(out.end(), raw.begin() + static_cast<std::ptrdiff_t>(at),
                   raw.begin() + static_cast<std::ptrdiff_t>(at + size));
        at += size;
    }
    std::uint32_t a = 1, b = 0;
    for (const auto byte : raw) {
        a = (a + byte) % 65521;
        b = (b + a) % 65521;
    }
    append32(out, b << 16 | a);
    return out;
}

struct Square {
    std::uint64_t label = 0, stream = 0, number = 0;
};

Bytes squarePixels(const Square &square, std::uint32_t size)
{
    Bytes pixels(std::size_t{3} * size * size);
    for (std::size_t i = 0; i < pixels.size(); ++i)
        pixels[i] = static_cast<std::uint8_t>(base::randomBelow(90, square.label + 10 * square.stream, square.number, i));
    const std::uint32_t side = size / 3;
    const auto jitter = base::randomBelow(size / 6, 77 + square.stream, square.number, square.label);
    const auto left = static_cast<std::uint32_t>(square.label % 2) * size / 2 + jitter;
    const auto top = static_cast<std::uint32_t>(square.label / 2 % 2) * size / 2 + jitter;
    const std::array<std::uint8_t, 3> colour{static_cast<std::uint8_t>(255 - 60 * (square.label % 4)),
                                             static_cast<std::uint8_t>(80 + 50 * (square.label % 3)), 200};
    for (std::uint32_t y = top; y < std::min(top + side, size); ++y)
        for (std::uint32_t x = left; x < std::min(left + side, size); ++x)
            for (std::size_t c = 0; c < 3; ++c)
                pixels[(std::size_t{y} * size + x) * 3 + c] = colour[c];
    return pixels;
}

} // namespace

void writePng(const fs::path &path, const Bytes &rgb, std::uint32_t width, std::uint32_t height)
{
    Bytes raw;
    for (std::size_t row = 0; row < height; ++row) {
        raw.push_back(0);
        const auto begin = rgb.begin() + static_cast<std::ptrdiff_t>(row * width * 3);
        raw.insert(raw.end(), begin, begin + static_cast<std::ptrdiff_t>(width) * 3);
    }
    Bytes file{0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    Bytes head;
    append32(head, width);
    append32(head, height);
    head.insert(head.end(), {8, 2, 0, 0, 0});
    appendChunk(file, "IHDR", head);
    appendChunk(file, "IDAT", stored(raw));
    appendChunk(file, "IEND", {});
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary).write(reinterpret_cast<const char *>(file.data()),
                                                static_cast<std::streamsize>(file.size()));
}

void makeSquares(const fs::path &root, const SquaresOptions &options)
{
    for (int label = 0; label < options.classes; ++label) {
        for (const bool train : {true, false}) {
            const int count = train ? options.train : options.test;
            const auto folder = root / (train ? "train" : "test") / ("class" + std::to_string(label));
            for (int i = 0; i < count; ++i) {
                const Square square{static_cast<std::uint64_t>(label), train ? 1u : 2u, static_cast<std::uint64_t>(i)};
                writePng(folder / (std::to_string(i) + ".png"), squarePixels(square, options.size), options.size,
                         options.size);
            }
        }
    }
}

} // namespace espalier::test
