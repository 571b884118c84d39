// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/engine.h"

#include <functional>
#include <memory>

namespace espalier::app {

/// What an engine is told at its making, in the worker's thread.
struct EngineSettings
{
    int threads = 0; ///< 0 = all cores
};

using MakeEngine = std::function<std::unique_ptr<session::Engine>(const EngineSettings &)>;

/// The GUI program from command line to exit code: `espalier [FILE | DIR] [--sample] [--screenshots DIR]`.
int runProgram(int argc, char **argv, const MakeEngine &makeEngine);

} // namespace espalier::app
