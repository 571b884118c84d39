// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/onnx/graph_export.h"
#include "wire/onnx_types.h"

namespace espalier::formats::onnx {

using Attributes = std::vector<wire::OnnxAttribute>;
using Names = std::vector<std::string>;

/// One call under translation: its arguments as the rules want them, and its outputs. Members throw Refusal.
class ExportStep
{
public:
    ExportStep(GraphExport &out, const graph::Node &node) : m_out(out), m_node(node) {}

    GraphExport &out() { return m_out; }
    const graph::Node &node() const { return m_node; }
    std::string op() const; ///< without namespace and the underscore of calls in place

    bool has(const char *name) const; ///< given, and not None
    graph::ValueId id(const char *name) const;
    const graph::Value &value(const char *name) const;
    const graph::Value &result(std::size_t output = 0) const;
    std::size_t rank(const char *name) const { return value(name).shape.size(); }

    std::string in(const char *name);
    Names list(const char *name);
    /// A tensor, or a number as a constant of type `type`.
    std::string operand(const char *name, graph::DType type);
    std::string number(double value, graph::DType type);

    std::int64_t integer(const char *name, std::int64_t fallback) const;
    double real(const char *name, double fallback) const;
    bool flag(const char *name, bool fallback) const;
    std::string text(const char *name, const std::string &fallback) const;
    /// A single number stands for all `count`.
    std::vector<std::int64_t> integers(const char *name, std::size_t count, std::int64_t fallback) const;
    std::optional<std::vector<std::int64_t>> integerList(const char *name) const;
    std::size_t axis(const char *name, std::int64_t fallback, std::size_t rank) const;

    std::string emit(const std::string &op, Names inputs, Attributes attributes = {});
    std::string reshaped(const std::string &input, const graph::Sizes &shape);
    std::string transposed(const std::string &input, const std::vector<std::int64_t> &order);
    void give(const std::string &name, std::size_t output = 0);

    [[noreturn]] void refuseArgument(const char *name) const;

private:
    const graph::Argument *given(const char *name) const;

    GraphExport &m_out;
    const graph::Node &m_node;
};

using ExportRule = void (*)(ExportStep &);
using ExportRules = std::map<std::string, ExportRule>;

/// By the operator's name without namespace and underscore of calls in place; null if there is no
/// translation.
const ExportRule *findExportRule(const graph::Node &node);
bool isInPlace(const graph::Node &node);

/// Each file of rules adds its own.
void addActivationExports(ExportRules &rules);
void addArithmeticExports(ExportRules &rules);
void addLayerExports(ExportRules &rules);
void addNormExports(ExportRules &rules);
void addMatrixExports(ExportRules &rules);
void addPoolingExports(ExportRules &rules);
void addMovementExports(ExportRules &rules);
void addSelectionExports(ExportRules &rules);
void addReductionExports(ExportRules &rules);

inline wire::OnnxAttribute attribute(const char *name, std::int64_t value)
{
    return wire::OnnxAttribute::ofInteger(name, value);
}
inline wire::OnnxAttribute attribute(const char *name, double value)
{
    return wire::OnnxAttribute::ofReal(name, value);
}
inline wire::OnnxAttribute attribute(const char *name, std::vector<std::int64_t> values)
{
    return wire::OnnxAttribute::ofIntegers(name, std::move(values));
}
inline wire::OnnxAttribute attribute(const char *name, std::string value)
{
    return wire::OnnxAttribute::ofText(name, std::move(value));
}

} // namespace espalier::formats::onnx
