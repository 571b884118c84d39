// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/engine.h"

#include <filesystem>
#include <memory>

namespace espalier::engine {

struct EngineOptions {
    std::filesystem::path sampleFolder; ///< resources/sample; empty = where this program's resources lie
    std::filesystem::path cacheFolder;  ///< decoded images; empty = no cache
    int threads = 0;                    ///< of LibTorch; 0 = as many as there are cores (or OMP_NUM_THREADS)
    double checkpointSeconds = 300.0;   ///< autosave interval of runs
};

/// Cache in $XDG_CACHE_HOME/espalier/images (or ~/.cache/…), checkpoint interval from ESPALIER_CHECKPOINT_SECONDS.
EngineOptions defaultEngineOptions();

/// The engine made of the rooms: LibTorch on the CPU. Make it in the thread that will use it (thread-local settings of
/// LibTorch are made here); `vocabulary` may be read from anywhere.
std::unique_ptr<session::Engine> makeTorchEngine(EngineOptions options);

} // namespace espalier::engine
