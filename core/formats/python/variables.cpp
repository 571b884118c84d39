// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/python/variables.h"

#include "base/text.h"
#include "formats/python/python_text.h"

#include <limits>

namespace espalier::formats {

Variables::Variables(const graph::Graph &graph) : m_graph(graph), m_lastUse(graph.values().size(), -1)
{
    for (std::size_t i = 0; i < m_lastUse.size(); ++i)
        for (const graph::NodeId consumer : graph.consumers({static_cast<std::int32_t>(i)}))
            m_lastUse[i] = std::max(m_lastUse[i], consumer.value);
    for (const graph::ValueId output : graph.outputs())
        m_lastUse[output.index()] = std::numeric_limits<std::int32_t>::max();
    // Names that the generated code uses for itself.
    m_taken = {"self", "batch", "torch", "nn", "F"};
    for (const graph::ValueId input : graph.inputs()) {
        std::string name = pythonName(graph.value(input).name);
        while (m_taken.contains(name))
            name += "_";
        m_taken.insert(name);
        m_names[input] = std::move(name);
    }
}

std::string Variables::take()
{
    for (const char *name : {"x", "y", "z", "u", "v", "w"})
        if (m_taken.insert(name).second)
            return name;
    for (int i = 0;; ++i)
        if (std::string name = base::cat("t", i); m_taken.insert(name).second)
            return name;
}

void Variables::release(graph::ValueId value)
{
    const auto it = m_names.find(value);
    if (it == m_names.end())
        return;
    m_taken.erase(it->second);
    m_names.erase(it);
}

void Variables::step(graph::NodeId id)
{
    std::vector<graph::ValueId> dead;
    for (const auto &[value, name] : m_names)
        if (m_lastUse[value.index()] <= id.value)
            dead.push_back(value);
    // The first operand's own name is the natural one for the result: x = relu(x).
    const graph::Node &node = m_graph.node(id);
    std::string preferred;
    for (const graph::ValueId value : dead)
        if (preferred.empty() || value == node.tensor("self") || value == node.tensor("input"))
            preferred = m_names.at(value);
    for (const graph::ValueId value : dead)
        release(value);
    for (const graph::ValueId output : node.outputs) {
        const bool wanted = !preferred.empty() && m_taken.insert(preferred).second;
        m_names[output] = wanted ? preferred : take();
    }
}

} // namespace espalier::formats
