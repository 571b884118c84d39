// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/json_reader.h"
#include "wire/pt2/value_names.h"
#include "wire/pt2_writer.h"

#include <set>

namespace espalier::wire {

/// Puts a graph into the JSON of models/model.json (torch/_export/serde/schema.py).
class ProgramWriter {
public:
    explicit ProgramWriter(const Pt2Output &output) : m_graph(*output.graph), m_returns(output.returns), m_names(*output.graph) { }

    /// Unsupported if sizes depend on a batch that no input carries.
    base::Result<graph::Json> write();

private:
    using Json = graph::Json;

    base::Status addBatch();
    void collectMultiples(const graph::Argument &argument, std::set<std::int64_t> &multiples) const;
    void addCall(const graph::Node &node);
    Json outputsOf(const graph::Node &node);
    Json argument(const std::string &name, const graph::Argument &value) const;
    Json size(graph::Size value) const;
    Json meta(const graph::Value &value) const;
    Json tensor(graph::ValueId id) const;
    Json tensorArgument(graph::ValueId id) const;
    void describe(const std::string &name, const graph::Value &value);
    Json signature() const;
    Json callGraph() const;

    const graph::Graph &m_graph;
    const std::function<CallReturns(const graph::Node &)> &m_returns;
    ValueNames m_names;
    std::map<std::int64_t, std::string> m_multiples; ///< names of the integers batch * n
    Json m_nodes = Json::array();
    Json m_sizes = Json::object();
    Json m_metas = Json::object();
};

/// Metadata of a tensor that lies in a record by rows: {"dtype": …, "sizes": …, "strides": …}.
graph::Json storedMeta(const TensorToWrite &tensor, bool requiresGrad);

} // namespace espalier::wire
