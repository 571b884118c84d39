// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/pt2/scope.h"

#include "base/text.h"

namespace espalier::wire {

using base::cat;
using graph::Argument;
using graph::ValueId;

Scope::Scope(const JsonReader &graph, SizeReader &sizes) : m_reader(&sizes)
{
    for (auto &[name, meta] : graph.at("tensor_values").members())
        m_metas.emplace(name, std::move(meta));
    if (!graph.has("sym_int_values"))
        return;
    for (const auto &[name, value] : graph.at("sym_int_values").members())
        if (const auto size = sizes.tryRead(value))
            m_sizes.emplace(name, *size);
}

ValueId Scope::value(const JsonReader &json, const std::string &name) const
{
    const auto found = m_values.find(name);
    if (found == m_values.end())
        json.fail(cat("'", name, "' is read before anything defines it."));
    return found->second;
}

std::pair<graph::Sizes, graph::DType> Scope::meta(const JsonReader &json, const std::string &name) const
{
    const auto found = m_metas.find(name);
    if (found == m_metas.end())
        json.fail(cat("the shape of '", name, "' is missing."));
    const graph::DType type = readDType(found->second.at("dtype"));
    return {m_reader->readAll(found->second.at("sizes"), name), type};
}

graph::Size Scope::size(const JsonReader &json) const
{
    const auto [kind, value] = alternative(json);
    if (kind == "as_int")
        return {value.integer(), false};
    if (kind != "as_name")
        json.fail(cat("'", kind, "' is no kind of size."));
    const auto found = m_sizes.find(value.text());
    if (found == m_sizes.end())
        unsupported(cat("The size '", value.text(), "' (", value.path(), ") is no multiple of the batch."),
                    "Export the model with the batch as the only size that varies: "
                    "dynamic_shapes=({0: torch.export.Dim('b')},).");
    return found->second;
}

ValueId Scope::optionalTensor(const JsonReader &json) const
{
    const auto [kind, value] = alternative(json);
    return kind == "as_none" ? ValueId{} : tensor(value);
}

Argument Scope::argument(const JsonReader &json) const
{
    const auto [kind, value] = alternative(json);
    return value.json().is_array() ? listed(kind, value) : plain(kind, value);
}

Argument Scope::plain(const std::string &kind, const JsonReader &json) const
{
    if (kind == "as_none")
        return std::monostate();
    if (kind == "as_tensor")
        return tensor(json);
    if (kind == "as_int")
        return graph::Size{json.integer(), false};
    if (kind == "as_sym_int")
        return size(json);
    if (kind == "as_float")
        return readReal(json);
    if (kind == "as_bool")
        return json.boolean();
    if (kind == "as_string")
        return json.text();
    if (kind == "as_scalar_type")
        return readDType(json);
    if (kind == "as_memory_format")
        return graph::Size{readMemoryFormat(json), false};
    if (kind == "as_layout")
        return graph::Size{readLayout(json), false};
    if (kind == "as_device")
        return std::string("cpu"); // where it was exported is not where it runs
    if (kind == "as_optional_tensor") {
        const ValueId value = optionalTensor(json);
        return value.isValid() ? Argument(value) : Argument(std::monostate());
    }
    if ((kind == "as_sym_float" && json.has("as_float")) || (kind == "as_sym_bool" && json.has("as_bool")))
        return plain(alternative(json).first, alternative(json).second);
    unsupported(cat("The argument ", json.path(), " is of the kind ", kind, "."),
                "Export the model without complex numbers, custom objects and numbers that depend on the input.");
}

Argument Scope::listed(const std::string &kind, const JsonReader &json) const
{
    const std::vector<JsonReader> items = json.items();
    const auto collect = [&items](auto list, const auto &read) {
        for (const JsonReader &item : items)
            list.push_back(read(item));
        return Argument(std::move(list));
    };
    if (kind == "as_tensors")
        return collect(std::vector<ValueId>(), [this](const JsonReader &item) { return tensor(item); });
    if (kind == "as_optional_tensors")
        return collect(std::vector<ValueId>(), [this](const JsonReader &item) { return optionalTensor(item); });
    if (kind == "as_ints")
        return collect(graph::Sizes(), [](const JsonReader &item) { return graph::Size{item.integer(), false}; });
    if (kind == "as_sym_ints")
        return collect(graph::Sizes(), [this](const JsonReader &item) { return size(item); });
    if (kind == "as_floats")
        return collect(std::vector<double>(), [](const JsonReader &item) { return readReal(item); });
    if (kind == "as_bools")
        return collect(std::vector<bool>(), [](const JsonReader &item) { return item.boolean(); });
    unsupported(cat("The argument ", json.path(), " is of the kind ", kind, "."),
                "Export the model without lists of texts and nested lists as arguments.");
}

} // namespace espalier::wire
