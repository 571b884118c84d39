// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/program.h"
#include "engine/torch_engine.h"

// The one place that joins the window with the engine.
int main(int argc, char **argv)
{
    return espalier::app::runProgram(argc, argv, [](const espalier::app::EngineSettings &settings) {
        espalier::engine::EngineOptions options = espalier::engine::defaultEngineOptions();
        options.threads = settings.threads;
        return espalier::engine::makeTorchEngine(options);
    });
}
