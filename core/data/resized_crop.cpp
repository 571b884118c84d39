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
