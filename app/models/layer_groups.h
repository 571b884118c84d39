// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/structure.h"

#include <vector>

namespace espalier::app {

/// The groups that a layer's output channels belong to, in the structure's order: one; none if they can't go; several
/// where parts of them go with different others, as q and k do and v does of an attention in one matrix.
std::vector<graph::GroupId> groupsOf(const graph::Structure &structure, const graph::Layer &layer);

/// Whether some of its output channels belong to the group.
bool isOf(const graph::Structure &structure, const graph::Layer &layer, graph::GroupId group);

} // namespace espalier::app
