// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/python/layer_writer.h"

#include "base/text.h"
#include "formats/python/python_text.h"

#include <algorithm>
#include <set>

namespace espalier::formats {

namespace {

using graph::Graph;
using graph::Node;

/// Reads a node's arguments and collects whether all of them can be said in a constructor.
class LayerArguments {
public:
    LayerArguments(const Graph &graph, const Node &node) : m_graph(graph), m_node(node) { }

    std::int64_t integer(const std::string &name, std::int64_t fallback)
    {
        const graph::Argument *argument = m_node.find(name);
        if (!argument)
            return fallback;
        const auto *size = std::get_if<graph::Size>(argument);
        m_plain = m_plain && size && !size->timesBatch;
        return size ? size->constant : fallback;
    }

    /// A size per axis, however it is given.
    std::vector<std::int64_t> sizes(const std::string &name, std::size_t rank, std::int64_t fallback)
    {
        const graph::Argument *argument = m_node.find(name);
        const auto *list = argument ? std::get_if<graph::Sizes>(argument) : nullptr;
        if (!list)
            return std::vector<std::int64_t>(rank, integer(name, fallback));
        std::vector<std::int64_t> values;
        for (const graph::Size &size : *list) {
            values.push_back(size.constant);
            m_plain = m_plain && !size.timesBatch;
        }
        if (values.size() == 1)
            values.resize(rank, values.front());
        return values;
    }

    double number(const std::string &name, double fallback)
    {
        const graph::Argument *argument = m_node.find(name);
        const auto *value = argument ? std::get_if<double>(argument) : nullptr;
        m_plain = m_plain && (value || !argument);
        return value ? *value : fallback;
    }

    const std::string *text(const std::string &name) const
    {
        const graph::Argument *argument = m_node.find(name);
        return argument ? std::get_if<std::string>(argument) : nullptr;
    }

    bool has(const std::string &name) const { return m_node.tensor(name).isValid(); }

    std::vector<std::int64_t> shape(const std::string &name) const
    {
        std::vector<std::int64_t> out;
        for (const graph::Size &size : m_graph.value(m_node.tensor(name)).shape)
            out.push_back(size.constant);
        return out;
    }

