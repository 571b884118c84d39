// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx/export_rules.h"

#include "base/text.h"
#include "formats/onnx/refusal.h"
#include "formats/onnx/size_math.h"
#include "model/scalar_type.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace espalier::formats::onnx {

using base::cat;
using graph::Argument;
using graph::Size;
using graph::Sizes;

namespace {

ExportRules makeRules()
{
    ExportRules rules;
    addActivationExports(rules);
    addArithmeticExports(rules);
    addLayerExports(rules);
    addNormExports(rules);
    addMatrixExports(rules);
    addPoolingExports(rules);
    addMovementExports(rules);
    addSelectionExports(rules);
    addReductionExports(rules);
    return rules;
}

/// "aten::relu_" gives "relu"; "aten::_softmax" and "aten::__and__" stay.
std::string plainName(const graph::Node &node)
{
    std::string name = node.op.starts_with("aten::") ? node.op.substr(6) : node.op;
    if (isInPlace(node))
        name.pop_back();
    return name;
}

} // namespace

bool isInPlace(const graph::Node &node)
{
    return node.op.ends_with('_') && !node.op.ends_with("__");
}

const ExportRule *findExportRule(const graph::Node &node)
{
    static const ExportRules rules = makeRules();
    const auto found = node.op.starts_with("aten::") ? rules.find(plainName(node)) : rules.end();
    return found == rules.end() ? nullptr : &found->second;
}

std::string ExportStep::op() const
{
    return plainName(m_node);
}

const Argument *ExportStep::given(const char *name) const
{
    const Argument *argument = m_node.find(name);
    return argument && !std::holds_alternative<std::monostate>(*argument) ? argument : nullptr;
}

bool ExportStep::has(const char *name) const
{
    const Argument *argument = given(name);
    const auto *id = argument ? std::get_if<graph::ValueId>(argument) : nullptr;
    return argument && (!id || id->isValid());
}

void ExportStep::refuseArgument(const char *name) const
{
    refuse(cat("The argument '", name, "' of ", m_node.op, " has a value that has no translation to ONNX."));
}

graph::ValueId ExportStep::id(const char *name) const
{
    const graph::ValueId id = m_node.tensor(name);
    if (!id.isValid())
        refuseArgument(name);
    return id;
}

const graph::Value &ExportStep::value(const char *name) const
{
    return m_out.graph().value(id(name));
}

const graph::Value &ExportStep::result(std::size_t output) const
{
    if (output >= m_node.outputs.size())
        refuse(cat(m_node.op, " gives fewer results than its translation needs."));
    return m_out.graph().value(m_node.outputs[output]);
}

std::string ExportStep::in(const char *name)
{
    return m_out.nameOf(id(name));
}

Names ExportStep::list(const char *name)
{
    const Argument *argument = given(name);
    const auto *ids = argument ? std::get_if<std::vector<graph::ValueId>>(argument) : nullptr;
    if (!ids)
        refuseArgument(name);
    Names names;
    for (const graph::ValueId id : *ids) {
        if (!id.isValid())
            refuseArgument(name);
        names.push_back(m_out.nameOf(id));
    }
    return names;
}

std::string ExportStep::number(double value, graph::DType type)
{
    return m_out.constant(at::scalar_tensor(value, at::kDouble).to(model::toScalarType(type)));
}

std::string ExportStep::operand(const char *name, graph::DType type)
{
    const graph::ValueId tensor = m_node.tensor(name);
    if (!tensor.isValid())
        return number(real(name, 0.0), type);
    const std::string input = m_out.nameOf(tensor);
    if (m_out.graph().value(tensor).dtype == type)
        return input;
    return emit("Cast", {input}, {attribute("to", wire::toOnnxType(type))});
}

double ExportStep::real(const char *name, double fallback) const
{
    const Argument *argument = given(name);
    if (!argument)
        return fallback;
    if (const auto *number = std::get_if<double>(argument))
        return *number;
    if (const auto *flag = std::get_if<bool>(argument))
        return *flag ? 1.0 : 0.0;
    const auto *size = std::get_if<Size>(argument);
    if (!size || size->timesBatch)
        refuseArgument(name);
    return static_cast<double>(size->constant);
}

std::int64_t ExportStep::integer(const char *name, std::int64_t fallback) const
{
    const Argument *argument = given(name);
    const auto *size = argument ? std::get_if<Size>(argument) : nullptr;
    if (argument && (!size || size->timesBatch))
        refuseArgument(name);
    return size ? size->constant : fallback;
}

bool ExportStep::flag(const char *name, bool fallback) const
{
    const Argument *argument = given(name);
    const auto *flag = argument ? std::get_if<bool>(argument) : nullptr;
    return flag ? *flag : fallback;
}

std::string ExportStep::text(const char *name, const std::string &fallback) const
{
    const Argument *argument = given(name);
    const auto *text = argument ? std::get_if<std::string>(argument) : nullptr;
    return text ? *text : fallback;
}

std::optional<std::vector<std::int64_t>> ExportStep::integerList(const char *name) const
{
    const Argument *argument = given(name);
    if (!argument)
        return std::nullopt;
    if (std::holds_alternative<Size>(*argument))
        return std::vector<std::int64_t>{integer(name, 0)};
    const auto *sizes = std::get_if<Sizes>(argument);
    if (!sizes)
        refuseArgument(name);
    std::vector<std::int64_t> out;
    for (const Size &size : *sizes) {
        if (size.timesBatch)
            refuseArgument(name);
        out.push_back(size.constant);
    }
    return out;
}

std::vector<std::int64_t> ExportStep::integers(const char *name, std::size_t count,
                                               std::int64_t fallback) const
{
    std::vector<std::int64_t> out = integerList(name).value_or(std::vector<std::int64_t>());
    if (out.size() <= 1)
        out.assign(count, out.empty() ? fallback : out.front());
    if (out.size() != count)
        refuseArgument(name);
    return out;
}

std::size_t ExportStep::axis(const char *name, std::int64_t fallback, std::size_t rank) const
{
    return axisIn(integer(name, fallback), rank);
}

std::string ExportStep::emit(const std::string &op, Names inputs, Attributes attributes)
{
    return m_out.emit(op, std::move(inputs), std::move(attributes), 1).front();
}

// One axis may be left to the reader, so that the file works for every batch.
std::string ExportStep::reshaped(const std::string &input, const Sizes &shape)
{
    const auto open =
        std::count_if(shape.begin(), shape.end(), [](const Size &size) { return size.timesBatch; });
    const bool empty =
        std::any_of(shape.begin(), shape.end(), [](const Size &size) { return size.constant == 0; });
    if (open != 1 || empty)
        return emit("Reshape", {input, m_out.sizes(shape)},
                    empty ? Attributes{attribute("allowzero", std::int64_t{1})} : Attributes());
    std::vector<std::int64_t> target;
    for (const Size &size : shape)
        target.push_back(size.timesBatch ? -1 : size.constant);
    return emit("Reshape", {input, m_out.integers(target)});
}

std::string ExportStep::transposed(const std::string &input, const std::vector<std::int64_t> &order)
{
    return emit("Transpose", {input}, {attribute("perm", order)});
}

void ExportStep::give(const std::string &name, std::size_t output)
{
    result(output);
    m_out.bind(m_node.outputs[output], name);
}

} // namespace espalier::formats::onnx
