// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kernels/host_device.h"

#include <cstdint>

namespace espalier::kernels {

/// (pixel / 255 - mean) / deviation, in float and in this order, so that results equal torchvision's bit for bit.
ESPALIER_HOST_DEVICE inline float normalizedPixel(std::uint8_t pixel, float mean, float deviation)
{
    return (static_cast<float>(pixel) / 255.0f - mean) / deviation;
}

/// Source column of output column x of a row that is `size` wide: cropped at `left`, mirrored if asked for.
ESPALIER_HOST_DEVICE inline std::int64_t sourceColumn(std::int64_t x, std::int64_t size, std::int64_t left, bool flip)
{
    return left + (flip ? size - 1 - x : x);
}

} // namespace espalier::kernels
