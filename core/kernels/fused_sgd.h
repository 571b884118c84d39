// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "kernels/fused_sgd_math.h"

#include <cstdint>
#include <span>
#include <vector>

namespace espalier::kernels {

/// How a penalty factor is spread over a tensor.
enum class FactorKind : std::uint8_t {
    None,
    Row,     ///< factor[row]: one per filter (axis 0)
    Column,  ///< factor[column]: one per input channel (axis 1)
    Element, ///< factor[element], in the memory order of the weight
};

/// One parameter tensor of the update: raw memory, dense, with axis 0 outermost (a contiguous N x C x kh x kw weight,
/// the same in channels_last, an N x C matrix, a vector with rows = numel). All pointers have the memory order of `w`.
///
/// Element e of a row belongs to column (e / columnStride) % columns:
///     contiguous N x C x kh x kw: columns = C, columnStride = kh*kw;    channels_last and N x C: columns = C, columnStride = 1.
struct SgdTensor {
    float *w = nullptr;
    const float *g = nullptr;
    float *v = nullptr;              ///< momentum; zeros before the first step
    std::uint16_t *shadow = nullptr; ///< bfloat16 copy of the new weight, or null
    const float *factor = nullptr;   ///< as `kind` says; null for None
    std::int64_t numel = 0;
    std::int64_t rows = 1;
    std::int64_t columns = 1;
    std::int64_t columnStride = 1;
    FactorKind kind = FactorKind::None;
    bool replacesGradient = false; ///< where the factor is not 0 the penalty takes the place of the task gradient

    ESPALIER_HOST_DEVICE std::int64_t rowSize() const { return rows > 0 ? numel / rows : 0; }
};

/// Pointers present, rows and columns tile the tensor. BadUsage otherwise, naming the rule. For tests and debug builds.
base::Status validate(const SgdTensor &tensor);

/// Penalty factor of element `e` of the tensor (counted from its start).
ESPALIER_HOST_DEVICE inline float factorAt(const SgdTensor &tensor, std::int64_t e)
{
    switch (tensor.kind) {
    case FactorKind::Row: return tensor.factor[e / (tensor.numel / tensor.rows)];
    case FactorKind::Column: return tensor.factor[(e / tensor.columnStride) % tensor.columns];
    case FactorKind::Element: return tensor.factor[e];
    default: return 0.0f;
    }
}

/// SGD with momentum, weight decay and penalty factors in one pass over every tensor (20 bytes per element, 22 with the
/// shadow). Element-wise: the result does not depend on the number of threads. On the calling thread and at most
/// threads - 1 others (OpenMP). Blocks.
void fusedSgd(std::span<const SgdTensor> tensors, const SgdOptions &options, int threads = 2);

/// A piece of a tensor for one thread block: elements [begin, end).
struct SgdChunk {
    std::int32_t tensor = 0;
    std::int64_t begin = 0;
    std::int64_t end = 0;
};

/// Cuts the tensors into pieces of at most `chunkElements`, in order.
std::vector<SgdChunk> sgdChunks(std::span<const SgdTensor> tensors, std::int64_t chunkElements = 4096);

/// The same update on a CUDA device. All pointers, those inside the tensors too, are device memory, so that a captured
/// graph sees new options and factors. Queued on `stream` (a cudaStream_t); does not wait. Equals the loop on the CPU within
/// rounding (the device contracts a*b + c), bit for bit from run to run. Chunks and rows have less than 2^31 elements.
struct SgdLaunch {
    const SgdTensor *tensors = nullptr;
    const SgdChunk *chunks = nullptr;
    std::int64_t chunkCount = 0;
    const SgdOptions *options = nullptr;
    void *stream = nullptr;
};

/// Unsupported if this build has no CUDA, WorkFailed with the driver's words if the launch fails.
base::Status launchFusedSgd(const SgdLaunch &launch);

} // namespace espalier::kernels
