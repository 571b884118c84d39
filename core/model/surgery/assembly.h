// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/surgery/rewrite.h"

#include <map>

namespace espalier::model::surgery {

/// Builds a network of rewritten nodes: maps operands of the original graph to those of the new one, and stores the
/// constants that rewriting made.
class Assembly {
public:
    explicit Assembly(const graph::Graph &original) : m_original(original) { }

    void addInput(graph::ValueId original, graph::Sizes shape);
    void addStored(graph::ValueId original, const at::Tensor &tensor);
    /// Outputs get `shapes`, in which the batch may be marked.
    void addNode(const RewrittenNode &node, const std::vector<graph::Sizes> &shapes);
    void addOutput(graph::ValueId original) { m_builder.addOutput(m_ids.at(original)); }
    base::Result<Network> finish() &&;

private:
    graph::ValueId addConstant(const at::Tensor &tensor, const std::string &module);
    graph::ValueId selected(graph::ValueId value, int axis, const at::Tensor &indices, const graph::Node &node);

    const graph::Graph &m_original;
    graph::GraphBuilder m_builder;
    Weights m_weights;
    std::map<graph::ValueId, graph::ValueId> m_ids;
    int m_constants = 0;
};

} // namespace espalier::model::surgery
