// SPDX-License-Identifier: GPL-3.0-or-later
#include "graph/graph.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace espalier::graph {

using base::cat;

namespace {

struct DTypeRow {
    DType type;
    const char *name;
    std::int64_t bytes;
};

constexpr std::array<DTypeRow, 10> dtypeTable{{{DType::UInt8, "uint8", 1},
                                               {DType::Int8, "int8", 1},
                                               {DType::Int16, "int16", 2},
                                               {DType::Int32, "int32", 4},
                                               {DType::Int64, "int64", 8},
                                               {DType::Float16, "float16", 2},
                                               {DType::Float32, "float32", 4},
                                               {DType::Float64, "float64", 8},
                                               {DType::Bool, "bool", 1},
                                               {DType::BFloat16, "bfloat16", 2}}};

const DTypeRow &rowOf(DType type)
{
    return *std::find_if(dtypeTable.begin(), dtypeTable.end(), [type](const DTypeRow &row) { return row.type == type; });
}

/// "aten::add_" gives "add".
std::string shortName(const std::string &op)
{
    const std::size_t colon = op.rfind(':');
    std::string name = colon == std::string::npos ? op : op.substr(colon + 1);
    while (!name.empty() && name.back() == '_')
        name.pop_back();
    return name.empty() ? "value" : name;
}

void linkProducers(const std::vector<Node> &nodes, std::vector<Value> &values)
{
    for (std::size_t n = 0; n < nodes.size(); ++n) {
        for (std::size_t k = 0; k < nodes[n].outputs.size(); ++k) {
            const ValueId id = nodes[n].outputs[k];
            if (id.isValid() && id.index() < values.size()) {
                values[id.index()].producer = {static_cast<std::int32_t>(n)};
                values[id.index()].outputIndex = static_cast<int>(k);
            }
        }
    }
}

} // namespace

std::string toString(DType type)
{
    return rowOf(type).name;
}

std::optional<DType> dtypeFromString(const std::string &name)
{
    const auto found
        = std::find_if(dtypeTable.begin(), dtypeTable.end(), [&name](const DTypeRow &row) { return row.name == name; });
    return found == dtypeTable.end() ? std::nullopt : std::optional(found->type);
}

std::int64_t byteSize(DType type)
{
    return rowOf(type).bytes;
}

Sizes fixedSizes(const std::vector<std::int64_t> &sizes)
{
    Sizes result;
    result.reserve(sizes.size());
    for (const std::int64_t size : sizes)
        result.push_back({size, false});
    return result;
}

const Argument *Node::find(const std::string &name) const
{
    const auto found = std::find_if(arguments.begin(), arguments.end(),
                                    [&name](const NamedArgument &argument) { return argument.name == name; });
    return found == arguments.end() ? nullptr : &found->value;
}

ValueId Node::tensor(const std::string &name) const
{
    const Argument *argument = find(name);
    const ValueId *id = argument ? std::get_if<ValueId>(argument) : nullptr;
    return id ? *id : ValueId{};
}

std::vector<ValueId> tensorsOf(const Node &node)
{
    std::vector<ValueId> ids;
    for (const NamedArgument &argument : node.arguments) {
        if (const auto *one = std::get_if<ValueId>(&argument.value))
            ids.push_back(*one);
        else if (const auto *many = std::get_if<std::vector<ValueId>>(&argument.value))
            std::copy_if(many->begin(), many->end(), std::back_inserter(ids), [](ValueId id) { return id.value != -1; });
    }
    return ids;
}

ValueId Graph::stored(const std::string &name) const
{
    const auto found = m_storedByName.find(name);
    return found == m_storedByName.end() ? ValueId{} : found->second;
}

std::vector<ValueId> Graph::storedOf(ValueKind kind) const
{
    std::vector<ValueId> ids;
    for (std::size_t i = 0; i < m_values.size(); ++i) {
        if (m_values[i].kind == kind && m_values[i].isStored())
            ids.push_back({static_cast<std::int32_t>(i)});
    }
    return ids;
}

