// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/id.h"
#include "base/result.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace espalier::graph {

using base::NodeId;
using base::ValueId;

enum class DType { UInt8, Int8, Int16, Int32, Int64, Float16, Float32, Float64, Bool, BFloat16 };

std::string toString(DType type);
std::optional<DType> dtypeFromString(const std::string &name);
std::int64_t byteSize(DType type);

/// A size that may depend on the batch: `constant`, or `constant * batch`. Exporters write 1024*s for a folded
/// batch; everything we build ourselves has the plain batch {1, true} in front. -1 ("infer") is {-1, false}.
struct Size {
    std::int64_t constant = 0;
    bool timesBatch = false;

    std::int64_t at(std::int64_t batch) const { return timesBatch ? constant * batch : constant; }
    friend bool operator==(Size, Size) = default;
};

using Sizes = std::vector<Size>;
Sizes fixedSizes(const std::vector<std::int64_t> &sizes);

/// Argument of an ATen call, by schema name. Absent optional arguments are simply not listed (the schema's default
/// holds); an explicit None is std::monostate. Integers that may carry the batch are Size. In a list of tensors the
/// invalid id (-1) is a None entry (aten::index has such lists).
using Argument = std::variant<std::monostate, bool, Size, double, std::string, DType, ValueId, Sizes,
                              std::vector<double>, std::vector<bool>, std::vector<ValueId>>;

struct NamedArgument {
    std::string name;
    Argument value;
    friend bool operator==(const NamedArgument &, const NamedArgument &) = default;
};

/// One call of an ATen operator.
struct Node {
    std::string op;       ///< qualified name without overload: "aten::conv2d"
    std::string overload; ///< "" or e.g. "Tensor", "using_ints"
    std::vector<NamedArgument> arguments;
    std::vector<ValueId> outputs;
    std::string module; ///< dotted path of the module that made the call: "layer1.0.conv1"; may be empty

    /// The named argument, or null if it is not listed.
    const Argument *find(const std::string &name) const;
    /// The value id held by argument `name`, or an invalid id.
    ValueId tensor(const std::string &name) const;
    friend bool operator==(const Node &, const Node &) = default;
};

/// Ids of all tensors among the arguments, in order, lists included, None entries left out.
std::vector<ValueId> tensorsOf(const Node &node);

enum class ValueKind {
    Input,     ///< given by the caller
    Parameter, ///< trainable, by dotted name
    Buffer,    ///< state such as running_mean, by dotted name
    Constant,  ///< lifted constant, by name, stored with the weights
    Computed,  ///< output of a node
};

struct Value {
    std::string name; ///< dotted name for stored values ("layer1.0.conv1.weight"), else unique and readable
    ValueKind kind = ValueKind::Computed;
    Sizes shape; ///< known for every value; batch-dependent sizes marked
    DType dtype = DType::Float32;
    NodeId producer;     ///< for Computed
    int outputIndex = 0; ///< which output of the producer

    bool isStored() const { return kind == ValueKind::Parameter || kind == ValueKind::Buffer || kind == ValueKind::Constant; }
    friend bool operator==(const Value &, const Value &) = default;
};

/// A network as a list of ATen calls in execution order. Immutable: build with GraphBuilder, change by building anew.
/// Holds no weights. Any thread may read.
class Graph {
public:
    const std::vector<Node> &nodes() const { return m_nodes; }
    const std::vector<Value> &values() const { return m_values; }
    const std::vector<ValueId> &inputs() const { return m_inputs; }
    const std::vector<ValueId> &outputs() const { return m_outputs; }

    const Node &node(NodeId id) const { return m_nodes[id.index()]; }
    const Value &value(ValueId id) const { return m_values[id.index()]; }

    /// Stored value (parameter, buffer, constant) by dotted name, or an invalid id.
    ValueId stored(const std::string &name) const;
    /// All stored values of a kind, in order of first definition.
    std::vector<ValueId> storedOf(ValueKind kind) const;
    /// Nodes that read the value, in order.
    const std::vector<NodeId> &consumers(ValueId id) const { return m_consumers[id.index()]; }

private:
    friend class GraphBuilder;
    std::vector<Node> m_nodes;
    std::vector<Value> m_values;
    std::vector<ValueId> m_inputs;
    std::vector<ValueId> m_outputs;
    std::map<std::string, ValueId> m_storedByName;
    std::vector<std::vector<NodeId>> m_consumers;
};

/// Builds a Graph node by node; `finish` validates (see validate) and hands it over.
class GraphBuilder {
public:
    ValueId addInput(std::string name, Sizes shape, DType dtype = DType::Float32);
    ValueId addStored(ValueKind kind, std::string name, Sizes shape, DType dtype = DType::Float32);
    /// Appends a call; its outputs get the given shapes (names are derived from the module or operator).
    std::vector<ValueId> addNode(Node node, const std::vector<Sizes> &outputShapes,
                                 const std::vector<DType> &outputTypes = {});
    void addOutput(ValueId value);
    const Value &value(ValueId id) const { return m_graph.m_values[id.index()]; }
    /// Overwrites the recorded shape of a value (readers that learn shapes by running once).
    void setShape(ValueId id, Sizes shape, DType dtype);

    base::Result<std::shared_ptr<const Graph>> finish() &&;

    /// A graph from tables that hold their ids already (readers, surgery). Producers are taken from the nodes' outputs.
    static base::Result<std::shared_ptr<const Graph>> fromTables(std::vector<Value> values, std::vector<Node> nodes,
                                                                 std::vector<ValueId> inputs,
                                                                 std::vector<ValueId> outputs);

private:
    ValueId append(Value value);
    std::string uniqueName(const std::string &wanted);

    Graph m_graph;
    std::set<std::string> m_names;
    std::map<std::string, int> m_nextSuffix;
};

using GraphPtr = std::shared_ptr<const Graph>;

/// Every reference in range and defined before use, stored names unique, at least one output, one producer per value.
base::Status validate(const Graph &graph);

/// JSON document of a graph, as stored in graph.json ("espalier_graph": 1); `fromJson` validates and bounds it.
std::string toJson(const Graph &graph);
base::Result<GraphPtr> graphFromJson(const std::string &text);

} // namespace espalier::graph
