// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/format.h"

namespace espalier::formats {

/// Runs a generated module in `python` on the probe inputs and compares its outputs with those of our executor.
base::Result<Verified> checkPythonModule(const Artefact &artefact, const std::filesystem::path &module,
                                         const std::string &python);

} // namespace espalier::formats
