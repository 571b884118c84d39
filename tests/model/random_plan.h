// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/plan.h"

#include <cstdint>

namespace espalier::test {

/// A random plan that obeys the constraints: about `ratio` of every group, and about `blocks` of the block labels.
graph::Plan randomPlan(const graph::Structure &structure, std::uint64_t seed, double ratio = 0.5, double blocks = 0.3);

} // namespace espalier::test
