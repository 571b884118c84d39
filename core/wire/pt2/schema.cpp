// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/pt2/schema.h"

#include "base/text.h"
#include "wire/pt2/size_expression.h"

#include <array>
#include <cctype>
#include <limits>

namespace espalier::wire {

using base::cat;

namespace {

constexpr std::size_t maximumRank = 64;

// torch/_export/serde/schema.py, ScalarType
constexpr std::array<std::pair<int, graph::DType>, 10> dtypes{{
    {1, graph::DType::UInt8}, {2, graph::DType::Int8}, {3, graph::DType::Int16}, {4, graph::DType::Int32},
    {5, graph::DType::Int64}, {6, graph::DType::Float16}, {7, graph::DType::Float32}, {8, graph::DType::Float64},
    {12, graph::DType::Bool}, {13, graph::DType::BFloat16},
}};

// schema.py, MemoryFormat, against c10::MemoryFormat
constexpr std::array<std::pair<int, int>, 4> memoryFormats{{{1, 0}, {2, 2}, {3, 3}, {4, 1}}};

} // namespace

void unsupported(std::string what, std::string remedy)
{
    throw graph::JsonError({base::ProblemCode::Unsupported, std::move(what), {}, std::move(remedy)});
}

std::pair<std::string, JsonReader> alternative(const JsonReader &json)
{
    auto members = json.members();
    if (members.size() != 1)
        json.fail(cat("expected exactly one member, found ", members.size(), "."));
    return std::move(members.front());
}

graph::DType readDType(const JsonReader &json)
{
    const std::int64_t number = json.integer();
    for (const auto &[known, type] : dtypes)
        if (known == number)
            return type;
    unsupported(cat(json.path(), " has the element type ", number, " (complex, unsigned or an 8-bit float)."),
                "Export the model with float, integer or boolean tensors.");
}

int dtypeNumber(graph::DType type)
{
    for (const auto &[number, known] : dtypes)
        if (known == type)
            return number;
    return 0;
}

std::int64_t readMemoryFormat(const JsonReader &json)
{
    const std::int64_t number = json.integer();
    for (const auto &[known, aten] : memoryFormats)
        if (known == number)
            return aten;
    json.fail(cat("there is no memory format ", number, "."));
}

int memoryFormatNumber(std::int64_t aten)
{
    for (const auto &[number, known] : memoryFormats)
        if (known == aten)
            return number;
    return 1;
}

std::int64_t readLayout(const JsonReader &json)
{
    constexpr std::int64_t strided = 7;
    if (json.integer() != strided)
        unsupported(cat(json.path(), " has a sparse layout."), "Export the model with dense tensors.");
    return 0;
}

double readReal(const JsonReader &json)
{
    if (!json.json().is_string())
        return json.number();
    const std::string text = json.text();
    if (text == "Infinity")
        return std::numeric_limits<double>::infinity();
    if (text == "-Infinity")
        return -std::numeric_limits<double>::infinity();
    if (text == "NaN")
        return std::numeric_limits<double>::quiet_NaN();
    json.fail(cat("'", text, "' is not a number."));
}

std::optional<OperatorName> operatorName(std::string_view target)
{
    constexpr std::string_view prefix = "torch.ops.";
    if (!target.starts_with(prefix))
        return std::nullopt;
    const auto parts = base::split(std::string(target.substr(prefix.size())), '.');
    if (parts.size() < 2 || parts.size() > 3 || parts[0].empty() || parts[1].empty())
        return std::nullopt;
    const std::string overload = parts.size() == 3 && parts[2] != "default" ? parts[2] : "";
    return OperatorName{parts[0], parts[1], overload};
}

std::string modulePath(std::string_view stack)
{
    const std::string_view last = stack.substr(stack.rfind(';') + 1); // npos + 1 = 0
    const std::size_t begin = last.find(',');
    const std::size_t end = begin == std::string_view::npos ? begin : last.find(',', begin + 1);
    if (end == std::string_view::npos || last.starts_with("_empty_nn_module_stack"))
        return {};
    const std::string_view path = last.substr(begin + 1, end - begin - 1);
    // A module that is called again has "@1" behind its name.
    std::size_t length = 0;
    while (length < path.size() && (std::isalnum(static_cast<unsigned char>(path[length])) != 0 || path[length] == '.' || path[length] == '_'
                                    || path[length] == '-'))
        ++length;
    return std::string(path.substr(0, length));
}

std::optional<graph::Size> SizeReader::tryRead(const JsonReader &json)
{
    const auto [kind, value] = alternative(json);
    if (kind == "as_int")
        return graph::Size{value.integer(), false};
    if (kind != "as_expr")
        json.fail(cat("'", kind, "' is no kind of size."));
    const auto size = parseSizeExpression(value.at("expr_str").text());
    if (!size)
        return std::nullopt;
    if (size->symbol.empty())
        return graph::Size{size->constant, false};
    if (m_symbol.empty())
        m_symbol = size->symbol;
    return size->symbol == m_symbol ? std::optional(graph::Size{size->constant, true}) : std::nullopt;
}

graph::Size SizeReader::read(const JsonReader &json, const std::string &what)
{
    if (const auto size = tryRead(json))
        return *size;
    unsupported(cat("A size of '", what, "' is no multiple of the batch: ",
                    json.at("as_expr").at("expr_str").text().substr(0, 120), "."),
                "Export the model with the batch as the only size that varies: dynamic_shapes=({0: torch.export.Dim('b')},).");
}

graph::Sizes SizeReader::readAll(const JsonReader &json, const std::string &what)
{
    graph::Sizes sizes;
    for (const JsonReader &item : json.items(maximumRank))
        sizes.push_back(read(item, what));
    return sizes;
}

} // namespace espalier::wire
