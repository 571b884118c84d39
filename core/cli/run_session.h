// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/answer.h"
#include "session/command.h"

namespace espalier::cli {

/// Runs one command of a session with progress on standard error; the first Ctrl+C stops it after its step, the second
/// aborts. The answer is result.json of `folder` (with the problem, if it was stopped or failed half-way).
base::Result<Answer> runInSession(const session::Command &command, const std::string &folder, const Globals &globals);

} // namespace espalier::cli
