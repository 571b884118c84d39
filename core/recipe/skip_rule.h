// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/structure.h"

#include <functional>
#include <string>

namespace espalier::recipe {

/// Whether a layer's name is meant by one entry of `skip`: a glob, a layer index ("4") or a block number
/// "stage.block[.conv]" (methods.md 7).
std::function<bool(const std::string &)> skipRule(const std::string &entry, const graph::Structure &structure);

} // namespace espalier::recipe
