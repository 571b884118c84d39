// SPDX-License-Identifier: GPL-3.0-or-later
#include "graph/graph.h"

#include "base/text.h"
#include "graph/json_reader.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace espalier::graph {

using base::cat;

namespace {

constexpr std::size_t maxValues = 1u << 20;
constexpr std::size_t maxNodes = 1u << 20;
constexpr std::size_t maxDims = 64;
constexpr std::size_t maxArguments = 64;
constexpr std::size_t maxOutputs = 1u << 16;
constexpr std::size_t maxListed = 1u << 20;
constexpr std::int64_t maxSize = std::int64_t{1} << 48;
constexpr std::int64_t maxId = std::numeric_limits<std::int32_t>::max();

constexpr std::array<std::pair<ValueKind, const char *>, 5> kindNames{{{ValueKind::Input, "input"},
                                                                       {ValueKind::Parameter, "parameter"},
                                                                       {ValueKind::Buffer, "buffer"},
                                                                       {ValueKind::Constant, "constant"},
                                                                       {ValueKind::Computed, "computed"}}};

// ---- writing -------------------------------------------------------------------------------------------------------

Json sizeJson(const Size &size)
{
    return size.timesBatch ? Json{{"batch", size.constant}} : Json(size.constant);
}

Json sizesJson(const Sizes &sizes)
{
    Json list = Json::array();
    for (const Size &size : sizes)
        list.push_back(sizeJson(size));
    return list;
}

/// JSON has no infinity and no NaN; masks are full of -inf.
Json realJson(double value)
{
    if (std::isnan(value))
        return "nan";
    if (std::isinf(value))
        return value > 0 ? "inf" : "-inf";
    return value;
}

Json idsJson(const std::vector<ValueId> &ids)
{
    Json list = Json::array();
    for (const ValueId id : ids)
        list.push_back(id.value);
    return list;
}

struct ArgumentWriter {
    Json operator()(std::monostate) const { return nullptr; }
    Json operator()(bool value) const { return {{"bool", value}}; }
    Json operator()(const Size &value) const { return {{"int", sizeJson(value)}}; }
    Json operator()(double value) const { return {{"real", realJson(value)}}; }
    Json operator()(const std::string &value) const { return {{"text", value}}; }
    Json operator()(DType value) const { return {{"dtype", toString(value)}}; }
    Json operator()(ValueId value) const { return {{"value", value.value}}; }
    Json operator()(const Sizes &value) const { return {{"ints", sizesJson(value)}}; }
    Json operator()(const std::vector<bool> &value) const { return {{"bools", value}}; }
    Json operator()(const std::vector<ValueId> &value) const { return {{"values", idsJson(value)}}; }
    Json operator()(const std::vector<double> &value) const
    {
        Json list = Json::array();
        for (const double number : value)
            list.push_back(realJson(number));
        return {{"reals", list}};
    }
};

Json nodeJson(const Node &node)
{
    Json arguments = Json::array();
    for (const NamedArgument &argument : node.arguments)
        arguments.push_back({argument.name, std::visit(ArgumentWriter{}, argument.value)});
    return {{"op", node.op},
            {"overload", node.overload},
            {"module", node.module},
            {"arguments", arguments},
            {"outputs", idsJson(node.outputs)}};
}

/// Producers are not written: the nodes' outputs say them.
Json valueJson(const Value &value)
{
    const auto *kind = std::find_if(kindNames.begin(), kindNames.end(),
                                    [&value](const auto &row) { return row.first == value.kind; });
    return {{"name", value.name}, {"kind", kind->second}, {"shape", sizesJson(value.shape)}, {"dtype", toString(value.dtype)}};
}

template <class Item, class Write>
Json listJson(const std::vector<Item> &items, const Write &write)
{
    Json list = Json::array();
    for (const Item &item : items)
        list.push_back(write(item));
    return list;
}

// ---- reading -------------------------------------------------------------------------------------------------------

Size readSize(const JsonReader &reader)
{
    if (reader.has("batch")) {
        reader.onlyKeys({"batch"});
        return {reader.at("batch").integer(-maxSize, maxSize), true};
    }
    // Integer arguments use the whole range: slice's end is 2^63-1.
    return {reader.integer(), false};
}

template <class T, class Read>
std::vector<T> readList(const JsonReader &reader, std::size_t limit, const Read &read)
{
    std::vector<T> list;
    for (const JsonReader &item : reader.items(limit))
        list.push_back(read(item));
    return list;
}

double readReal(const JsonReader &reader)
{
    if (!reader.json().is_string())
        return reader.number();
    const std::string text = reader.text();
    if (text == "nan")
        return std::numeric_limits<double>::quiet_NaN();
    if (text != "inf" && text != "-inf")
        reader.fail(cat("'", text, "' is not a number."));
    return text == "inf" ? std::numeric_limits<double>::infinity() : -std::numeric_limits<double>::infinity();
}

DType readDType(const JsonReader &reader)
{
    const std::optional<DType> type = dtypeFromString(reader.text());
    if (!type)
        reader.fail(cat("unknown element type '", reader.text(), "'."));
    return *type;
}

ValueId readId(const JsonReader &reader)
{
    return {static_cast<std::int32_t>(reader.integer(0, maxId))};
}

ValueId readIdOrNone(const JsonReader &reader)
{
    return {static_cast<std::int32_t>(reader.integer(-1, maxId))};
}

Argument readArgument(const JsonReader &reader)
{
    if (reader.isNull())
        return std::monostate{};
    const auto members = reader.members();
    if (members.size() != 1)
        reader.fail("an argument has exactly one type.");
    const auto &[type, value] = members.front();
    if (type == "bool")
        return value.boolean();
    if (type == "int")
        return readSize(value);
    if (type == "real")
        return readReal(value);
    if (type == "text")
        return value.text(maxListed);
    if (type == "dtype")
        return readDType(value);
    if (type == "value")
        return readId(value);
    if (type == "ints")
        return readList<Size>(value, maxListed, readSize);
    if (type == "reals")
        return readList<double>(value, maxListed, readReal);
    if (type == "bools")
        return readList<bool>(value, maxListed, [](const JsonReader &item) { return item.boolean(); });
    if (type == "values")
        return readList<ValueId>(value, maxListed, readIdOrNone);
    value.fail(cat("unknown argument type '", type, "'."));
}

NamedArgument readNamedArgument(const JsonReader &reader)
{
    const auto pair = reader.items(2);
    if (pair.size() != 2)
        reader.fail("an argument is a pair of name and value.");
    return {pair[0].text(), readArgument(pair[1])};
}

Node readNode(const JsonReader &reader)
{
    reader.onlyKeys({"op", "overload", "module", "arguments", "outputs"});
    return {reader.at("op").text(), reader.at("overload").text(),
            readList<NamedArgument>(reader.at("arguments"), maxArguments, readNamedArgument),
            readList<ValueId>(reader.at("outputs"), maxOutputs, readId), reader.at("module").text()};
}

Value readValue(const JsonReader &reader)
{
    reader.onlyKeys({"name", "kind", "shape", "dtype"});
    const std::string kind = reader.at("kind").text();
    const auto *found
        = std::find_if(kindNames.begin(), kindNames.end(), [&kind](const auto &row) { return row.second == kind; });
    if (found == kindNames.end())
        reader.at("kind").fail(cat("unknown kind of value '", kind, "'."));
    Value value;
    value.name = reader.at("name").text();
    value.kind = found->first;
    value.shape = readList<Size>(reader.at("shape"), maxDims, readSize);
    value.dtype = readDType(reader.at("dtype"));
    return value;
}

base::Result<GraphPtr> readGraph(const JsonReader &document)
{
    document.onlyKeys({"espalier_graph", "values", "nodes", "inputs", "outputs"});
    if (const std::int64_t version = document.at("espalier_graph").integer(); version != 1)
        document.at("espalier_graph").fail(cat("this is version ", version, "; version 1 is read."));
    return GraphBuilder::fromTables(readList<Value>(document.at("values"), maxValues, readValue),
                                    readList<Node>(document.at("nodes"), maxNodes, readNode),
                                    readList<ValueId>(document.at("inputs"), maxListed, readId),
                                    readList<ValueId>(document.at("outputs"), maxListed, readId));
}

} // namespace

std::string toJson(const Graph &graph)
{
    const Json document = {{"espalier_graph", 1},
                           {"values", listJson(graph.values(), valueJson)},
                           {"nodes", listJson(graph.nodes(), nodeJson)},
                           {"inputs", idsJson(graph.inputs())},
                           {"outputs", idsJson(graph.outputs())}};
    return document.dump(-1, ' ', false, Json::error_handler_t::replace);
}

base::Result<GraphPtr> graphFromJson(const std::string &text)
{
    JsonLimits limits;
    limits.depth = 12;
    limits.remedy = "The file is damaged or was not written by Espalier.";
    return readDocument<GraphPtr>(text, limits, readGraph);
}

} // namespace espalier::graph
