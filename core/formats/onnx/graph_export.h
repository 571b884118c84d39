// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/onnx/onnx_file.h"
#include "wire/onnx.h"

#include <map>
#include <set>
#include <unordered_map>

namespace espalier::formats::onnx {

/// Metadata that tell what a file of ONNX can't: names of the stored tensors that are not trained, with
/// commas between.
constexpr const char *buffersKey = "espalier_buffers";
constexpr const char *constantsKey = "espalier_constants";

/// A model with the tensors whose bytes its initializers lend.
struct ExportedModel
{
    wire::OnnxModel model;
    std::vector<at::Tensor> keep;
};

/// A graph of ATen calls on its way to a model of ONNX, node by node by the rules of export_rules.h. Calls
/// that depend on neither weights nor inputs are computed and written as constants. Members throw Refusal.
class GraphExport
{
public:
    GraphExport(const Artefact &artefact, const OnnxWriteOptions &options);

    /// Unsupported naming layer and operator.
    base::Result<ExportedModel> run();

    const graph::Graph &graph() const { return *m_network.graph; }
    const model::Weights &weights() const { return m_network.weights; }
    bool foldsNorms() const { return m_options.foldBatchNorm; }

    /// Name of a value in the file; a weight becomes an initializer when it is first asked for.
    std::string nameOf(graph::ValueId id);
    void bind(graph::ValueId id, std::string name) { m_names[id] = std::move(name); }
    /// The value as a tensor, if neither weights nor inputs go into it; else undefined.
    at::Tensor constantOf(graph::ValueId id) const;
    /// The node's work was done with another's.
    void skip(graph::NodeId node) { m_skipped.insert(node); }

    /// Appends a node under the name of the module that is translated now, and gives the names of its
    /// outputs.
    std::vector<std::string> emit(const std::string &op, std::vector<std::string> inputs,
                                  std::vector<wire::OnnxAttribute> attributes, std::size_t outputs);
    std::string addTensor(const std::string &name, const at::Tensor &tensor);
    std::string constant(const at::Tensor &tensor);
    std::string integers(const std::vector<std::int64_t> &values); ///< 1-D
    /// Sizes as a 1-D tensor, computed from an input's shape where they depend on the batch.
    std::string sizes(const graph::Sizes &sizes);

private:
    void computeConstants();
    void addInputs();
    void translateAll();
    void translate(const graph::Node &node);
    void addOutputs();
    void addMetadata();
    base::Problem located(base::Problem problem) const;
    std::string uniqueName(const std::string &wanted);
    std::string nodeName(const std::string &op);
    std::string batch(std::int64_t factor);
    std::string renamedOutput(const std::string &name, const std::string &wanted);

    const Artefact &m_artefact;
    const model::Network &m_network;
    OnnxWriteOptions m_options;
    ExportedModel m_result;
    const graph::Node *m_node = nullptr;
    std::map<graph::ValueId, std::string> m_names;
    std::map<graph::ValueId, at::Tensor> m_constants;
    std::set<graph::NodeId> m_skipped;
    std::set<std::string> m_used; ///< names of tensors
    std::set<std::string> m_nodeNames;
    std::map<std::vector<std::int64_t>, std::string> m_integers;
    std::map<std::int64_t, std::string> m_batch; ///< multiple of the batch, by factor
    std::unordered_map<std::string, int> m_next;
    int m_constantCount = 0;
};

} // namespace espalier::formats::onnx
