// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/mutate/mutation.h"

#include <array>
#include <cctype>
#include <vector>

namespace espalier::fuzz {

namespace {

/// A name, a number or a text in quotes: from `begin` to before `end`.
struct Token {
    std::size_t begin = 0;
    std::size_t end = 0;
};

bool isWord(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.' || c == '-';
}

std::size_t endOfQuote(const std::string &text, std::size_t at)
{
    const std::size_t close = text.find('"', at + 1);
    return close == std::string::npos ? text.size() : close + 1;
}

std::vector<Token> tokensOf(const std::string &text)
{
    std::vector<Token> tokens;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = at;
        if (text[at] == '"')
            end = endOfQuote(text, at);
        while (end < text.size() && end >= at && text[at] != '"' && isWord(text[end]))
            ++end;
        if (end > at)
            tokens.push_back({at, end});
        at = std::max(end, at + 1);
    }
    return tokens;
}

bool isNumber(const std::string &text, const Token &token)
{
    const char first = text[token.begin];
    return std::isdigit(static_cast<unsigned char>(first)) || (first == '-' && token.end - token.begin > 1);
}

std::string interestingNumber(MutationSource &source)
{
    static constexpr std::array<const char *, 18> numbers{
        "0", "1", "-1", "2", "3", "4", "7", "8", "16", "64", "255", "65536", "2147483647", "2147483648", "-2147483648",
        "9223372036854775807", "-9223372036854775808", "1e38"};
    return numbers[source.below(numbers.size())];
}

/// Parts in brackets of one kind that hold no quotation mark out of step: from the bracket to after its partner.
std::vector<Token> bracketsOf(const std::string &text)
{
    std::vector<Token> parts;
    std::vector<std::size_t> open;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '"')
            at = endOfQuote(text, at) - 1;
        else if (c == '{' || c == '[' || c == '(')
            open.push_back(at);
        else if ((c == '}' || c == ']' || c == ')') && !open.empty()) {
            parts.push_back({open.back(), at + 1});
            open.pop_back();
        }
    }
    return parts;
}

std::string withOtherToken(std::string text, MutationSource &source)
{
    const std::vector<Token> tokens = tokensOf(text);
    if (tokens.empty())
        return source.bytes(std::move(text));
    const Token &token = tokens[source.below(tokens.size())];
    const Token &other = tokens[source.below(tokens.size())];
    const bool number = isNumber(text, token) && !source.oneIn(4);
    const std::string with = number ? interestingNumber(source) : text.substr(other.begin, other.end - other.begin);
    return text.replace(token.begin, token.end - token.begin, with);
}

/// A part in brackets is left out, comes twice, or takes the place of another.
std::string withOtherPart(std::string text, MutationSource &source)
{
    const std::vector<Token> parts = bracketsOf(text);
    if (parts.empty())
        return source.bytes(std::move(text));
    const Token &part = parts[source.below(parts.size())];
    const std::string content = text.substr(part.begin, part.end - part.begin);
    const bool comma = part.end < text.size() && text[part.end] == ',';
    switch (source.below(3)) {
    case 0: return text.erase(part.begin, content.size() + (comma ? 1 : 0));
    case 1: return text.insert(part.begin, content + ",");
    default: {
        const Token &other = parts[source.below(parts.size())];
        return text.replace(part.begin, content.size(), text.substr(other.begin, other.end - other.begin));
    }
    }
}

/// A line is left out, comes twice, or goes elsewhere.
std::string withOtherLine(std::string text, MutationSource &source)
{
    const std::size_t begin = text.find('\n', source.below(text.size()));
    if (begin == std::string::npos)
        return withOtherToken(std::move(text), source);
    const std::size_t end = text.find('\n', begin + 1);
    const std::string line = text.substr(begin, end == std::string::npos ? end : end - begin);
    if (!source.oneIn(3))
        text.erase(begin, line.size());
    const std::size_t place = text.find('\n', source.below(text.size()));
    if (!source.oneIn(3) && place != std::string::npos)
        text.insert(place, line);
    return text;
}

} // namespace

std::string mutateText(const std::string &text, MutationSource &source)
{
    switch (source.below(8)) {
    case 0: return source.bytes(text);
    case 1:
    case 2: return withOtherPart(text, source);
    case 3: return withOtherLine(text, source);
    default: return withOtherToken(text, source);
    }
}

} // namespace espalier::fuzz
