// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace espalier::kernels {

/// One block of rows of a batch norm, over `width` columns (a multiple of 16): see norm_relu.cpp for how channels become
/// columns. Pointers are to the block's first row.
struct NormBlock {
    const void *x = nullptr;
    const void *other = nullptr; ///< forward: residual or null; backward: y or null
    const void *gradY = nullptr;
    void *out = nullptr;         ///< y, or the gradient of x
    void *outMasked = nullptr;   ///< backward: gradient of the residual, or null
    std::int64_t rows = 0;
    std::int64_t width = 0;
};

/// Per-column coefficients, each [width]. Which are set depends on the loop.
struct NormColumns {
    const float *scale = nullptr;  ///< weight / deviation
    const float *shift = nullptr;  ///< bias - mean * scale
    const float *mean = nullptr;
    const float *meanGrad = nullptr;   ///< mean over rows of the masked gradient
    const float *projection = nullptr; ///< what the gradient loses along x - mean
};

/// The four loops over a block for one kind of storage.
struct NormLoops {
    /// mean and sum of squared deviations of every column of the block.
    void (*statistics)(const NormBlock &, float *mean, float *squares);
    /// out = max(0, x * scale + shift [+ other])
    void (*normalize)(const NormBlock &, const NormColumns &);
    /// g = gradY where the output was positive: sums of g and of g * (x - mean) per column; writes g to outMasked if set.
    void (*sumGradients)(const NormBlock &, const NormColumns &, float *sumGrad, float *sumProduct);
    /// out = scale * (g - meanGrad - (x - mean) * projection); g is read from gradY, already masked if `other` is set.
    void (*gradient)(const NormBlock &, const NormColumns &);
};

/// The loops compiled for a level of the instruction set. The arithmetic is the same to the last bit.
struct NormLoopSet {
    NormLoops float32, bfloat16;
};

NormLoopSet normLoopsBaseline();
NormLoopSet normLoopsAvx2();
NormLoopSet normLoopsAvx512();

} // namespace espalier::kernels
