// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/structure.h"
#include "model/labels.h"
#include "model/trace/grouping.h"

namespace espalier::model::trace {

/// What the Structure is made of.
struct Traces {
    Walk &walk;
    const ClassTable &classes;
    const Grouping &grouping;
    const Labels &labels;
};

/// Groups, constraints, layers and cost terms for everyone above the torch line.
graph::Structure buildStructure(const Traces &traces);

/// The groups and constraints alone, layers' names given by index of contraction.
void buildGroups(const Traces &traces, const std::vector<std::string> &layerNames, graph::Structure *structure);

/// The layers, frozen axes and cost terms.
void buildLayers(const Traces &traces, const std::vector<std::string> &layerNames, graph::Structure *structure);

/// "add at layer2.0": an operator and where it stands.
std::string placeOf(const graph::Graph &graph, NodeId node);

} // namespace espalier::model::trace
