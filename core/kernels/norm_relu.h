// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace espalier::kernels {

/// How activations are stored; statistics, affines and sums are always float.
enum class Storage : std::uint8_t { Float32, Bfloat16 };

/// Training-mode batch norm, an optional residual and ReLU, in one call over channels_last images (rows = N*H*W):
///
///     y = max(0, (x - mean) / sqrt(variance + eps) * weight + bias  [+ residual])
///
/// mean and (biased) variance per channel over the rows; running statistics move by `momentum`, the variance unbiased.
/// Two passes over x instead of four over x and its results. Sums go chunk by chunk in a fixed order (Chan et al. 1983):
/// the result depends neither on the number of threads nor on the machine.
struct NormForward {
    const void *x = nullptr;        ///< rows x channels
    const void *residual = nullptr; ///< the same shape, or null
    void *y = nullptr;
    Storage storage = Storage::Float32; ///< of x, residual and y
    std::int64_t rows = 0;
    std::int64_t channels = 0;
    const float *weight = nullptr;
    const float *bias = nullptr;
    float *mean = nullptr;             ///< out: for the backward pass
    float *inverseDeviation = nullptr; ///< out: 1 / sqrt(variance + eps)
    float *runningMean = nullptr;      ///< updated, or null
    float *runningVariance = nullptr;
    float momentum = 0.1f;
    float eps = 1e-5f;
};

/// Its gradients. Without a residual the mask of the ReLU is found again from x; with one it is read off y.
struct NormBackward {
    const void *x = nullptr;
    const void *y = nullptr; ///< needed with gradResidual only
    const void *gradY = nullptr;
    void *gradX = nullptr;
    void *gradResidual = nullptr; ///< out, or null if there was no residual
    Storage storage = Storage::Float32;
    std::int64_t rows = 0;
    std::int64_t channels = 0;
    const float *weight = nullptr;
    const float *bias = nullptr;
    const float *mean = nullptr;
    const float *inverseDeviation = nullptr;
    float *gradWeight = nullptr; ///< out
    float *gradBias = nullptr;   ///< out
};

/// The loops work on 16 neighbours: true if so many rows of so many channels are a whole number of periods of
/// lcm(channels, 16), and there are at least two rows.
bool normReluFits(std::int64_t rows, std::int64_t channels);

/// On the calling thread and at most threads - 1 others (OpenMP). Block.
void normReluForward(const NormForward &norm, int threads);
void normReluBackward(const NormBackward &norm, int threads);

} // namespace espalier::kernels
