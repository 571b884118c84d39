// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace espalier::formats {

/// The Python that the environment variable ESPALIER_PYTHON names; empty if it is unset. Nothing here needs a Python:
/// where there is one with torch, exports can be run in it.
std::string configuredPython();

/// Runs `python ARGUMENTS…` without a shell and gives what it printed. WorkFailed with the last line of its errors if it
/// fails, or if it takes more than `seconds`.
base::Result<std::string> runPython(const std::string &python, const std::vector<std::string> &arguments, int seconds = 120);

} // namespace espalier::formats
