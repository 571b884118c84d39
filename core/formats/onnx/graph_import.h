// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/format.h"
#include "formats/onnx/imported.h"
#include "wire/onnx_external.h"

#include <map>
#include <set>
#include <unordered_map>

namespace espalier::formats::onnx {

/// How a weight enters the graph.
struct WeightWish
{
    std::string name;
    graph::ValueKind kind = graph::ValueKind::Parameter;
    bool transpose = false;                         ///< a matrix [in, out] as [out, in]
    std::optional<std::vector<std::int64_t>> shape; ///< reshaped
};

/// A model of ONNX on its way to a graph of ATen calls. Nodes are translated one after the other by the rules
/// of import_rules.h; whatever depends on neither weights nor inputs is computed at once, so that shapes come
/// out as sizes. Members throw Refusal.
class GraphImport
{
public:
    GraphImport(const wire::OnnxModel &model, wire::OnnxExternalFiles &files, std::string where);

    /// Whether the file fixes the first axis of an input, as exports without dynamic axes do.
    bool hasFixedBatch() const;
    /// Takes that axis for the batch all the same. `run` fails where the network itself relies on the number.
    void freeBatch() { m_freesBatch = true; }
    /// The batch of the file if it is being freed, else 0.
    std::int64_t fixedBatch() const { return m_fixedBatch; }

    /// Unsupported naming node and operator, or Malformed.
    base::Result<ReadResult> run();

    std::int64_t opset() const { return m_opset; }
    /// The module that makes the calls now.
    const std::string &module() const { return m_module; }
    void setModule(std::string module) { m_module = std::move(module); }

    Imported find(const std::string &name) const; ///< null if nothing has that name yet
    void bind(const std::string &name, Imported value);

    /// Makes the calls, or computes them if all operands are known.
    std::vector<Imported> call(const ImportedCall &call, const std::vector<Outcome> &outcomes);
    /// The value in the graph: weights and known tensors are stored.
    graph::ValueId idOf(const Imported &value);
    /// A weight (or known tensor) in the graph as wished; the same for the same wish.
    Imported store(const Imported &value, const WeightWish &wish);
    /// Content of a weight or known tensor that does not depend on the batch; undefined if there is none.
    at::Tensor contentOf(const Imported &value);
    at::Tensor load(const wire::OnnxTensor &tensor);
    /// A value that is known: the same for both probe batches if the second is undefined.
    Imported makeKnown(at::Tensor first, at::Tensor second);

    /// The only node that reads a name, if it is no output of the network.
    const wire::OnnxNode *soleReader(const std::string &name) const;
    /// The node that gives a name, or null.
    const wire::OnnxNode *makerOf(const std::string &name) const;
    /// True if weights keep the names that they have in the file, whoever uses them.
    bool keepsNames() const { return m_model.producer == "espalier"; }
    /// The node's work was done with another's.
    void skip(const wire::OnnxNode &node) { m_skipped.insert(&node); }
    void noteFoldedNorm() { ++m_foldedNorms; }
    void noteNorm() { ++m_norms; }

private:
    void checkOpset();
    void addInputs();
    void addInput(const wire::OnnxValue &input);
    graph::Size inputSize(const wire::OnnxValue &input, std::size_t axis);
    void addInitializers();
    void readKinds();
    void countReaders();
    void translate(const wire::OnnxNode &node);
    void translateAll();
    base::Result<ReadResult> finish();
    base::Problem located(base::Problem problem) const;

    std::string freeName(const std::string &wanted);
    graph::ValueId storeTensor(const WeightWish &wish, const at::Tensor &tensor);
    graph::ValueId storeKnown(const Imported &value);
    graph::ValueId storeOwn(const Imported &value);
    /// The known operand under another shape, or null if that needs a copy or does not fit.
    Imported viewed(const ImportedCall &call, const Outcome &outcome);
    std::vector<Imported> compute(const ImportedCall &call, std::size_t outputs);
    std::vector<at::Tensor> evaluate(const ImportedCall &call, std::size_t probe, std::size_t outputs) const;
    std::vector<Imported> emit(const ImportedCall &call, const std::vector<Outcome> &outcomes);

    const wire::OnnxModel &m_model;
    wire::OnnxExternalFiles &m_files;
    std::string m_where;
    std::int64_t m_opset = 0;
    std::string m_module;
    std::string m_batchName;
    bool m_freesBatch = false;
    std::int64_t m_fixedBatch = 0;
    const wire::OnnxNode *m_node = nullptr;

    graph::GraphBuilder m_builder;
    model::Weights m_weights;
    std::unordered_map<std::string, Imported> m_values;
    std::unordered_map<std::string, std::vector<const wire::OnnxNode *>> m_readers;
    std::unordered_map<std::string, const wire::OnnxNode *> m_makers;
    std::set<std::string> m_outputs;
    std::set<const wire::OnnxNode *> m_skipped;
    struct Stored
    {
        const void *origin = nullptr;
        at::Tensor kept; ///< lest another tensor takes its address
        bool transposed = false;
        Imported value;
    };
    std::map<std::string, graph::ValueKind> m_kinds; ///< as our own files tell them
    std::map<std::string, Stored> m_stored;          ///< by wished name
    std::set<std::string> m_names;                   ///< of stored tensors
    std::int64_t m_computed = 0;                     ///< bytes that were computed while reading
    int m_foldedNorms = 0;
    int m_norms = 0;
};

} // namespace espalier::formats::onnx
