// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/// Marks the per-element functions that both the CPU loops and the CUDA kernels call.
#ifdef __CUDACC__
#define ESPALIER_HOST_DEVICE __host__ __device__
#else
#define ESPALIER_HOST_DEVICE
#endif
