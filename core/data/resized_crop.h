// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>

namespace espalier::data {

/// Numbers that belong to one sample of one epoch.
struct RandomNumbers {
    std::uint64_t seed = 0, stream = 0, first = 0;
    double unit(std::uint64_t k) const; ///< k-th number, uniform in [0, 1)
};

struct CropBox {
    std::int64_t top = 0, left = 0, height = 0, width = 0;
};

/// Shift of red, green and blue, of pixel/255: axes * (normal * deviation * eigenvalue), with the principal components of
/// ImageNet's colours (Krizhevsky et al., 2012). Takes numbers 40 to 45.
std::array<float, 3> drawLighting(double deviation, const RandomNumbers &numbers);

/// The box of torchvision's RandomResizedCrop: area .08 to 1 of the image, aspect ratio 3/4 to 4/3 (uniform in its
/// logarithm), ten tries, else the largest central box of an allowed ratio. Takes at most 40 numbers.
CropBox drawResizedCrop(std::int64_t height, std::int64_t width, const RandomNumbers &numbers);

} // namespace espalier::data
