// SPDX-License-Identifier: GPL-3.0-or-later
// Compiled and linked in every build with nvcc; has never run on a GPU yet. Indexing and launch only: the arithmetic
// is that of fused_sgd_math.h, which the CPU loop and its tests share.
#include "kernels/capability.h"
#include "kernels/fused_sgd.h"

#include <cuda_runtime.h>

namespace espalier::kernels {
namespace {

constexpr int ThreadsPerBlock = 256;

__global__ void fusedSgdKernel(const SgdTensor *tensors, const SgdChunk *chunks, const SgdOptions *options)
{
    const SgdChunk chunk = chunks[blockIdx.x];
    const SgdTensor tensor = tensors[chunk.tensor];
    const SgdOptions coefficients = *options;
    for (std::int64_t e = chunk.begin + threadIdx.x; e < chunk.end; e += blockDim.x) {
        const SgdElement next = sgdStep({tensor.w[e], tensor.v[e]}, tensor.g[e], factorAt(tensor, e),
                                        tensor.replacesGradient, coefficients);
        tensor.w[e] = next.w;
        tensor.v[e] = next.v;
        if (tensor.shadow)
            tensor.shadow[e] = toBfloat16(next.w);
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