    void refuse() { m_plain = false; }
    bool isPlain() const { return m_plain; }

private:
    const Graph &m_graph;
    const Node &m_node;
    bool m_plain = true;
};

std::string unless(bool isDefault, const std::string &text)
{
    return isDefault ? std::string() : ", " + text;
}

std::string typeText(const Graph &graph, const Node &node)
{
    const graph::DType type = graph.value(node.tensor("weight")).dtype;
    return unless(type == graph::DType::Float32, "dtype=" + pythonType(type));
}

std::string convolution(LayerArguments &a, std::size_t rank, const std::string &type)
{
    const auto weight = a.shape("weight");
    if (weight.size() != rank + 2) {
        a.refuse();
        return {};
    }
    const std::int64_t groups = a.integer("groups", 1);
    const std::vector<std::int64_t> kernel(weight.begin() + 2, weight.end());
    std::string padding;
    if (const std::string *text = a.text("padding"))
        padding = unless(*text == "valid", "padding=" + pythonString(*text));
    else if (const auto values = a.sizes("padding", rank, 0); values != std::vector<std::int64_t>(rank, 0))
        padding = ", padding=" + pythonTuple(values, true);
    const auto option = [&](const char *name, std::int64_t fallback) {
        const auto values = a.sizes(name, rank, fallback);
        return unless(values == std::vector<std::int64_t>(rank, fallback), base::cat(name, "=", pythonTuple(values, true)));
    };
    return base::cat("nn.Conv", rank, "d(", weight[1] * groups, ", ", weight[0], ", ", pythonTuple(kernel, true),
                     option("stride", 1), padding, option("dilation", 1), unless(groups == 1, base::cat("groups=", groups)),
                     unless(a.has("bias"), "bias=False"), type, ")");
}

std::string linear(LayerArguments &a, const std::string &type)
{
    const auto weight = a.shape("weight");
    if (weight.size() != 2) {
        a.refuse();
        return {};
    }
    return base::cat("nn.Linear(", weight[1], ", ", weight[0], unless(a.has("bias"), "bias=False"), type, ")");
}

std::string batchNorm(LayerArguments &a, std::size_t inputRank, const std::string &type)
{
    const bool whole = a.has("weight") && a.has("bias") && a.has("running_mean") && a.has("running_var");
    if (!whole || inputRank < 2 || inputRank > 5) {
        a.refuse();
        return {};
    }
    const double eps = a.number("eps", 1e-5), momentum = a.number("momentum", 0.1);
    return base::cat("nn.BatchNorm", inputRank <= 3 ? 1 : inputRank - 2, "d(", a.shape("weight").at(0),
                     unless(eps == 1e-5, "eps=" + pythonFloat(eps)), unless(momentum == 0.1, "momentum=" + pythonFloat(momentum)),
                     type, ")");
}

std::string layerNorm(LayerArguments &a, const std::string &type)
{
    const auto shape = a.shape("weight");
    if (a.sizes("normalized_shape", shape.size(), 0) != shape)
        a.refuse();
    const double eps = a.number("eps", 1e-5);
    return base::cat("nn.LayerNorm(", shape.size() == 1 ? base::cat(shape[0]) : pythonTuple(shape),
                     unless(eps == 1e-5, "eps=" + pythonFloat(eps)), unless(a.has("bias"), "bias=False"), type, ")");
}

std::string groupNorm(LayerArguments &a, const std::string &type)
{
    if (!a.has("bias"))
        a.refuse();
    const double eps = a.number("eps", 1e-5);
    return base::cat("nn.GroupNorm(", a.integer("num_groups", 1), ", ", a.shape("weight").at(0),
                     unless(eps == 1e-5, "eps=" + pythonFloat(eps)), type, ")");
}

std::string embedding(LayerArguments &a, const Node &node, const std::string &type)
{
    const auto weight = a.shape("weight");
    if (node.arguments.size() > 2 || weight.size() != 2) // padding_idx and its like: written out
        a.refuse();
    return weight.size() == 2 ? base::cat("nn.Embedding(", weight[0], ", ", weight[1], type, ")") : std::string();
}

std::string constructor(const Graph &graph, const Node &node, const std::string &input, LayerArguments &a)
{
    const std::string type = typeText(graph, node);
    if (node.op == "aten::conv1d" || node.op == "aten::conv2d" || node.op == "aten::conv3d")
        return convolution(a, static_cast<std::size_t>(node.op[10] - '0'), type);
    if (node.op == "aten::linear")
        return linear(a, type);
    if (node.op == "aten::batch_norm")
        return batchNorm(a, graph.value(node.tensor(input)).shape.size(), type);
    if (node.op == "aten::layer_norm")
        return layerNorm(a, type);
    if (node.op == "aten::group_norm")
        return groupNorm(a, type);
    return embedding(a, node, type);
}

/// Name of the argument that is the layer's input; empty if no module is known for the operator.
std::string inputOf(const std::string &op)
{
    static const std::set<std::string> ops{"aten::conv1d", "aten::conv2d", "aten::conv3d", "aten::linear",
                                           "aten::batch_norm", "aten::layer_norm", "aten::group_norm"};
    if (op == "aten::embedding")
        return "indices";
    return ops.contains(op) ? "input" : std::string();
}

/// The module's tensors are the node's arguments of the same names, and nothing else is in it.
bool ownsItsTensors(const Graph &graph, const ModuleTree::Module &module, const Node &node)
{
    std::set<graph::ValueId> used;
    for (const char *name : {"weight", "bias", "running_mean", "running_var"}) {
        const graph::ValueId id = node.tensor(name);
        if (!id.isValid())
            continue;
        const graph::Value &value = graph.value(id);
        if (!value.isStored() || splitName(value.name) != std::pair(module.path, std::string(name)))
            return false;
        used.insert(id);
    }
    return std::all_of(module.leaves.begin(), module.leaves.end(), [&](const ModuleTree::Leaf &leaf) {
        return used.contains(leaf.value) || (leaf.name == "num_batches_tracked" && node.op == "aten::batch_norm");
    });
}

/// Every call that uses the weight says the same, or one module can't stand for all.
bool sharedAlike(const Graph &graph, const Node &node, const std::string &input)
{
    for (const graph::NodeId id : graph.consumers(node.tensor("weight"))) {
        const Node &other = graph.node(id);
        if (other.op != node.op || other.overload != node.overload || other.arguments.size() != node.arguments.size())
            return false;
        for (std::size_t i = 0; i < node.arguments.size(); ++i)
            if (node.arguments[i].name != input && !(other.arguments[i] == node.arguments[i]))
                return false;
    }
    return true;
}

} // namespace

std::optional<PythonLayer> pythonLayer(const Graph &graph, const ModuleTree &tree, const Node &node)
{
    const std::string input = inputOf(node.op);
    const graph::ValueId weight = node.tensor("weight");
    if (input.empty() || !weight.isValid() || !node.tensor(input).isValid() || node.outputs.size() != 1)
        return std::nullopt;
    const ModuleTree::Module *module = tree.find(splitName(graph.value(weight).name).first);
    if (!module || module->path.empty() || !ownsItsTensors(graph, *module, node) || !sharedAlike(graph, node, input))
        return std::nullopt;
    LayerArguments arguments(graph, node);
    std::string expression = constructor(graph, node, input, arguments);
    if (!arguments.isPlain())
        return std::nullopt;
    return PythonLayer{module->path, std::move(expression), node.tensor(input)};
}

} // namespace espalier::formats
