// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/format.h"

namespace espalier::formats {

struct PythonModule {
    std::string className;
    std::string text;
};

/// A Python module with one nn.Module class: literal widths, the source's attribute names, calls in the graph's order,
/// and `load()`, which builds it and loads `weightsFile` from beside the module. Any graph can be written: what torch.nn
/// has no module for is called through torch.ops.
PythonModule writePythonModule(const Artefact &artefact, const std::string &weightsFile);

} // namespace espalier::formats
