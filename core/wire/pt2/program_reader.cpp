// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/pt2/program_reader.h"

#include "base/text.h"

namespace espalier::wire {

using base::cat;
using graph::ValueId;
using graph::ValueKind;

namespace {

const std::string higherOrder = "torch.ops.higher_order.";

/// Names of the tensors that a node gives, lists unrolled, and whether it gives anything else than tensors.
struct Outputs {
    std::vector<std::string> tensors;
    bool others = false;
};

Outputs outputsOf(const JsonReader &node)
{
    Outputs outputs;
    bool gap = false;
    for (const JsonReader &item : node.at("outputs").items()) {
        const auto [kind, value] = alternative(item);
        outputs.others = outputs.others || (gap && kind != "as_none");
        if (kind == "as_none")
            gap = true;
        else if (kind == "as_tensor")
            outputs.tensors.push_back(value.at("name").text());
        else if (kind == "as_tensors")
            for (const JsonReader &tensor : value.items())
                outputs.tensors.push_back(tensor.at("name").text());
        else
            outputs.others = true;
    }
    return outputs;
}

/// The batch norms that decompositions leave: the first of their outputs is all that an inference needs, and training
/// is the executor's to say.
graph::Node withPlainBatchNorm(graph::Node node)
{
    const bool noTraining = node.op == "aten::_native_batch_norm_legit_no_training";
    const bool known = noTraining || node.op == "aten::_native_batch_norm_legit_functional"
        || node.op == "aten::_native_batch_norm_legit" || node.op == "aten::native_batch_norm";
    if (!known || !node.overload.empty())
        return node;
    node.op = "aten::batch_norm";
    if (noTraining)
        node.arguments.push_back({"training", false});
    node.arguments.push_back({"cudnn_enabled", false});
    return node;
}

bool isCheck(const OperatorName &op)
{
    return op.name.starts_with("_assert") || op.name.starts_with("sym_") || op.name.starts_with("_check");
}

[[noreturn]] void refuseOperator(const std::string &target)
{
    if (target.starts_with(higherOrder))
        unsupported(cat("The network holds the region '", target.substr(higherOrder.size()),
                        "', which is control flow or a call of a compiled part."),
                    "Export the model without torch.cond, loops and custom regions.");
    unsupported(cat("The call of '", target, "' is no ATen operator."), "Export the model again with a current torch.");
}

} // namespace

// Shared storages may stand under several names, but nobody expands a file many times over.
std::uint64_t ProgramReader::budgetOf(std::size_t fileSize)
{
    return 8 * std::uint64_t{fileSize} + (std::uint64_t{16} << 20);
}

Pt2Network ProgramReader::read(const JsonReader &program)
{
    if (const std::int64_t major = program.at("schema_version").at("major").integer(); major != 8)
        unsupported(cat("The file has the schema ", major, "; schema 8 is read."),
                    "Save the model again with torch.export.save of torch 2.8 or later.");
    const JsonReader module = program.at("graph_module");
    const JsonReader graph = module.at("graph");
    Scope scope(graph, m_sizes);
    readSignature(module.at("signature").at("input_specs"), scope);
    readNodes(graph, scope);
    readOutputs(module.at("signature").at("output_specs"), scope);
    auto built = std::move(m_builder).finish();
    if (!built)
        throw graph::JsonError(built.problem());
    Pt2Network network{*built, std::move(m_tensors), {}};
    if (program.has("torch_version"))
        network.metadata["torch_version"] = program.at("torch_version").text();
    return network;
}

void ProgramReader::readSignature(const JsonReader &specs, Scope &scope)
{
    for (const JsonReader &item : specs.items()) {
        const auto [kind, spec] = alternative(item);
        readInput(kind, spec, scope);
    }
}

void ProgramReader::readInput(const std::string &kind, const JsonReader &spec, Scope &scope)
{
    if (kind == "parameter")
        addStored(ValueKind::Parameter, spec.at("parameter_name").text(), spec.at("arg"), scope);
    else if (kind == "buffer")
        addStored(spec.at("persistent").boolean() ? ValueKind::Buffer : ValueKind::Constant, spec.at("buffer_name").text(),
                  spec.at("arg"), scope);
    else if (kind == "tensor_constant")
        addStored(ValueKind::Constant, spec.at("tensor_constant_name").text(), spec.at("arg"), scope);
    else if (kind == "user_input")
        addInput(spec.at("arg"), scope);
    else if (kind != "constant_input")
        unsupported(cat("The network takes an input of the kind '", kind, "'."),
                    "Export the model with tensors as its only inputs.");
}

void ProgramReader::addStored(ValueKind kind, const std::string &name, const JsonReader &argument, Scope &scope)
{
    const StoredTensor *tensor = m_payloads.find(name);
    if (!tensor)
        argument.fail(cat("the archive holds no tensor '", name, "'."));
    const std::string placeholder = argument.at("name").text();
    if (kind == ValueKind::Parameter)
        if (const ValueId tied = tiedTo(*tensor); tied.isValid())
            return scope.bind(placeholder, tied);
    const auto bytes = static_cast<std::uint64_t>(tensor->numel() * graph::byteSize(tensor->dtype));
    if (bytes > m_budget)
        argument.fail("the tensors would take far more memory than the file has bytes.");
    m_budget -= bytes;
    const ValueId value = m_builder.addStored(kind, name, graph::fixedSizes(tensor->shape), tensor->dtype);
    scope.bind(placeholder, value);
    if (kind == ValueKind::Parameter && tensor->numel() > 0)
        m_places.try_emplace({tensor->storage.data(), tensor->offset}, m_tensors.size(), value);
    m_tensors.emplace_back(name, *tensor);
}

// Tied weights stay tied: one value under the first of its names.
ValueId ProgramReader::tiedTo(const StoredTensor &tensor) const
{
    const auto found = m_places.find({tensor.storage.data(), tensor.offset});
    if (found == m_places.end() || tensor.numel() == 0)
        return {};
    const StoredTensor &other = m_tensors[found->second.first].second;
    const bool isSame = other.shape == tensor.shape && other.stride == tensor.stride && other.dtype == tensor.dtype;
    return isSame ? found->second.second : ValueId{};
}

void ProgramReader::addInput(const JsonReader &argument, Scope &scope)
{
    const auto [kind, value] = alternative(argument);
    if (kind == "as_none" || kind == "as_int" || kind == "as_float" || kind == "as_bool" || kind == "as_string")
        return; // baked into the calls
    if (kind != "as_tensor")
        unsupported(cat("The network takes an input of the kind '", kind, "'."),
                    "Export the model with tensors as its only inputs.");
    const std::string name = value.at("name").text();
    const auto [shape, type] = scope.meta(value, name);
    for (std::size_t axis = 1; axis < shape.size(); ++axis)
        if (shape[axis].timesBatch)
            unsupported(cat("The size ", axis, " of the input '", name, "' varies."),
                        "Export the model with only its first size, the batch, as one that varies.");
    scope.bind(name, m_builder.addInput(name, shape, type));
}

void ProgramReader::readOutputs(const JsonReader &specs, const Scope &scope)
{
    for (const JsonReader &item : specs.items()) {
        const auto [kind, spec] = alternative(item);
        if (kind != "user_output")
            continue; // buffers and inputs that the program changed
        const auto [type, value] = alternative(spec.at("arg"));
        if (type == "as_none")
            continue;
        if (type != "as_tensor")
            unsupported(cat("The network returns something of the kind '", type, "'."),
                        "Export a model that returns tensors.");
        m_builder.addOutput(scope.value(value, value.at("name").text()));
    }
}

void ProgramReader::readNodes(const JsonReader &graph, Scope &scope)
{
    for (const JsonReader &node : graph.at("nodes").items())
        readNode(node, scope);
}

void ProgramReader::readNode(const JsonReader &json, Scope &scope)
{
    const std::string target = json.at("target").text();
    if (target.starts_with(higherOrder))
        return inlineGraph(json, target, scope);
    const Outputs outputs = outputsOf(json);
    const auto op = operatorName(target);
    if (outputs.tensors.empty()) {
        if (!op || isCheck(*op) || outputs.others)
            return; // arithmetic of sizes, which the table of sizes has done; checks
        refuseOperator(target);
    }
    if (!op || outputs.others)
        refuseOperator(target);
    if (isCounter(json, op->name, scope))
        return scope.bind(outputs.tensors.front(), scope.value(json, json.at("inputs").items().at(0).at("arg").at("as_tensor").at("name").text()));
    graph::Node node{cat(op->space, "::", op->name), op->overload, {}, {}, {}};
    for (const JsonReader &input : json.at("inputs").items())
        node.arguments.push_back({input.at("name").text(), scope.argument(input.at("arg"))});
    if (json.at("metadata").has("nn_module_stack"))
        node.module = modulePath(json.at("metadata").at("nn_module_stack").text(std::size_t{1} << 16));
    addCall(json, std::move(node), outputs.tensors, scope);
}

// The executor counts batches where the network trains.
bool ProgramReader::isCounter(const JsonReader &json, const std::string &op, const Scope &scope) const
{
    if (op != "add_" && op != "add")
        return false;
    const auto inputs = json.at("inputs").items();
    if (inputs.empty() || !inputs.front().at("arg").has("as_tensor"))
        return false;
    const JsonReader self = inputs.front().at("arg").at("as_tensor");
    const graph::Value &value = m_builder.value(scope.value(self, self.at("name").text()));
    return value.isStored() && value.name.ends_with("num_batches_tracked");
}

void ProgramReader::addCall(const JsonReader &json, graph::Node node, const std::vector<std::string> &outputs, Scope &scope)
{
    const std::string op = node.op;
    node = withPlainBatchNorm(std::move(node));
    std::vector<graph::Sizes> shapes;
    std::vector<graph::DType> types;
    const std::size_t wanted = node.op == op ? outputs.size() : 1;
    for (std::size_t i = 0; i < wanted; ++i) {
        if (i > 0 && !scope.describes(outputs[i]))
            break; // nobody reads it
        auto [shape, type] = scope.meta(json, outputs[i]);
        shapes.push_back(std::move(shape));
        types.push_back(type);
    }
    const std::vector<ValueId> values = m_builder.addNode(std::move(node), shapes, types);
    for (std::size_t i = 0; i < values.size(); ++i)
        scope.bind(outputs[i], values[i]);
}

void ProgramReader::inlineGraph(const JsonReader &json, const std::string &target, Scope &scope)
{
    const bool isAutocast = target == higherOrder + "wrap_with_autocast";
    if (!isAutocast && target != higherOrder + "wrap_with_set_grad_enabled")
        refuseOperator(target);
    const std::vector<JsonReader> inputs = json.at("inputs").items();
    const std::size_t at = isAutocast ? 4 : 1; // device, type, enabled, cache | enabled
    if (inputs.size() <= at)
        json.fail("the region has no graph.");
    if (isAutocast && inputs[0].at("arg").at("as_string").text() == "cpu" && inputs[2].at("arg").at("as_bool").boolean())
        unsupported("The network computes a region in lower precision (autocast).",
                    "Export the model without torch.autocast; Espalier has precisions of its own.");
    const JsonReader graph = inputs[at].at("arg").at("as_graph").at("graph");
    Scope inner(graph, m_sizes);
    const std::vector<JsonReader> parameters = graph.at("inputs").items();
    if (parameters.size() != inputs.size() - at - 1)
        json.fail("the region takes another number of inputs than it is given.");
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        const auto [kind, value] = alternative(parameters[i]);
        const graph::Argument given = scope.argument(inputs[at + 1 + i].at("arg"));
        if (const auto *tensor = std::get_if<ValueId>(&given); tensor && kind == "as_tensor")
            inner.bind(value.at("name").text(), *tensor);
        else if (const auto *size = std::get_if<graph::Size>(&given); size && kind == "as_sym_int" && value.has("as_name"))
            inner.bind(value.at("as_name").text(), *size);
    }
    readNodes(graph, inner);
    const Outputs results = outputsOf(graph), names = outputsOf(json);
    if (results.tensors.size() < names.tensors.size())
        json.fail("the region gives fewer tensors than are taken from it.");
    for (std::size_t i = 0; i < names.tensors.size(); ++i)
        scope.bind(names.tensors[i], inner.value(graph, results.tensors[i]));
}

} // namespace espalier::wire
