// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kernels/host_device.h"

#include <cmath>
#include <cstdint>
#include <cstring>

namespace espalier::kernels {

/// Coefficients of one SGD step, the same for all tensors.
struct SgdOptions {
    float learningRate = 0.0f;
    float momentum = 0.0f;
    float weightDecay = 0.0f;
    bool nesterov = false;
};

/// Weight and momentum of one element.
struct SgdElement {
    float w = 0.0f;
    float v = 0.0f;
};

/// Magnitudes below become exact zeros: growing penalties drive weights into subnormals, on which CPUs crawl, and the
/// flush-to-zero mode is per thread and would split a result in two.
inline constexpr float SmallestMagnitude = 1e-30f;

ESPALIER_HOST_DEVICE inline float flushTiny(float x)
{
    return std::fabs(x) < SmallestMagnitude ? 0.0f : x;
}

/// One element of the step, with the penalty factor l of growing regularisation (methods.md 3.3):
///
///     g' = g + l*w + wd*w       (replacesGradient: l*w + wd*w wherever l is not 0)
///     v  = mu*v + g'
///     w  = w - lr*v             (Nesterov: w - lr*(g' + mu*v))
ESPALIER_HOST_DEVICE inline SgdElement sgdStep(SgdElement old, float g, float l, bool replacesGradient,
                                               const SgdOptions &options)
{
    const float task = replacesGradient && l != 0.0f ? 0.0f : g;
    const float gradient = (task + l * old.w) + options.weightDecay * old.w;
    const float velocity = options.momentum * old.v + gradient;
    const float direction = options.nesterov ? gradient + options.momentum * velocity : velocity;
    return {flushTiny(old.w - options.learningRate * direction), flushTiny(velocity)};
}

/// Nearest bfloat16, ties to even; NaN stays NaN.
ESPALIER_HOST_DEVICE inline std::uint16_t toBfloat16(float x)
{
    std::uint32_t bits = 0;
    std::memcpy(&bits, &x, sizeof bits);
    const bool isNan = (bits & 0x7fffffffu) > 0x7f800000u;
    const std::uint32_t rounded = bits + 0x7fffu + ((bits >> 16) & 1u);
    return static_cast<std::uint16_t>((isNan ? bits | 0x00400000u : rounded) >> 16);
}

} // namespace espalier::kernels
