// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wire/pt2/schema.h"

#include <string>
#include <unordered_map>
#include <vector>

namespace espalier::wire {

/// What the names of one graph of a program stand for. Nested graphs have scopes of their own.
class Scope {
public:
    /// Takes the graph's tables of tensors and sizes; sizes that can't be said stay unknown until somebody needs them.
    Scope(const JsonReader &graph, SizeReader &sizes);

    void bind(const std::string &name, graph::ValueId value) { m_values[name] = value; }
    void bind(const std::string &name, graph::Size size) { m_sizes[name] = size; }

    /// Value of a tensor's name; complains at `json` if no node, input or weight has defined it.
    graph::ValueId value(const JsonReader &json, const std::string &name) const;
    bool has(const std::string &name) const { return m_values.contains(name); }

    bool describes(const std::string &name) const { return m_metas.contains(name); }
    /// Shape and type that the file gives for a tensor.
    std::pair<graph::Sizes, graph::DType> meta(const JsonReader &json, const std::string &name) const;

    /// One alternative of an argument ({"as_ints": [2, 2]}) as the graph holds it.
    graph::Argument argument(const JsonReader &json) const;

private:
    graph::Size size(const JsonReader &json) const;
    graph::Argument plain(const std::string &kind, const JsonReader &json) const;
    graph::Argument listed(const std::string &kind, const JsonReader &json) const;
    graph::ValueId tensor(const JsonReader &json) const { return value(json, json.at("name").text()); }
    graph::ValueId optionalTensor(const JsonReader &json) const;

    SizeReader *m_reader;
    std::unordered_map<std::string, JsonReader> m_metas;
    std::unordered_map<std::string, graph::Size> m_sizes;
    std::unordered_map<std::string, graph::ValueId> m_values;
};

} // namespace espalier::wire
