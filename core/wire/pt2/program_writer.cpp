// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/pt2/program_writer.h"

#include "base/text.h"
#include "wire/pt2/schema.h"

#include <algorithm>
#include <cmath>

namespace espalier::wire {

using base::cat;
using graph::Argument;
using graph::Json;
using graph::Size;
using graph::ValueId;
using graph::ValueKind;

namespace {

const std::string symbol = "Symbol('s0', positive=True, integer=True)";
constexpr std::int64_t hintedBatch = 2;

Json device() { return {{"type", "cpu"}, {"index", nullptr}}; }

Json multiple(std::int64_t factor)
{
    const std::string text = factor == 1 ? symbol : cat("Mul(Integer(", factor, "), ", symbol, ")");
    return {{"as_expr", {{"expr_str", text}, {"hint", {{"as_int", factor * hintedBatch}}}}}};
}

Json sizeMeta(Size size) { return size.timesBatch ? multiple(size.constant) : Json{{"as_int", size.constant}}; }

Json real(double value)
{
    if (std::isnan(value))
        return "NaN";
    if (std::isinf(value))
        return value > 0 ? "Infinity" : "-Infinity";
    return value;
}

/// Strides of a value that lies by rows.
Json stridesOf(const graph::Sizes &shape)
{
    std::vector<Json> strides;
    Size stride{1, false};
    for (auto size = shape.rbegin(); size != shape.rend(); ++size) {
        strides.push_back(sizeMeta(stride));
        stride = {stride.constant * std::max<std::int64_t>(size->constant, 1), stride.timesBatch || size->timesBatch};
    }
    std::reverse(strides.begin(), strides.end());
    return Json(strides);
}

Json tensorMeta(const graph::Sizes &shape, graph::DType type, bool requiresGrad)
{
    Json sizes = Json::array();
    for (const Size &size : shape)
        sizes.push_back(sizeMeta(size));
    return {{"dtype", dtypeNumber(type)}, {"sizes", sizes}, {"requires_grad", requiresGrad}, {"device", device()},
            {"strides", stridesOf(shape)}, {"storage_offset", {{"as_int", 0}}}, {"layout", 7}};
}

/// "layer1.0" as torch.export names the modules on the way to it.
std::string moduleStack(const std::string &module)
{
    std::string stack = "L__self__,,torch.nn.Module";
    if (module.empty() || module.find_first_of(",;()[]") != std::string::npos)
        return stack;
    for (std::size_t dot = module.find('.');; dot = module.find('.', dot + 1)) {
        const std::string path = module.substr(0, dot);
        stack += cat(";L__self__", path, ",", path, ",torch.nn.Module");
        if (dot == std::string::npos)
            return stack;
    }
}

Json leaf() { return {{"type", nullptr}, {"context", nullptr}, {"children_spec", Json::array()}}; }

Json tuple(std::size_t leaves)
{
    return {{"type", "builtins.tuple"}, {"context", "null"}, {"children_spec", Json(std::vector<Json>(leaves, leaf()))}};
}

std::string treeText(const Json &tree) { return Json::array({1, tree}).dump(); }

bool isFloating(graph::DType type)
{
    return type == graph::DType::Float16 || type == graph::DType::Float32 || type == graph::DType::Float64
        || type == graph::DType::BFloat16;
}

} // namespace

Json storedMeta(const TensorToWrite &tensor, bool requiresGrad)
{
    return tensorMeta(graph::fixedSizes(tensor.shape), tensor.dtype, requiresGrad && isFloating(tensor.dtype));
}

base::Result<Json> ProgramWriter::write()
{
    if (const base::Status batch = addBatch(); !batch)
        return batch.problem();
    for (std::size_t i = 0; i < m_graph.values().size(); ++i)
        describe(m_names.of({static_cast<std::int32_t>(i)}), m_graph.values()[i]);
    for (const graph::Node &node : m_graph.nodes())
        addCall(node);
    Json inputs = Json::array(), outputs = Json::array();
    for (std::size_t i = 0; i < m_graph.values().size(); ++i)
        if (m_graph.values()[i].isStored())
            inputs.push_back(tensor({static_cast<std::int32_t>(i)}));
    for (const ValueId id : m_graph.inputs())
        inputs.push_back(tensor(id));
    for (const ValueId id : m_graph.outputs())
        outputs.push_back(tensor(id));
    const Json graph = {{"inputs", inputs}, {"outputs", outputs}, {"nodes", m_nodes}, {"tensor_values", m_metas},
                        {"sym_int_values", m_sizes}, {"sym_bool_values", Json::object()}, {"is_single_tensor_return", false},
                        {"custom_obj_values", Json::object()}, {"sym_float_values", Json::object()}};
    const Json module = {{"graph", graph}, {"signature", signature()}, {"module_call_graph", callGraph()},
                         {"metadata", Json::object()}, {"treespec_namedtuple_fields", Json::object()}};
    Json ranges = Json::object();
    if (!m_multiples.empty() || m_metas.dump().find("as_expr") != std::string::npos)
        ranges["s0"] = {{"min_val", 0}, {"max_val", nullptr}};
    return Json{{"graph_module", module}, {"opset_version", {{"aten", 10}}}, {"range_constraints", ranges},
                {"schema_version", {{"major", 8}, {"minor", 17}}}, {"verifiers", {"TRAINING"}}, {"torch_version", "2.11.0"},
                {"guards_code", Json::array()}};
}

void ProgramWriter::collectMultiples(const Argument &argument, std::set<std::int64_t> &multiples) const
{
    if (const auto *one = std::get_if<Size>(&argument); one && one->timesBatch)
        multiples.insert(one->constant);
    if (const auto *many = std::get_if<graph::Sizes>(&argument))
        for (const Size &size : *many)
            if (size.timesBatch)
                multiples.insert(size.constant);
}

// Sizes that the calls need: the batch, taken from an input, and its multiples.
base::Status ProgramWriter::addBatch()
{
    std::set<std::int64_t> multiples;
    for (const graph::Node &node : m_graph.nodes())
        for (const graph::NamedArgument &argument : node.arguments)
            collectMultiples(argument.value, multiples);
    if (multiples.empty())
        return {};
    const auto carries = [this](ValueId id) {
        const graph::Sizes &shape = m_graph.value(id).shape;
        return !shape.empty() && shape.front() == Size{1, true};
    };
    const auto input = std::find_if(m_graph.inputs().begin(), m_graph.inputs().end(), carries);
    if (input == m_graph.inputs().end())
        return base::Problem{base::ProblemCode::Unsupported, "Sizes depend on the batch, but no input has it as its first size.",
                             "", "Export to another format."};
    const auto node = [this](const std::string &target, Json inputs, const std::string &name) {
        m_nodes.push_back({{"target", target}, {"inputs", std::move(inputs)},
                           {"outputs", {{{"as_sym_int", {{"as_name", name}}}}}}, {"metadata", Json::object()},
                           {"is_hop_single_tensor_return", nullptr}, {"name", name}});
    };
    const std::string batch = m_names.fresh("sym_size_int");
    node("torch.ops.aten.sym_size.int",
         {{{"name", "self"}, {"arg", tensor(*input)}, {"kind", 1}}, {{"name", "dim"}, {"arg", {{"as_int", 0}}}, {"kind", 1}}}, batch);
    m_sizes[batch] = multiple(1);
    m_multiples[1] = batch;
    multiples.erase(1);
    for (const std::int64_t factor : multiples) {
        const std::string name = m_names.fresh(factor < 0 ? cat("mul_neg", -factor) : cat("mul_", factor));
        node("_operator.mul",
             {{{"name", "a"}, {"arg", {{"as_sym_int", {{"as_name", batch}}}}}, {"kind", 1}},
              {{"name", "b"}, {"arg", {{"as_int", factor}}}, {"kind", 1}}}, name);
        m_sizes[name] = multiple(factor);
        m_multiples[factor] = name;
    }
    return {};
}

void ProgramWriter::describe(const std::string &name, const graph::Value &value) { m_metas[name] = meta(value); }

Json ProgramWriter::meta(const graph::Value &value) const
{
    return tensorMeta(value.shape, value.dtype, value.kind == ValueKind::Parameter && isFloating(value.dtype));
}

Json ProgramWriter::tensorArgument(ValueId id) const { return {{"name", m_names.of(id)}}; }

Json ProgramWriter::tensor(ValueId id) const { return {{"as_tensor", tensorArgument(id)}}; }

Json ProgramWriter::size(Size value) const
{
    return value.timesBatch ? Json{{"as_name", m_multiples.at(value.constant)}} : Json{{"as_int", value.constant}};
}

void ProgramWriter::addCall(const graph::Node &node)
{
    Json inputs = Json::array();
    for (const graph::NamedArgument &given : node.arguments)
        inputs.push_back({{"name", given.name}, {"arg", argument(given.name, given.value)}, {"kind", nullptr}});
    const std::size_t colons = node.op.find("::");
    const std::string target = cat("torch.ops.", node.op.substr(0, colons), ".", node.op.substr(colons + 2), ".",
                                   node.overload.empty() ? "default" : node.overload);
    const Json outputs = outputsOf(node);
    const bool single = outputs.size() == 1 && outputs[0].contains("as_tensor");
    const std::string name = single ? outputs[0]["as_tensor"]["name"].get<std::string>() : m_names.fresh("call");
    m_nodes.push_back({{"target", target}, {"inputs", inputs}, {"outputs", outputs},
                       {"metadata", {{"nn_module_stack", moduleStack(node.module)}}}, {"is_hop_single_tensor_return", nullptr},
                       {"name", name}});
}

Json ProgramWriter::outputsOf(const graph::Node &node)
{
    const CallReturns returns = m_returns(node);
    if (returns.isList) {
        Json list = Json::array();
        for (const ValueId id : node.outputs)
            list.push_back(tensorArgument(id));
        return Json::array({{{"as_tensors", list}}});
    }
    Json outputs = Json::array();
    for (const ValueId id : node.outputs)
        outputs.push_back(tensor(id));
    // Results that nobody reads have a place all the same.
    while (outputs.size() < returns.count) {
        const std::string name = m_names.fresh("unused");
        describe(name, m_graph.value(node.outputs.front()));
        outputs.push_back({{"as_tensor", {{"name", name}}}});
    }
    return outputs;
}

namespace {

/// Enumerations have no type of their own in our graphs; the names that ATen gives to such arguments tell.
Json enumeration(const std::string &name, std::int64_t value)
{
    if (name == "memory_format")
        return {{"as_memory_format", memoryFormatNumber(value)}};
    if (name == "layout")
        return {{"as_layout", 7}};
    return {{"as_int", value}};
}

} // namespace

Json ProgramWriter::argument(const std::string &name, const Argument &value) const
{
    struct Visitor {
        const ProgramWriter &writer;
        const std::string &name;

        Json operator()(std::monostate) const { return {{"as_none", true}}; }
        Json operator()(bool flag) const { return {{"as_bool", flag}}; }
        Json operator()(Size size) const
        {
            return size.timesBatch ? Json{{"as_sym_int", writer.size(size)}} : enumeration(name, size.constant);
        }
        Json operator()(double number) const { return {{"as_float", real(number)}}; }
        Json operator()(const std::string &text) const { return name == "device" ? Json{{"as_device", device()}} : Json{{"as_string", text}}; }
        Json operator()(graph::DType type) const { return {{"as_scalar_type", dtypeNumber(type)}}; }
        Json operator()(ValueId id) const { return writer.tensor(id); }
        Json operator()(const graph::Sizes &sizes) const
        {
            const bool varies = std::any_of(sizes.begin(), sizes.end(), [](Size size) { return size.timesBatch; });
            Json list = Json::array();
            for (const Size &size : sizes)
                list.push_back(varies ? writer.size(size) : Json(size.constant));
            return {{varies ? "as_sym_ints" : "as_ints", list}};
        }
        Json operator()(const std::vector<double> &numbers) const
        {
            Json list = Json::array();
            for (const double number : numbers)
                list.push_back(real(number));
            return {{"as_floats", list}};
        }
        Json operator()(const std::vector<bool> &flags) const { return {{"as_bools", flags}}; }
        Json operator()(const std::vector<ValueId> &ids) const
        {
            const bool gaps = std::any_of(ids.begin(), ids.end(), [](ValueId id) { return !id.isValid(); });
            Json list = Json::array();
            for (const ValueId id : ids)
                list.push_back(!id.isValid() ? Json{{"as_none", true}} : gaps ? writer.tensor(id) : writer.tensorArgument(id));
            return {{gaps ? "as_optional_tensors" : "as_tensors", list}};
        }
    };
    return std::visit(Visitor{*this, name}, value);
}

Json ProgramWriter::signature() const
{
    Json inputs = Json::array(), outputs = Json::array();
    for (std::size_t i = 0; i < m_graph.values().size(); ++i) {
        const graph::Value &value = m_graph.values()[i];
        const Json arg = tensorArgument({static_cast<std::int32_t>(i)});
        if (value.kind == ValueKind::Parameter)
            inputs.push_back({{"parameter", {{"arg", arg}, {"parameter_name", value.name}}}});
        else if (value.kind == ValueKind::Buffer)
            inputs.push_back({{"buffer", {{"arg", arg}, {"buffer_name", value.name}, {"persistent", true}}}});
        else if (value.kind == ValueKind::Constant)
            inputs.push_back({{"tensor_constant", {{"arg", arg}, {"tensor_constant_name", value.name}}}});
    }
    for (const ValueId id : m_graph.inputs())
        inputs.push_back({{"user_input", {{"arg", tensor(id)}}}});
    for (const ValueId id : m_graph.outputs())
        outputs.push_back({{"user_output", {{"arg", tensor(id)}}}});
    return {{"input_specs", inputs}, {"output_specs", outputs}};
}

Json ProgramWriter::callGraph() const
{
    const Json arguments = {{"type", "builtins.tuple"}, {"context", "null"},
                            {"children_spec", {tuple(m_graph.inputs().size()),
                                               {{"type", "builtins.dict"}, {"context", "[]"}, {"children_spec", Json::array()}}}}};
    const Json results = m_graph.outputs().size() == 1 ? leaf() : tuple(m_graph.outputs().size());
    Json names = Json::array();
    for (const ValueId id : m_graph.inputs())
        names.push_back(m_names.of(id));
    Json entries = Json::array();
    entries.push_back({{"fqn", ""}, {"signature", {{"inputs", Json::array()}, {"outputs", Json::array()}, {"in_spec", treeText(arguments)},
                                                   {"out_spec", treeText(results)}, {"forward_arg_names", names}}}});
    std::set<std::string> modules;
    for (const graph::Node &node : m_graph.nodes())
        if (!node.module.empty() && modules.insert(node.module).second)
            entries.push_back({{"fqn", node.module}, {"signature", nullptr}});
    return entries;
}

} // namespace espalier::wire
