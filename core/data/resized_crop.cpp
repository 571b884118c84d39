// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/resized_crop.h"

#include "base/random.h"

#include <algorithm>
#include <cmath>

namespace espalier::data {

namespace {

constexpr double leastArea = 0.08;
constexpr double leastRatio = 3.0 / 4.0;
constexpr double mostRatio = 4.0 / 3.0;

CropBox central(std::int64_t height, std::int64_t width)
{
    const double ratio = static_cast<double>(width) / static_cast<double>(height);
    CropBox box{0, 0, height, width};
    if (ratio < leastRatio)
        box.height = std::llround(static_cast<double>(width) / leastRatio);
    else if (ratio > mostRatio)
        box.width = std::llround(static_cast<double>(height) * mostRatio);
    box.top = (height - box.height) / 2;
    box.left = (width - box.width) / 2;
    return box;
}

} // namespace

double RandomNumbers::unit(std::uint64_t k) const
{
    return base::randomUnit(seed, stream, first + k);
}

std::array<float, 3> drawLighting(double deviation, const RandomNumbers &numbers)
{
    constexpr double values[] = {0.2175, 0.0188, 0.0045};
    constexpr double axes[][3] = {{-0.5675, 0.7192, 0.4009}, {-0.5808, -0.0045, -0.8140}, {-0.5836, -0.6948, 0.4203}};
    constexpr double pi = 3.14159265358979323846;
    std::array<float, 3> shift{};
    for (std::uint64_t k = 0; k < 3; ++k) {
        const double u = 1.0 - numbers.unit(40 + 2 * k), v = numbers.unit(41 + 2 * k);
        const double normal = std::sqrt(-2.0 * std::log(u)) * std::cos(2.0 * pi * v); // Box and Muller
        for (std::size_t c = 0; c < 3; ++c)
            shift[c] += static_cast<float>(axes[c][k] * normal * deviation * values[k]);
    }
    return shift;
}

CropBox drawResizedCrop(std::int64_t height, std::int64_t width, const RandomNumbers &numbers)
{
    const double area = static_cast<double>(height * width);
    for (std::uint64_t attempt = 0; attempt < 10; ++attempt) {
        const double target = area * (leastArea + (1.0 - leastArea) * numbers.unit(4 * attempt));
        const double logRatio = std::log(leastRatio)
            + (std::log(mostRatio) - std::log(leastRatio)) * numbers.unit(4 * attempt + 1);
        const double ratio = std::exp(logRatio);
        CropBox box;
        box.width = std::llround(std::sqrt(target * ratio));
        box.height = std::llround(std::sqrt(target / ratio));
        if (box.width < 1 || box.height < 1 || box.width > width || box.height > height)
            continue;
        const auto below = [&](std::int64_t bound, std::uint64_t k) {
            return std::min(static_cast<std::int64_t>(numbers.unit(k) * static_cast<double>(bound)), bound - 1);
        };
        box.top = below(height - box.height + 1, 4 * attempt + 2);
        box.left = below(width - box.width + 1, 4 * attempt + 3);
        return box;
    }
    return central(height, width);
}

} // namespace espalier::data
