// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/pt2/value_names.h"

#include "base/text.h"

#include <cctype>

namespace espalier::wire {

namespace {

std::string identifier(const std::string &name)
{
    std::string result;
    for (const char c : name)
        result += std::isalnum(static_cast<unsigned char>(c)) != 0 && static_cast<unsigned char>(c) < 128 ? c : '_';
    return result.empty() || std::isdigit(static_cast<unsigned char>(result.front())) != 0 ? "x_" + result : result;
}

std::string wantedName(const graph::Graph &graph, const graph::Value &value)
{
    switch (value.kind) {
    case graph::ValueKind::Parameter: return "p_" + identifier(value.name);
    case graph::ValueKind::Buffer: return "b_" + identifier(value.name);
    case graph::ValueKind::Constant: return "c_" + identifier(value.name);
    case graph::ValueKind::Input: return identifier(value.name);
    case graph::ValueKind::Computed: break;
    }
    const std::string &op = graph.node(value.producer).op;
    return base::cat(identifier(op.substr(op.rfind(':') + 1)), "_", value.producer.value);
}

} // namespace

ValueNames::ValueNames(const graph::Graph &graph)
{
    for (const graph::Value &value : graph.values())
        m_names.push_back(fresh(wantedName(graph, value)));
}

std::string ValueNames::fresh(const std::string &wanted)
{
    std::string name = wanted;
    for (int suffix = 1; !m_taken.insert(name).second; ++suffix)
        name = base::cat(wanted, "_", suffix);
    return name;
}

} // namespace espalier::wire
