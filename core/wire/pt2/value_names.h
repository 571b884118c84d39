// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/graph.h"

#include <set>
#include <string>
#include <vector>

namespace espalier::wire {

/// Names for the values of a graph that Python takes as identifiers, unique and readable: "p_conv1_weight", "conv2d_12".
class ValueNames {
public:
    explicit ValueNames(const graph::Graph &graph);

    const std::string &of(graph::ValueId id) const { return m_names[id.index()]; }
    /// A further name that no value has.
    std::string fresh(const std::string &wanted);

private:
    std::vector<std::string> m_names;
    std::set<std::string> m_taken;
};

} // namespace espalier::wire
