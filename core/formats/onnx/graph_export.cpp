// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx/graph_export.h"

#include "base/text.h"
#include "base/translate.h"
#include "formats/kept_file.h"
#include "formats/onnx/constant_calls.h"
#include "formats/onnx/export_rules.h"
#include "formats/onnx/export_views.h"
#include "formats/onnx/refusal.h"
#include "model/scalar_type.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace espalier::formats::onnx {

using base::cat;
using graph::Size;
using graph::Sizes;
using graph::ValueId;

namespace {

constexpr std::int64_t irVersion = 8, opset = 17;

bool isBatchDependent(const Size &size)
{
    return size.timesBatch;
}

wire::OnnxValue describe(const std::string &name, const graph::Value &value)
{
    wire::OnnxValue out{name, value.dtype, std::vector<wire::OnnxSize>()};
    for (const Size &size : value.shape)
        out.shape->push_back(
            !size.timesBatch
                ? wire::OnnxSize{size.constant, ""}
                : wire::OnnxSize{-1, size.constant == 1 ? "batch" : cat(size.constant, "*batch")});
    return out;
}

} // namespace

GraphExport::GraphExport(const Artefact &artefact, const OnnxWriteOptions &options)
    : m_artefact(artefact), m_network(artefact.network), m_options(options)
{
}

base::Problem GraphExport::located(base::Problem problem) const
{
    if (!m_node)
        return problem;
    problem.where = m_node->module.empty() ? m_node->op : cat(m_node->module, " (", m_node->op, ")");
    return problem;
}

base::Result<ExportedModel> GraphExport::run()
{
    try {
        computeConstants();
        addInputs();
        translateAll();
        addOutputs();
        addMetadata();
        return std::move(m_result);
    } catch (Refusal &refusal) {
        return located(std::move(refusal.problem));
    } catch (const c10::Error &error) {
        return located({base::ProblemCode::WorkFailed, error.what_without_backtrace(), "",
                        ESP_TR("Engine", "Export to another format.")});
    }
}

void GraphExport::computeConstants()
{
    auto constants = computeConstantCalls(m_network);
    if (!constants)
        throw Refusal{constants.problem()};
    m_constants = std::move(constants->values);
    for (std::size_t n = 0; n < constants->calls.size(); ++n)
        if (constants->calls[n])
            skip({static_cast<std::int32_t>(n)});
}

std::string GraphExport::uniqueName(const std::string &wanted)
{
    std::string name = wanted;
    for (int &next = m_next[wanted]; !m_used.insert(name).second;)
        name = cat(wanted, "_", ++next);
    return name;
}

void GraphExport::addInputs()
{
    // Weights come first: they keep their names to the letter.
    for (const graph::Value &value : graph().values())
        if (value.isStored())
            m_used.insert(value.name);
    for (const ValueId id : graph().inputs()) {
        const graph::Value &value = graph().value(id);
        const std::string name = uniqueName(value.name.empty() ? "input" : value.name);
        bind(id, name);
        m_result.model.graph.inputs.push_back(describe(name, value));
    }
}

std::string GraphExport::addTensor(const std::string &name, const at::Tensor &tensor)
{
    const at::Tensor kept = tensor.detach().to(at::kCPU).contiguous();
    const auto dtype = model::fromScalarType(kept.scalar_type());
    if (!dtype)
        refuse(cat("The tensor '", name, "' is ", at::toString(kept.scalar_type()),
                   ", which can't be written."));
    wire::OnnxTensor out;
    out.name = name;
    out.dtype = *dtype;
    out.shape = kept.sizes().vec();
    const auto *bytes = static_cast<const std::byte *>(kept.const_data_ptr());
    out.raw = wire::Bytes(bytes, bytes ? kept.nbytes() : 0);
    m_result.keep.push_back(kept);
    m_result.model.graph.initializers.push_back(std::move(out));
    return name;
}

std::string GraphExport::constant(const at::Tensor &tensor)
{
    return addTensor(uniqueName(cat("val_", m_constantCount++)),
                     tensor); // as exporters call what nobody named
}

std::string GraphExport::integers(const std::vector<std::int64_t> &values)
{
    std::string &name = m_integers[values];
    if (name.empty())
        name = constant(at::tensor(values, at::kLong));
    return name;
}

at::Tensor GraphExport::constantOf(ValueId id) const
{
    const auto found = m_constants.find(id);
    return found == m_constants.end() ? at::Tensor() : found->second;
}

std::string GraphExport::nameOf(ValueId id)
{
    if (const auto known = m_names.find(id); known != m_names.end())
        return known->second;
    const graph::Value &value = graph().value(id);
    if (value.isStored())
        return m_names[id] = addTensor(value.name, weights().get(value.name));
    const at::Tensor computed = constantOf(id);
    if (!computed.defined())
        refuse(cat("The value '", value.name, "' has not been written."));
    return m_names[id] = constant(computed);
}

std::string GraphExport::nodeName(const std::string &op)
{
    const std::string module = m_node ? m_node->module : std::string();
    if (!module.empty() && m_nodeNames.insert(module).second)
        return module;
    std::string name = cat(module, "/", op);
    for (int i = 1; !m_nodeNames.insert(name).second; ++i)
        name = cat(module, "/", op, "_", i);
    return name;
}

