// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace espalier::engine {

/// Where a recipe's "device" ends up, and what to say about it.
struct DeviceChoice {
    std::string device = "cpu";
    std::string note; ///< a sentence for the log if it is not what was asked for; else empty
};

/// The one place that decides. Always the CPU so far: training on CUDA is not built yet. "auto" says so only where a
/// device would be there.
DeviceChoice chooseDevice(const std::string &requested);

/// Sets the calling thread's LibTorch threads (0 = leave), one thread between operators. Call once per worker thread.
void setUpThreads(int threads);

} // namespace espalier::engine
