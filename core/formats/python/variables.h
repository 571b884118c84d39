// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/graph.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace espalier::formats {

/// Python variables for the computed values of a graph. A variable is used again once the value in it is not needed any
/// more, so that the code reads as people write it and memory is given back as early as the executor does.
class Variables {
public:
    explicit Variables(const graph::Graph &graph);

    /// Name of a value that is alive.
    const std::string &name(graph::ValueId value) const { return m_names.at(value); }
    /// Frees what node `n` reads last, then names its outputs.
    void step(graph::NodeId node);

private:
    std::string take();
    void release(graph::ValueId value);

    const graph::Graph &m_graph;
    std::vector<std::int32_t> m_lastUse; ///< by value: the node, or beyond all for outputs
    std::map<graph::ValueId, std::string> m_names;
    std::set<std::string> m_taken;
};

} // namespace espalier::formats
