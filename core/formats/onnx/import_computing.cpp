// SPDX-License-Identifier: GPL-3.0-or-later
// The side of GraphImport that computes: content of tensors, and calls whose operands are known.
#include "base/text.h"
#include "formats/onnx/graph_import.h"
#include "formats/onnx/refusal.h"
#include "formats/onnx/size_math.h"
#include "formats/tensor_io.h"
#include "model/executor.h"
#include "model/scalar_type.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace espalier::formats::onnx {

using base::cat;
using graph::Argument;
using graph::Size;
using graph::Sizes;

namespace {

constexpr std::int64_t mostComputed = std::int64_t{1} << 29; ///< bytes, in all calls of a model together

Argument atBatch(const Argument &argument, std::int64_t batch)
{
    if (const auto *size = std::get_if<Size>(&argument))
        return Size{size->at(batch), false};
    const auto *sizes = std::get_if<Sizes>(&argument);
    if (!sizes)
        return argument;
    Sizes fixed;
    for (const Size &size : *sizes)
        fixed.push_back({size.at(batch), false});
    return fixed;
}

graph::Node nodeOf(const ImportedCall &call, const std::string &module)
{
    const std::size_t dot = call.op.find('.');
    return {"aten::" + call.op.substr(0, dot),
            dot == std::string::npos ? "" : call.op.substr(dot + 1),
            {},
            {},
            module};
}

/// A graph of one call on known tensors.
class Calculation
{
public:
    explicit Calculation(std::size_t probe) : m_probe(probe) {}

    Argument argumentOf(const Operand &operand)
    {
        if (const auto *argument = std::get_if<Argument>(&operand.value))
            return atBatch(*argument, probeBatches[m_probe]);
        if (const auto *value = std::get_if<Imported>(&operand.value))
            return add(**value);
        std::vector<graph::ValueId> ids;
        for (const Imported &value : std::get<std::vector<Imported>>(operand.value))
            ids.push_back(value ? add(*value) : graph::ValueId{});
        return ids;
    }

    std::vector<at::Tensor> run(graph::Node node, std::size_t outputs)
    {
        for (const graph::ValueId id : m_builder.addNode(std::move(node), std::vector<Sizes>(outputs)))
            m_builder.addOutput(id);
        const auto graph = std::move(m_builder).finish();
        if (!graph)
            throw Refusal{graph.problem()};
        const auto executor = model::Executor::create(*graph, m_weights);
        if (!executor)
            throw Refusal{executor.problem()};
        auto results = (*executor)->forward({});
        if (!results)
            throw Refusal{results.problem()};
        return *std::move(results);
    }

private:
    graph::ValueId add(const ImportedValue &value)
    {
        const at::Tensor &tensor = value.known[m_probe];
        const std::string name = cat("known", m_count++);
        m_weights.set(name, tensor);
        return m_builder.addStored(graph::ValueKind::Constant, name, graph::fixedSizes(tensor.sizes().vec()),
                                   model::fromScalarType(tensor.scalar_type()).value_or(value.dtype));
    }

    std::size_t m_probe;
    int m_count = 0;
    graph::GraphBuilder m_builder;
    model::Weights m_weights;
};

bool changesShapeOnly(const std::string &op)
{
    return op == "reshape" || op == "unsqueeze" || op == "squeeze.dim" || op == "flatten.using_ints";
}

bool isKnown(const Operand &operand)
{
    if (std::holds_alternative<Argument>(operand.value))
        return true;
    if (const auto *value = std::get_if<Imported>(&operand.value))
        return (*value)->isKnown();
    const auto &many = std::get<std::vector<Imported>>(operand.value);
    return std::all_of(many.begin(), many.end(),
                       [](const Imported &value) { return !value || value->isKnown(); });
}

} // namespace

at::Tensor GraphImport::load(const wire::OnnxTensor &tensor)
{
    const auto bytes = m_files.bytesOf(tensor);
    if (!bytes)
        throw Refusal{bytes.problem()};
    return toTensor(tensor.dtype, tensor.shape, *bytes);
}

at::Tensor GraphImport::contentOf(const Imported &value)
{
    if (value->weight)
        return value->transposed ? load(*value->weight).t() : load(*value->weight);
    const bool fixed = value->isKnown() && value->known[0].sizes() == value->known[1].sizes() &&
                       value->known[0].equal(value->known[1]);
    return fixed ? value->known[0] : at::Tensor();
}

