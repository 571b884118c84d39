// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/answer.h"

namespace CLI {
class App;
}

namespace espalier::cli {

// Each adds its command with its options to the parser; the parser sets the invocation's action. One file in commands/.
void addMethods(CLI::App &app, Invocation &invocation);
void addFormats(CLI::App &app, Invocation &invocation);
void addInspect(CLI::App &app, Invocation &invocation);
void addVerify(CLI::App &app, Invocation &invocation);
void addEvaluate(CLI::App &app, Invocation &invocation);
void addPlan(CLI::App &app, Invocation &invocation);
void addCut(CLI::App &app, Invocation &invocation);
void addRun(CLI::App &app, Invocation &invocation);
void addResume(CLI::App &app, Invocation &invocation);
void addReplay(CLI::App &app, Invocation &invocation);
void addCompare(CLI::App &app, Invocation &invocation);
void addExport(CLI::App &app, Invocation &invocation);
void addBench(CLI::App &app, Invocation &invocation);

} // namespace espalier::cli
