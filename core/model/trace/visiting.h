// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/trace/shuffle.h"

namespace espalier::model::trace {

/// Walks over all nodes in order with the rules of their operators, then pins the outputs. Returns the shuffles found.
std::vector<Shuffle> visitAll(Walk &walk);

} // namespace espalier::model::trace
