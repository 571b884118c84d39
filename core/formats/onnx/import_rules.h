// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/onnx/graph_import.h"

#include <map>

namespace espalier::formats::onnx {

/// One node under translation: its inputs and attributes as the rules want them, and its outputs. Members
/// throw Refusal.
class ImportStep
{
public:
    ImportStep(GraphImport &import, const wire::OnnxNode &node) : m_import(import), m_node(node) {}

    GraphImport &import() { return m_import; }
    const wire::OnnxNode &node() const { return m_node; }
    std::int64_t opset() const { return m_import.opset(); }

    std::size_t inputCount() const { return m_node.inputs.size(); }
    bool has(std::size_t i) const { return i < m_node.inputs.size() && !m_node.inputs[i].empty(); }
    Imported input(std::size_t i) const;
    std::vector<Imported> inputs() const;

    std::int64_t integer(const char *name, std::int64_t fallback) const;
    double number(const char *name, double fallback) const;
    std::string text(const char *name, const std::string &fallback) const;
    std::optional<std::vector<std::int64_t>> integers(const char *name) const;

    /// Content of an input that no weight and no input of the network goes into.
    at::Tensor known(std::size_t i) const;
    double knownNumber(std::size_t i) const;
    std::vector<std::int64_t> knownIntegers(std::size_t i) const;
    graph::Sizes knownSizes(std::size_t i) const; ///< may depend on the batch
    /// Axes as attribute or input, whichever the operator set has; nothing if neither is there.
    std::optional<std::vector<std::int64_t>> axes(std::size_t i) const;

    /// A call with one result.
    Imported call(const std::string &op, std::vector<Operand> operands, Outcome outcome);
    Imported call(const std::string &op, std::vector<Operand> operands, const Imported &like);
    std::vector<Imported> calls(const std::string &op, std::vector<Operand> operands,
                                const std::vector<Outcome> &outcomes);
    /// Input `i` as the layer's own tensor, under `role` of its module.
    Imported own(std::size_t i, const std::string &role, graph::ValueKind kind = graph::ValueKind::Parameter);

    void give(Imported value, std::size_t output = 0);

private:
    const wire::OnnxAttribute *attribute(const char *name, wire::OnnxAttribute::Kind kind) const;

    GraphImport &m_import;
    const wire::OnnxNode &m_node;
};

using ImportRule = void (*)(ImportStep &);
using ImportRules = std::map<std::string, ImportRule>;

/// Null if the operator is not read.
const ImportRule *findImportRule(const std::string &op);

/// Each file of rules adds its own.
void addActivationImports(ImportRules &rules);
void addArithmeticImports(ImportRules &rules);
void addLayerImports(ImportRules &rules);
void addMatrixImports(ImportRules &rules);
void addPoolingImports(ImportRules &rules);
void addMovementImports(ImportRules &rules);
void addSelectionImports(ImportRules &rules);
void addReductionImports(ImportRules &rules);
void addShapeImports(ImportRules &rules);

/// Arguments in the making.
inline graph::Argument whole(std::int64_t value)
{
    return graph::Size{value, false};
}
inline graph::Argument wholes(const std::vector<std::int64_t> &values)
{
    return graph::fixedSizes(values);
}
Imported reshaped(ImportStep &step, const Imported &value, graph::Sizes shape);
Imported permuted(ImportStep &step, const Imported &value, const std::vector<std::int64_t> &order);

} // namespace espalier::formats::onnx
