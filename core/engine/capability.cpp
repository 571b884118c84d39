// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/capability.h"

#include "base/text.h"
#include "kernels/capability.h"

#include <ATen/Parallel.h>

namespace espalier::engine {

namespace {

std::string whyNoCuda(const kernels::CudaCapability &capability)
{
    if (!capability.compiled)
        return "this build has no CUDA kernels";
    if (capability.devices == 0)
        return "no CUDA device was found";
    // The stages place their tensors on the CPU, and LibTorch's library for CUDA is not loaded.
    return "training on CUDA is not part of this version";
}

} // namespace

DeviceChoice chooseDevice(const std::string &requested)
{
    if (requested == "cpu")
        return {};
    const auto capability = kernels::cudaCapability();
    if (requested == "auto" && (!capability.compiled || capability.devices == 0))
        return {};
    if (requested != "auto" && requested != "cuda")
        return {"cpu", base::cat("The device '", requested, "' is unknown: computing on the CPU.")};
    return {"cpu", base::cat("Computing on the CPU: ", whyNoCuda(capability), ".")};
}

void setUpThreads(int threads)
{
    if (threads > 0)
        at::set_num_threads(threads);
    // May be set once per process, and before the first use only.
    if (at::get_num_interop_threads() != 1) {
        try {
            at::set_num_interop_threads(1);
        } catch (const std::exception &) {
        }
    }
}

} // namespace espalier::engine
