// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace espalier::kernels {

/// What this build can do on a GPU. Decided at link time: without nvcc the stubs of no_cuda.cpp answer.
struct CudaCapability {
    bool compiled = false; ///< the .cu files are part of this build
    int devices = 0;       ///< devices that the driver reports; 0 without a driver
};

/// Asks the driver. Any thread; may take some 100 ms the first time that a driver is there.
CudaCapability cudaCapability();

} // namespace espalier::kernels
