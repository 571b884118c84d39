// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/plan.h"
#include "model/channel_tracer.h"
#include "model/surgery/value_cut.h"
#include "model/labels.h"

namespace espalier::model::surgery {

/// What a plan does to every value of a network. Keeps references to the network and the trace.
class Shrinkage {
public:
    /// CheckFailed naming the group or the value if the plan breaks a constraint.
    static base::Result<Shrinkage> of(const Network &network, const Trace &trace, const graph::Plan &plan);
    /// The same without asking: for controls that have to fail later.
    static Shrinkage unchecked(const Network &network, const Trace &trace, const graph::Plan &plan);

    const graph::Graph &graph() const { return *m_network->graph; }
    const Network &network() const { return *m_network; }
    const Labels &labels() const { return *m_labels; }
    const ValueCut &of(graph::ValueId id) const { return m_values[id.index()]; }
    /// Living groups of a grouped convolution or group norm; nothing for other nodes.
    std::optional<std::int64_t> livingGroups(graph::NodeId node) const;
    /// The shuffle of which a node is the last and whose source is cut, or null.
    const trace::Shuffle *cutShuffle(graph::NodeId last) const;
    /// True for the inner nodes of a shuffle that becomes one index_select.
    bool vanishes(graph::NodeId node) const { return m_vanishing.contains(node); }
    /// CheckFailed naming the first value whose living part is no box.
    base::Status check() const;

private:
    Shrinkage(const Network &network, const Trace &trace, const graph::Plan &plan);

    const Network *m_network;
    const Labels *m_labels;
    Alive m_alive;
    std::vector<ValueCut> m_values;
    std::set<graph::NodeId> m_vanishing;
};

/// Which labels a plan leaves alive. Block labels that belong to no group live as long as one of their cells.
Alive aliveLabels(const Labels &labels, const graph::Plan &plan);

} // namespace espalier::model::surgery
