// SPDX-License-Identifier: GPL-3.0-or-later
#include "graph/json_reader.h"

#include "base/text.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <functional>
#include <set>
#include <utility>

namespace espalier::graph {

using base::cat;
using base::Problem;

namespace {

/// Deepest nesting of brackets outside strings; cheap, and before the parser allocates anything.
int nesting(const std::string &text)
{
    int depth = 0;
    int deepest = 0;
    bool inString = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (inString) {
            i += c == '\\' ? 1 : 0;
            inString = c != '"';
        } else if (c == '"') {
            inString = true;
        } else if (c == '{' || c == '[') {
            deepest = std::max(deepest, ++depth);
        } else if (c == '}' || c == ']') {
            --depth;
        }
    }
    return deepest;
}

/// nlohmann keeps the last of two equal keys and says nothing; and it looks keys up one by one, so there must be few.
class KeyChecker {
public:
    explicit KeyChecker(const JsonLimits &limits) : m_limits(limits) { }

    bool operator()(int, Json::parse_event_t event, const Json &parsed)
    {
        if (event == Json::parse_event_t::object_start)
            m_keys.emplace_back();
        else if (event == Json::parse_event_t::object_end && !m_keys.empty())
            m_keys.pop_back();
        else if (event == Json::parse_event_t::key)
            add(parsed.get<std::string>());
        return true;
    }

private:
    void add(const std::string &key)
    {
        if (!m_keys.back().insert(key).second)
            throw JsonError({m_limits.code, cat("the key '", key, "' is given twice in one object."), {}, "Keep one of them."});
        if (m_keys.back().size() > m_limits.keys)
            throw JsonError({m_limits.code, cat("an object has more than ", m_limits.keys, " keys."), {}, m_limits.remedy});
    }

    const JsonLimits &m_limits;
    std::vector<std::set<std::string>> m_keys;
};

std::string positionText(const std::string &text, std::size_t byte)
{
    const std::size_t end = std::min(byte > 0 ? byte - 1 : 0, text.size());
    const auto stop = text.begin() + static_cast<std::ptrdiff_t>(end);
    const auto line = 1 + std::count(text.begin(), stop, '\n');
    const std::size_t newline = end > 0 ? text.rfind('\n', end - 1) : std::string::npos;
    const std::size_t column = newline == std::string::npos ? end + 1 : end - newline;
    return cat("line ", line, ", column ", column);
}

/// The part of nlohmann's message behind its ids and positions.
std::string causeOf(const Json::parse_error &error)
{
    const std::string message = error.what();
    const std::size_t at = message.find(": ", message.find("parse error"));
    return at == std::string::npos ? message : message.substr(at + 2);
}

std::string shortText(const Json &value)
{
    std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
    if (text.size() > 40)
        text = text.substr(0, 37) + "...";
    return text;
}

} // namespace

base::Result<Json> parseJson(const std::string &text, const JsonLimits &limits)
{
    if (text.size() > limits.bytes)
        return Problem{limits.code, cat("The document has ", text.size(), " bytes; at most ", limits.bytes, " are read."),
                       {}, limits.remedy};
    if (const int depth = nesting(text); depth > limits.depth)
        return Problem{limits.code, cat("The document is nested ", depth, " deep; at most ", limits.depth, " is read."),
                       {}, limits.remedy};
    KeyChecker checker(limits);
    try {
        return Json::parse(text, std::ref(checker));
    } catch (const JsonError &error) {
        return error.problem();
    } catch (const Json::parse_error &error) {
        return Problem{limits.code, cat("This is not valid JSON: ", causeOf(error), "."), positionText(text, error.byte),
                       limits.remedy};
    } catch (const Json::exception &error) {
        return Problem{limits.code, cat("This is not valid JSON: ", error.what(), "."), {}, limits.remedy};
    }
}

std::string child(const std::string &path, const std::string &key)
{
    const bool isPlain = !key.empty() && std::all_of(key.begin(), key.end(), [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '_';
    });
    if (!isPlain)
        return cat(path, "['", key, "']");
    return path.empty() ? key : path + "." + key;
}

std::string element(const std::string &path, std::size_t index)
{
    return cat(path, "[", index, "]");
}

JsonReader JsonReader::at(const std::string &key) const
{
    if (!m_json->is_object())
        wrongType("an object");
    const auto found = m_json->find(key);
    if (found == m_json->end())
        fail(cat("the key '", key, "' is missing."));
    return JsonReader(*found, child(m_path, key), m_code);
}

std::vector<JsonReader> JsonReader::items(std::size_t limit) const
{
    if (!m_json->is_array())
        wrongType("a list");
    if (m_json->size() > limit)
        fail(cat("the list has ", m_json->size(), " entries; at most ", limit, " are read."));
    std::vector<JsonReader> readers;
    readers.reserve(m_json->size());
    for (std::size_t i = 0; i < m_json->size(); ++i)
        readers.emplace_back((*m_json)[i], element(m_path, i), m_code);
    return readers;
}

std::vector<std::pair<std::string, JsonReader>> JsonReader::members() const
{
    if (!m_json->is_object())
        wrongType("an object");
    std::vector<std::pair<std::string, JsonReader>> readers;
    readers.reserve(m_json->size());
    for (const auto &[key, value] : m_json->items())
        readers.emplace_back(key, JsonReader(value, child(m_path, key), m_code));
    return readers;
}

void JsonReader::onlyKeys(const std::vector<std::string> &known) const
{
    for (const auto &[key, reader] : members()) {
        if (std::find(known.begin(), known.end(), key) != known.end())
            continue;
        const std::string near = base::closest(key, known);
        reader.fail(cat("unknown key '", key, "'."),
                    near.empty() ? cat("Known keys: ", base::listNames(known, 32), ".")
                                 : cat("Did you mean '", near, "'?"));
    }
}

std::int64_t JsonReader::integer(std::int64_t low, std::int64_t high) const
{
    if (!m_json->is_number_integer())
        wrongType("a whole number");
    const bool tooBig = m_json->is_number_unsigned()
        && m_json->get<std::uint64_t>() > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    const std::int64_t value = tooBig ? 0 : m_json->get<std::int64_t>();
    if (tooBig || value < low || value > high)
        fail(cat(shortText(*m_json), " is outside [", low, ", ", high, "]."));
    return value;
}

double JsonReader::number() const
{
    if (!m_json->is_number())
        wrongType("a number");
    const double value = m_json->get<double>();
    if (!std::isfinite(value))
        fail("the number is not finite.");
    return value;
}

bool JsonReader::boolean() const
{
    if (!m_json->is_boolean())
        wrongType("true or false");
    return m_json->get<bool>();
}

std::string JsonReader::text(std::size_t limit) const
{
    if (!m_json->is_string())
        wrongType("a text");
    const auto &value = m_json->get_ref<const std::string &>();
    if (value.size() > limit)
        fail(cat("the text has ", value.size(), " bytes; at most ", limit, " are read."));
    return value;
}

void JsonReader::fail(std::string what, std::string remedy) const
{
    throw JsonError({m_code, std::move(what), m_path, std::move(remedy)});
}

void JsonReader::wrongType(const std::string &expected) const
{
    fail(cat("expected ", expected, ", found ", shortText(*m_json), "."));
}

} // namespace espalier::graph
