// SPDX-License-Identifier: GPL-3.0-or-later
// Indexing and launch only: the arithmetic is that of fused_sgd_math.h, which the CPU loop and its tests share. tests/gpu
// compares the two on a device.
#include "kernels/capability.h"
#include "kernels/fused_sgd.h"

#include <cuda_runtime.h>

namespace espalier::kernels {
namespace {

constexpr int ThreadsPerBlock = 256;

// Penalty factors by place in a chunk. A division in 64 bits is slow and is done once per thread: in a chunk the places
// fit into 32 bits, as a row does.
struct NoFactor
{
    __device__ float operator()(std::uint32_t) const { return 0.0f; }
};

struct RowFactor
{
    const float *factor;
    std::uint32_t size, rest;

    __device__ RowFactor(const SgdTensor &tensor, std::int64_t begin)
        : factor(tensor.factor + begin / tensor.rowSize())
        , size(static_cast<std::uint32_t>(tensor.rowSize()))
        , rest(static_cast<std::uint32_t>(begin % tensor.rowSize()))
    {
    }
    __device__ float operator()(std::uint32_t i) const { return factor[(rest + i) / size]; }
};

struct ColumnFactor
{
    const float *factor;
    std::uint32_t columns, stride, rest;

    __device__ ColumnFactor(const SgdTensor &tensor, std::int64_t begin)
        : factor(tensor.factor)
        , columns(static_cast<std::uint32_t>(tensor.columns))
        , stride(static_cast<std::uint32_t>(tensor.columnStride))
        , rest(static_cast<std::uint32_t>(begin % (tensor.columns * tensor.columnStride)))
    {
    }
    __device__ float operator()(std::uint32_t i) const { return factor[(rest + i) / stride % columns]; }
};

struct ElementFactor
{
    const float *factor;

    __device__ float operator()(std::uint32_t i) const { return factor[i]; }
};

__device__ bool isMultiple(const void *address, std::size_t bytes)
{
    return reinterpret_cast<std::uintptr_t>(address) % bytes == 0;
}

/// What a chunk reads and writes, from its first element on.
struct ChunkMemory
{
    float *w, *v;
    const float *g;
    std::uint16_t *shadow;

    __device__ ChunkMemory(const SgdTensor &tensor, std::int64_t begin)
        : w(tensor.w + begin)
        , v(tensor.v + begin)
        , g(tensor.g + begin)
        , shadow(tensor.shadow ? tensor.shadow + begin : nullptr)
    {
    }
    /// Whether the memory may be taken four elements at a time.
    __device__ bool isAligned() const
    {
        return isMultiple(w, sizeof(float4)) && isMultiple(v, sizeof(float4)) && isMultiple(g, sizeof(float4))
            && isMultiple(shadow, sizeof(ushort4));
    }
};

/// Four neighbours by one thread: 16 bytes per access.
template <class Factor>
__device__ void stepFour(const ChunkMemory &memory, std::uint32_t four, Factor factor, bool replaces, const SgdOptions &options)
{
    float4 w = reinterpret_cast<float4 *>(memory.w)[four];
    float4 v = reinterpret_cast<float4 *>(memory.v)[four];
    const float4 g = reinterpret_cast<const float4 *>(memory.g)[four];
    const auto step = [&](float &weight, float &velocity, float gradient, std::uint32_t i) {
        const SgdElement next = sgdStep({weight, velocity}, gradient, factor(i), replaces, options);
        weight = next.w;
        velocity = next.v;
    };
    step(w.x, v.x, g.x, 4 * four);
    step(w.y, v.y, g.y, 4 * four + 1);
    step(w.z, v.z, g.z, 4 * four + 2);
    step(w.w, v.w, g.w, 4 * four + 3);
    reinterpret_cast<float4 *>(memory.w)[four] = w;
    reinterpret_cast<float4 *>(memory.v)[four] = v;
    if (memory.shadow)
        reinterpret_cast<ushort4 *>(memory.shadow)[four] = {toBfloat16(w.x), toBfloat16(w.y), toBfloat16(w.z), toBfloat16(w.w)};
}

template <class Factor>
__device__ void stepOne(const ChunkMemory &memory, std::uint32_t i, Factor factor, bool replaces, const SgdOptions &options)
{
    const SgdElement next = sgdStep({memory.w[i], memory.v[i]}, memory.g[i], factor(i), replaces, options);
    memory.w[i] = next.w;
    memory.v[i] = next.v;
    if (memory.shadow)
        memory.shadow[i] = toBfloat16(next.w);
}

template <class Factor>
__device__ void stepChunk(const SgdTensor &tensor, const SgdChunk &chunk, const SgdOptions &options, Factor factor)
{
    const ChunkMemory memory(tensor, chunk.begin);
    const auto count = static_cast<std::uint32_t>(chunk.end - chunk.begin);
    const std::uint32_t fours = memory.isAligned() ? count / 4 : 0;
#pragma unroll 4
    for (std::uint32_t four = threadIdx.x; four < fours; four += ThreadsPerBlock)
        stepFour(memory, four, factor, tensor.replacesGradient, options);
    for (std::uint32_t i = 4 * fours + threadIdx.x; i < count; i += ThreadsPerBlock)
        stepOne(memory, i, factor, tensor.replacesGradient, options);
}

__global__ void fusedSgdKernel(const SgdTensor *tensors, const SgdChunk *chunks, const SgdOptions *options)
{
    const SgdChunk chunk = chunks[blockIdx.x];
    const SgdTensor tensor = tensors[chunk.tensor];
    const SgdOptions coefficients = *options;
    switch (tensor.kind) {
    case FactorKind::Row: stepChunk(tensor, chunk, coefficients, RowFactor(tensor, chunk.begin)); return;
    case FactorKind::Column: stepChunk(tensor, chunk, coefficients, ColumnFactor(tensor, chunk.begin)); return;
    case FactorKind::Element: stepChunk(tensor, chunk, coefficients, ElementFactor{tensor.factor + chunk.begin}); return;
    case FactorKind::None: stepChunk(tensor, chunk, coefficients, NoFactor{}); return;
    }
}

} // namespace

base::Status launchFusedSgd(const SgdLaunch &launch)
{
    if (launch.chunkCount == 0)
        return {};
    fusedSgdKernel<<<static_cast<unsigned>(launch.chunkCount), ThreadsPerBlock, 0,
                     static_cast<cudaStream_t>(launch.stream)>>>(launch.tensors, launch.chunks, launch.options);
    const cudaError_t error = cudaGetLastError();
    if (error != cudaSuccess)
        return base::Problem{base::ProblemCode::WorkFailed, cudaGetErrorString(error), "fused SGD on the GPU", "Run it on the CPU."};
    return {};
}

CudaCapability cudaCapability()
{
    int devices = 0;
    if (cudaGetDeviceCount(&devices) != cudaSuccess)
        devices = 0;
    return {true, devices};
}

} // namespace espalier::kernels
