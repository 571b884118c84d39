// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace espalier::test {

/// RGB pixels, row by row, as a PNG file (stored, not compressed).
void writePng(const std::filesystem::path &path, const std::vector<std::uint8_t> &rgb, std::uint32_t width,
              std::uint32_t height);

struct SquaresOptions {
    int classes = 3;
    int train = 30, test = 10; ///< images per class
    std::uint32_t size = 32;
};

/// train/ and test/ with one folder per class ("class0", …): a coloured square on noise, a colour and a place per class, so
/// that even a small network learns them at once. The same files each time.
void makeSquares(const std::filesystem::path &root, const SquaresOptions &options = {});

} // namespace espalier::test
