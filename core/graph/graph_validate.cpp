// SPDX-License-Identifier: GPL-3.0-or-later
#include "graph/graph.h"

#include "base/text.h"

#include <set>

namespace espalier::graph {

using base::cat;
using base::Problem;
using base::ProblemCode;
using base::Status;

namespace {

Problem bad(std::string where, std::string what)
{
    return {ProblemCode::Malformed, std::move(what), std::move(where), "The file is damaged or was not written by Espalier."};
}

/// Visits a graph in execution order and knows which values exist so far.
class Validator {
public:
    explicit Validator(const Graph &graph) : m_graph(graph), m_defined(graph.values().size(), false) { }

    Status run()
    {
        for (const auto check : {&Validator::checkValues, &Validator::checkInputs, &Validator::checkNodes,
                                 &Validator::checkProducers, &Validator::checkOutputs}) {
            if (const Status status = (this->*check)(); !status)
                return status;
        }
        return {};
    }

private:
    bool exists(ValueId id) const { return id.isValid() && id.index() < m_graph.values().size(); }

    std::string nodeName(std::size_t index) const
    {
        const Node &node = m_graph.nodes()[index];
        return cat("node ", index, " (", node.op, node.module.empty() ? "" : " of ", node.module, ")");
    }

    Status checkValues()
    {
        std::set<std::string> names;
        for (std::size_t i = 0; i < m_graph.values().size(); ++i) {
            const Value &value = m_graph.values()[i];
            if (value.isStored() && value.name.empty())
                return bad(cat("value ", i), "a stored tensor has no name.");
            if (value.isStored() && !names.insert(value.name).second)
                return bad(value.name, "two stored tensors have this name.");
            for (const Size &size : value.shape) {
                if (size.constant < 0)
                    return bad(value.name, cat("a size is ", size.constant, "; sizes of values are known and not negative."));
            }
            m_defined[i] = value.isStored();
        }
        return {};
    }

    Status checkInputs()
    {
        for (const ValueId id : m_graph.inputs()) {
            if (!exists(id))
                return bad("inputs", cat("value ", id.value, " does not exist."));
            if (m_graph.value(id).kind != ValueKind::Input)
                return bad("inputs", cat("'", m_graph.value(id).name, "' is not an input."));
            if (m_defined[id.index()])
                return bad("inputs", cat("'", m_graph.value(id).name, "' is listed twice."));
            m_defined[id.index()] = true;
        }
        return {};
    }

    Status checkNodes()
    {
        for (std::size_t i = 0; i < m_graph.nodes().size(); ++i) {
            if (const Status status = checkArguments(i); !status)
                return status;
            if (const Status status = checkNodeOutputs(i); !status)
                return status;
        }
        return {};
    }

    Status checkArguments(std::size_t index)
    {
        const Node &node = m_graph.nodes()[index];
        if (node.op.find("::") == std::string::npos)
            return bad(nodeName(index), "the operator's name needs its namespace, such as aten::conv2d.");
        std::set<std::string> names;
        for (const NamedArgument &argument : node.arguments) {
            if (argument.name.empty() || !names.insert(argument.name).second)
                return bad(nodeName(index), cat("the argument '", argument.name, "' is nameless or given twice."));
        }
        for (const ValueId id : tensorsOf(node)) {
            if (!exists(id))
                return bad(nodeName(index), cat("it reads value ", id.value, ", which does not exist."));
            if (!m_defined[id.index()])
                return bad(nodeName(index), cat("it reads '", m_graph.value(id).name, "' before that is defined."));
        }
        return {};
    }

    Status checkNodeOutputs(std::size_t index)
    {
        const Node &node = m_graph.nodes()[index];
        for (std::size_t k = 0; k < node.outputs.size(); ++k) {
            const ValueId id = node.outputs[k];
            if (!exists(id))
                return bad(nodeName(index), cat("it writes value ", id.value, ", which does not exist."));
            const Value &value = m_graph.value(id);
            if (m_defined[id.index()])
                return bad(nodeName(index), cat("it writes '", value.name, "', which is defined already."));
            if (value.kind != ValueKind::Computed || value.producer.value != static_cast<std::int32_t>(index)
                || value.outputIndex != static_cast<int>(k))
                return bad(nodeName(index), cat("'", value.name, "' does not name it as its producer."));
            m_defined[id.index()] = true;
        }
        return {};
    }

    Status checkProducers()
    {
        for (std::size_t i = 0; i < m_defined.size(); ++i) {
            if (!m_defined[i])
                return bad(m_graph.values()[i].name, "no node, input or stored tensor defines this value.");
        }
        return {};
    }

    Status checkOutputs()
    {
        if (m_graph.outputs().empty())
            return bad("outputs", "the network has no output.");
        for (const ValueId id : m_graph.outputs()) {
            if (!exists(id))
                return bad("outputs", cat("value ", id.value, " does not exist."));
        }
        return {};
    }

    const Graph &m_graph;
    std::vector<bool> m_defined;
};

} // namespace

base::Status validate(const Graph &graph)
{
    return Validator(graph).run();
}

} // namespace espalier::graph
