// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kernels/augment_math.h"

#include <cstdint>
#include <span>

namespace espalier::kernels {

/// How images become network inputs: the same for all images of a set.
struct AugmentGeometry {
    std::int64_t height = 0, width = 0, channels = 0; ///< of a source image, uint8 NHWC
    std::int64_t outHeight = 0, outWidth = 0;         ///< of the float output
    std::int64_t pad = 0;                             ///< zeros on each side before the crop
    const float *mean = nullptr;                      ///< [channels], of pixel / 255
    const float *deviation = nullptr;                 ///< [channels]
    /// False: pixels of the border are black, then normalised (methods.md 8). True: padding comes after
    /// normalisation, so the border is 0 (the MaskSparsity recipe).
    bool padAfterNormalizing = false;
};

/// What chance decided for one image: the corner of the crop in the padded source, and mirroring.
struct AugmentDraw {
    std::int64_t top = 0;  ///< 0 .. height + 2*pad - outHeight
    std::int64_t left = 0; ///< 0 .. width + 2*pad - outWidth
    bool flip = false;
};

/// The draw that changes nothing: the centre of the padded source (pad, pad for equal sizes).
AugmentDraw centreDraw(const AugmentGeometry &geometry);

/// Crop, flip and normalise one image: `source` uint8 height x width x channels, `target` float outHeight x outWidth x
/// channels (the memory of one image of a channels_last N x C x H x W tensor). Any thread.
void augmentImage(const AugmentGeometry &geometry, const AugmentDraw &draw, const std::uint8_t *source, float *target);

/// What a batch is made of, and where it goes.
struct AugmentBatch {
    const std::uint8_t *pixels = nullptr;   ///< all images of the set, one after the other
    std::span<const std::int64_t> indices;  ///< image i of `target` is image indices[i] of `pixels`
    std::span<const AugmentDraw> draws;     ///< one per index; empty = all of them untouched
    float *target = nullptr;
    int threads = 2;
};

/// Crop, flip and normalise a batch. Parallel over images (OpenMP); the result does not depend on the number of threads.
/// Blocks.
void augmentBatch(const AugmentGeometry &geometry, const AugmentBatch &batch);

} // namespace espalier::kernels
