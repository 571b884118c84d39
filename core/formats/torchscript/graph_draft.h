// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/torchscript/script_value.h"
#include "model/weights.h"

#include <functional>
#include <map>

namespace espalier::formats::torchscript {

/// A graph while the file is followed: calls are appended; what nobody needs is left out at the end.
class GraphDraft
{
public:
    struct Entry
    {
        graph::Value value;
        at::Tensor weight;  ///< of stored values
        bool fresh = false; ///< a result in memory of its own: no view, not stored, not an input
    };

    TensorValue addInput(const std::string &name, const std::vector<std::int64_t> &perImage,
                         graph::DType dtype);
    TensorValue addStored(graph::ValueKind kind, const std::string &name, at::Tensor tensor);
    /// Appends a call whose results look like `outputs`, which get their ids; `fresh` as for Entry.
    void addNode(graph::Node node, std::vector<TensorValue> &outputs, bool fresh);
    void addOutput(const TensorValue &tensor) { m_outputs.push_back(tensor.id); }

    const Entry &entry(std::int32_t id) const { return m_entries[static_cast<std::size_t>(id)]; }
    std::size_t nodeCount() const { return m_nodes.size(); }
    bool hasInputs() const { return !m_inputs.empty(); }

    /// The network without dead calls, with in-place calls made plain where nothing else sees the difference;
    /// `keep` names further stored tensors to add, given a name that is used.
    base::Result<model::Network> finish(const std::function<void(GraphDraft &, const std::string &)> &keep);

private:
    std::int32_t append(Entry entry);
    void makePlain();
    std::vector<bool> livingNodes() const;
    std::vector<bool> usedEntries(const std::vector<bool> &living) const;
    void emitNode(const graph::Node &draft, graph::GraphBuilder &builder,
                  std::vector<graph::ValueId> &ids) const;

    std::vector<Entry> m_entries;
    std::vector<graph::Node> m_nodes;
    std::vector<std::int32_t> m_inputs;
    std::vector<std::int32_t> m_outputs;
    std::map<std::string, std::int32_t> m_stored;
};

/// Sizes of a stand-in at both batches, as the graph writes them. Unsupported if one grows in another way.
graph::Sizes sizesOf(const TensorValue &tensor);

} // namespace espalier::formats::torchscript
