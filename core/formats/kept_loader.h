// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace espalier::formats {

/// The Python module that gives an instance of the original class the pruned shapes and weights, for the kept-index file
/// `jsonFile` beside it.
std::string keptLoaderText(const std::string &jsonFile);

} // namespace espalier::formats