ValueId GraphBuilder::append(Value value)
{
    const ValueId id{static_cast<std::int32_t>(m_graph.m_values.size())};
    m_graph.m_values.push_back(std::move(value));
    return id;
}

std::string GraphBuilder::uniqueName(const std::string &wanted)
{
    std::string name = wanted;
    for (int &next = m_nextSuffix[wanted]; !m_names.insert(name).second;)
        name = cat(wanted, "_", ++next);
    return name;
}

ValueId GraphBuilder::addInput(std::string name, Sizes shape, DType dtype)
{
    const ValueId id = append({uniqueName(name), ValueKind::Input, std::move(shape), dtype, {}, 0});
    m_graph.m_inputs.push_back(id);
    return id;
}

ValueId GraphBuilder::addStored(ValueKind kind, std::string name, Sizes shape, DType dtype)
{
    // A name given twice is kept as it is: `finish` refuses it, a renamed tensor would not find its weights.
    m_names.insert(name);
    const ValueId id = append({name, kind, std::move(shape), dtype, {}, 0});
    m_graph.m_storedByName.emplace(std::move(name), id);
    return id;
}

std::vector<ValueId> GraphBuilder::addNode(Node node, const std::vector<Sizes> &outputShapes,
                                           const std::vector<DType> &outputTypes)
{
    const NodeId producer{static_cast<std::int32_t>(m_graph.m_nodes.size())};
    const std::string name = node.module.empty() ? shortName(node.op) : node.module;
    node.outputs.clear();
    for (std::size_t i = 0; i < outputShapes.size(); ++i) {
        const DType type = i < outputTypes.size() ? outputTypes[i] : DType::Float32;
        node.outputs.push_back(
            append({uniqueName(name), ValueKind::Computed, outputShapes[i], type, producer, static_cast<int>(i)}));
    }
    m_graph.m_nodes.push_back(std::move(node));
    return m_graph.m_nodes.back().outputs;
}

void GraphBuilder::addOutput(ValueId value)
{
    m_graph.m_outputs.push_back(value);
}

void GraphBuilder::setShape(ValueId id, Sizes shape, DType dtype)
{
    m_graph.m_values[id.index()].shape = std::move(shape);
    m_graph.m_values[id.index()].dtype = dtype;
}

base::Result<std::shared_ptr<const Graph>> GraphBuilder::fromTables(std::vector<Value> values, std::vector<Node> nodes,
                                                                    std::vector<ValueId> inputs,
                                                                    std::vector<ValueId> outputs)
{
    for (Value &value : values)
        value.producer = {};
    linkProducers(nodes, values);
    GraphBuilder builder;
    builder.m_graph.m_values = std::move(values);
    builder.m_graph.m_nodes = std::move(nodes);
    builder.m_graph.m_inputs = std::move(inputs);
    builder.m_graph.m_outputs = std::move(outputs);
    for (std::size_t i = 0; i < builder.m_graph.m_values.size(); ++i) {
        const Value &value = builder.m_graph.m_values[i];
        if (value.isStored())
            builder.m_graph.m_storedByName.emplace(value.name, ValueId{static_cast<std::int32_t>(i)});
    }
    return std::move(builder).finish();
}

base::Result<std::shared_ptr<const Graph>> GraphBuilder::finish() &&
{
    if (const base::Status status = validate(m_graph); !status)
        return status.problem();
    m_graph.m_consumers.assign(m_graph.m_values.size(), {});
    for (std::size_t n = 0; n < m_graph.m_nodes.size(); ++n) {
        for (const ValueId id : tensorsOf(m_graph.m_nodes[n])) {
            const NodeId consumer{static_cast<std::int32_t>(n)};
            std::vector<NodeId> &consumers = m_graph.m_consumers[id.index()];
            if (consumers.empty() || consumers.back() != consumer)
                consumers.push_back(consumer);
        }
    }
    return std::make_shared<const Graph>(std::move(m_graph));
}

} // namespace espalier::graph
