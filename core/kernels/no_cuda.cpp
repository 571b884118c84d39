// SPDX-License-Identifier: GPL-3.0-or-later
// Takes the place of the .cu files at link time where nvcc is absent.
#include "kernels/capability.h"
#include "kernels/fused_sgd.h"

namespace espalier::kernels {

base::Status launchFusedSgd(const SgdLaunch &)
{
    return base::Problem{base::ProblemCode::Unsupported, "This build has no CUDA kernels.", "fused SGD on the GPU",
                         "Run it on the CPU, or build with nvcc on the PATH."};
}

CudaCapability cudaCapability()
{
    return {};
}

} // namespace espalier::kernels