std::vector<std::string> GraphExport::emit(const std::string &op, std::vector<std::string> inputs,
                                           std::vector<wire::OnnxAttribute> attributes, std::size_t outputs)
{
    wire::OnnxNode node;
    node.op = op;
    node.name = nodeName(op);
    node.inputs = std::move(inputs);
    node.attributes = std::move(attributes);
    for (std::size_t i = 0; i < outputs; ++i)
        node.outputs.push_back(uniqueName(cat(node.name, "_output_", i)));
    m_result.model.graph.nodes.push_back(std::move(node));
    return m_result.model.graph.nodes.back().outputs;
}

std::string GraphExport::batch(std::int64_t factor)
{
    std::string &name = m_batch[factor];
    if (!name.empty())
        return name;
    for (const ValueId id : graph().inputs()) {
        const Sizes &shape = graph().value(id).shape;
        const auto axis = std::find_if(shape.begin(), shape.end(), isBatchDependent);
        if (axis == shape.end())
            continue;
        const auto place = static_cast<std::int64_t>(axis - shape.begin());
        name = emit("Shape", {nameOf(id)},
                    {wire::OnnxAttribute::ofInteger("start", place),
                     wire::OnnxAttribute::ofInteger("end", place + 1)},
                    1)[0];
        if (axis->constant != 1)
            name = emit("Div", {name, integers({axis->constant})}, {}, 1)[0];
        if (factor != 1)
            name = emit("Mul", {name, integers({factor})}, {}, 1)[0];
        return name;
    }
    refuse("A size depends on the batch, but no input does.");
}

std::string GraphExport::sizes(const Sizes &sizes)
{
    std::vector<std::string> pieces;
    std::vector<std::int64_t> fixed;
    const auto flush = [&] {
        if (!fixed.empty())
            pieces.push_back(integers(std::exchange(fixed, {})));
    };
    for (const Size &size : sizes) {
        if (!size.timesBatch) {
            fixed.push_back(size.constant);
            continue;
        }
        flush();
        pieces.push_back(batch(size.constant));
    }
    flush();
    if (pieces.empty())
        return integers({});
    return pieces.size() == 1 ? pieces[0]
                              : emit("Concat", pieces, {wire::OnnxAttribute::ofInteger("axis", 0)}, 1)[0];
}

void GraphExport::translate(const graph::Node &node)
{
    const ExportRule *rule = findExportRule(node);
    if (!rule)
        refuse(cat("The operator ", node.op, " has no translation to ONNX."),
               "Export to .pt2 or to a Python module.");
    ExportStep step(*this, node);
    (*rule)(step);
    // Whoever reads an operand of a call in place later on reads what the call made of it.
    if (isInPlace(node) && node.tensor("self").isValid() && !node.outputs.empty()) {
        bind(node.tensor("self"), nameOf(node.outputs.front()));
        writeBack(*this, node.tensor("self"));
    }
}

void GraphExport::translateAll()
{
    for (std::size_t n = 0; n < graph().nodes().size(); ++n) {
        if (m_skipped.contains({static_cast<std::int32_t>(n)}))
            continue;
        m_node = &graph().nodes()[n];
        translate(*m_node);
    }
    m_node = nullptr;
}

// A node's output takes the wanted name wherever it is used; anything else goes through an Identity.
std::string GraphExport::renamedOutput(const std::string &name, const std::string &wanted)
{
    auto &nodes = m_result.model.graph.nodes;
    const auto maker = std::find_if(nodes.rbegin(), nodes.rend(), [&](const wire::OnnxNode &node) {
        return std::find(node.outputs.begin(), node.outputs.end(), name) != node.outputs.end();
    });
    const auto &outputs = m_result.model.graph.outputs;
    const bool taken =
        std::any_of(outputs.begin(), outputs.end(), [&](const wire::OnnxValue &o) { return o.name == name; });
    if (maker == nodes.rend() || taken) {
        emit("Identity", {name}, {}, 1);
        nodes.back().outputs = {wanted};
        return wanted;
    }
    for (wire::OnnxNode &node : nodes) {
        std::replace(node.outputs.begin(), node.outputs.end(), name, wanted);
        std::replace(node.inputs.begin(), node.inputs.end(), name, wanted);
    }
    for (auto &[id, known] : m_names)
        known = known == name ? wanted : known;
    return wanted;
}

void GraphExport::addOutputs()
{
    const auto &outputs = graph().outputs();
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        const std::string wanted =
            uniqueName(outputs.size() == 1 ? std::string("output") : cat("output_", i));
        m_result.model.graph.outputs.push_back(
            describe(renamedOutput(nameOf(outputs[i]), wanted), graph().value(outputs[i])));
    }
}

void GraphExport::addMetadata()
{
    wire::OnnxModel &model = m_result.model;
    model.irVersion = irVersion;
    model.opsets[""] = opset;
    model.producer = "espalier";
    model.graph.name = m_artefact.name.empty() ? "network" : m_artefact.name;
    model.metadata = m_artefact.metadata;
    model.metadata["name"] = m_artefact.name;
    if (!m_artefact.kept.empty() || !m_artefact.widths.empty())
        model.metadata["kept"] = keptLayersJson(m_artefact);
    std::map<graph::ValueKind, std::vector<std::string>> names;
    for (const graph::Value &value : graph().values())
        if (value.isStored())
            names[value.kind].push_back(value.name);
    model.metadata[buffersKey] = base::join(names[graph::ValueKind::Buffer], ",");
    model.metadata[constantsKey] = base::join(names[graph::ValueKind::Constant], ",");
}

} // namespace espalier::formats::onnx