Imported GraphImport::makeKnown(at::Tensor first, at::Tensor second)
{
    if (!second.defined())
        second = first;
    const auto dtype = model::fromScalarType(first.scalar_type());
    if (!dtype || first.dim() != second.dim())
        refuse("A computed tensor has a type or rank that is not understood.");
    auto value = std::make_shared<ImportedValue>();
    value->dtype = *dtype;
    for (std::int64_t axis = 0; axis < first.dim(); ++axis)
        value->shape.push_back(sizeFromProbes(first.size(axis), second.size(axis)));
    value->known = {std::move(first), std::move(second)};
    return value;
}

std::vector<at::Tensor> GraphImport::evaluate(const ImportedCall &call, std::size_t probe,
                                              std::size_t outputs) const
{
    Calculation calculation(probe);
    graph::Node node = nodeOf(call, {});
    for (const Operand &operand : call.operands)
        node.arguments.push_back({operand.name, calculation.argumentOf(operand)});
    return calculation.run(std::move(node), outputs);
}

std::vector<Imported> GraphImport::compute(const ImportedCall &call, std::size_t outputs)
{
    const std::vector<at::Tensor> first = evaluate(call, 0, outputs), second = evaluate(call, 1, outputs);
    std::vector<Imported> values;
    for (std::size_t i = 0; i < outputs; ++i)
        values.push_back(makeKnown(first[i], second[i].equal(first[i]) ? first[i] : second[i]));
    return values;
}

// Attention masks pass through such calls, many times as large as all else: no memory is taken, none is counted.
Imported GraphImport::viewed(const ImportedCall &call, const Outcome &outcome)
{
    const auto &known = std::get<Imported>(call.operands.front().value)->known;
    std::array<at::Tensor, 2> views;
    for (std::size_t probe = 0; probe < known.size(); ++probe) {
        std::vector<std::int64_t> sizes;
        for (const Size &size : outcome.shape)
            sizes.push_back(size.at(probeBatches[probe]));
        if (!known[probe].is_contiguous() || c10::multiply_integers(sizes) != known[probe].numel())
            return nullptr;
        views[probe] = known[probe].view(sizes);
    }
    return makeKnown(views[0], views[1]);
}

std::vector<Imported> GraphImport::emit(const ImportedCall &call, const std::vector<Outcome> &outcomes)
{
    graph::Node node = nodeOf(call, m_module);
    for (const Operand &operand : call.operands) {
        if (const auto *argument = std::get_if<Argument>(&operand.value)) {
            node.arguments.push_back({operand.name, *argument});
        } else if (const auto *single = std::get_if<Imported>(&operand.value)) {
            node.arguments.push_back({operand.name, idOf(*single)});
        } else {
            std::vector<graph::ValueId> ids;
            for (const Imported &value : std::get<std::vector<Imported>>(operand.value))
                ids.push_back(value ? idOf(value) : graph::ValueId{});
            node.arguments.push_back({operand.name, std::move(ids)});
        }
    }
    std::vector<Sizes> shapes;
    std::vector<graph::DType> types;
    for (const Outcome &outcome : outcomes) {
        shapes.push_back(outcome.shape);
        types.push_back(outcome.dtype);
    }
    std::vector<Imported> values;
    for (const graph::ValueId id : m_builder.addNode(std::move(node), shapes, types)) {
        auto value = std::make_shared<ImportedValue>();
        value->id = id;
        value->shape = m_builder.value(id).shape;
        value->dtype = m_builder.value(id).dtype;
        values.push_back(std::move(value));
    }
    return values;
}

std::vector<Imported> GraphImport::call(const ImportedCall &call, const std::vector<Outcome> &outcomes)
{
    for (const Outcome &outcome : outcomes)
        checkShape(outcome.shape);
    if (!std::all_of(call.operands.begin(), call.operands.end(), isKnown))
        return emit(call, outcomes);
    if (changesShapeOnly(call.op))
        if (const Imported value = viewed(call, outcomes.front()))
            return {value};
    for (const Outcome &outcome : outcomes)
        m_computed += numel(outcome.shape).at(probeBatches[1]) * graph::byteSize(outcome.dtype);
    if (m_computed > mostComputed)
        refuse(cat("Constants of more than ", mostComputed >> 20, " MiB are computed by the model."),
               "Export it with constants folded.");
    return compute(call, outcomes.size());
}

} // namespace espalier::formats::onnx
