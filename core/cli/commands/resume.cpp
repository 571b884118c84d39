// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commands.h"
#include "cli/run_session.h"

#include <CLI/CLI.hpp>

namespace espalier::cli {

void addResume(CLI::App &app, Invocation &invocation)
{
    auto *command = app.add_subcommand("resume", "Continues a stopped or killed run from its newest checkpoint");
    auto folder = std::make_shared<std::string>();
    command->add_option("DIR", *folder, "Directory of the run")->required();
    command->callback([&invocation, folder] {
        invocation.action
            = [&invocation, folder] { return runInSession(session::ResumeRun{*folder}, *folder, invocation.globals); };
    });
}

} // namespace espalier::cli
