// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/python/python_text.h"

#include "base/text.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <set>

namespace espalier::formats {

namespace {

const std::set<std::string> &keywords()
{
    static const std::set<std::string> words{
        "False", "None",   "True",  "and",  "as",   "assert", "async",  "await",    "break",  "class", "continue", "def",
        "del",   "elif",   "else",  "except", "finally", "for", "from", "global",   "if",     "import", "in",      "is",
        "lambda", "nonlocal", "not", "or",  "pass", "raise",  "return", "try",      "while",  "with",  "yield"};
    return words;
}

bool isLetter(char c)
{
    return std::isalpha(static_cast<unsigned char>(c)) || c == '_';
}

bool isWordCharacter(char c)
{
    return isLetter(c) || std::isdigit(static_cast<unsigned char>(c));
}

} // namespace

std::string pythonString(const std::string &text)
{
    static constexpr char digits[] = "0123456789abcdef";
    std::string out = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\')
            out += '\\', out += c;
        else if (c == '\n')
            out += "\\n";
        else if (byte < 0x20 || byte == 0x7f)
            out += {'\\', 'x', digits[byte >> 4], digits[byte & 15]};
        else
            out += c; // UTF-8 stays
    }
    return out + "\"";
}

std::string pythonFloat(double value)
{
    if (std::isnan(value))
        return "float(\"nan\")";
    if (std::isinf(value))
        return value > 0 ? "float(\"inf\")" : "float(\"-inf\")";
    char buffer[32];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr; // the shortest that reads back the same
    std::string text(buffer, end);
    return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

std::string pythonBool(bool value)
{
    return value ? "True" : "False";
}

std::string pythonType(graph::DType type)
{
    return "torch." + graph::toString(type);
}

std::string pythonSize(graph::Size size)
{
    if (!size.timesBatch)
        return base::cat(size.constant);
    return size.constant == 1 ? "batch" : base::cat(size.constant, " * batch");
}

std::string pythonTuple(const std::vector<std::int64_t> &values, bool shorten)
{
    const bool equal = std::adjacent_find(values.begin(), values.end(), std::not_equal_to<>()) == values.end();
    if (shorten && equal && !values.empty())
        return base::cat(values.front());
    std::vector<std::string> parts;
    for (const std::int64_t value : values)
        parts.push_back(base::cat(value));
    return base::cat("(", base::join(parts, ", "), values.size() == 1 ? ",)" : ")");
}

bool isPythonName(const std::string &text)
{
    return !text.empty() && isLetter(text[0]) && std::all_of(text.begin(), text.end(), isWordCharacter)
        && !keywords().contains(text);
}

std::string pythonName(const std::string &text)
{
    std::string name = text;
    std::replace_if(name.begin(), name.end(), [](char c) { return !isWordCharacter(c); }, '_');
    if (name.empty() || !isLetter(name[0]))
        name.insert(name.begin(), '_');
    return keywords().contains(name) ? name + "_" : name;
}

std::string pythonClassName(const std::string &text)
{
    std::string name;
    bool upper = true;
    for (const char c : text) {
        const bool word = std::isalnum(static_cast<unsigned char>(c)) != 0;
        if (word)
            name += upper ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
        upper = !word;
    }
    if (name.empty())
        return "Network";
    return std::isdigit(static_cast<unsigned char>(name[0])) ? "Network" + name : pythonName(name);
}

} // namespace espalier::formats
