// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/script_lexer.h"

#include "base/text.h"
#include "wire/bytes.h"

#include <charconv>
#include <cmath>

namespace espalier::wire {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isNameStart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool isNamePart(char c)
{
    return isNameStart(c) || isDigit(c);
}

int digitOf(char c)
{
    if (isDigit(c))
        return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : 99;
}

/// Value of up to `most` digits from `at`, which is moved behind them.
int digits(std::string_view text, std::size_t &at, int base, std::size_t most)
{
    int value = 0;
    for (std::size_t i = 0; i < most && at < text.size() && digitOf(text[at]) < base; ++i)
        value = value * base + digitOf(text[at++]);
    return value;
}

std::optional<char> simpleEscape(char c)
{
    switch (c) {
    case '\\':
    case '\'':
    case '"':
        return c;
    case 'n':
        return '\n';
    case 't':
        return '\t';
    case 'r':
        return '\r';
    case 'a':
        return '\a';
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'v':
        return '\v';
    default:
        return std::nullopt;
    }
}

} // namespace

std::optional<std::string> stringOf(std::string_view raw)
{
    const std::string_view inner = raw.substr(1, raw.size() - 2);
    std::string out;
    for (std::size_t at = 0; at < inner.size();) {
        if (inner[at] != '\\') {
            out += inner[at++];
            continue;
        }
        if (++at == inner.size())
            return std::nullopt;
        if (const auto simple = simpleEscape(inner[at])) {
            out += *simple;
            ++at;
        } else if (inner[at] == 'x') {
            out += static_cast<char>(digits(inner, ++at, 16, 2));
        } else if (digitOf(inner[at]) < 8) {
            out += static_cast<char>(digits(inner, at, 8, 3));
        } else {
            return std::nullopt;
        }
    }
    return out;
}

ScriptLexer::ScriptLexer(std::string_view text, const std::string &where, const ScriptLimits &limits)
    : m_text(text), m_where(where), m_limits(limits)
{
}

bool ScriptLexer::fail(std::string what)
{
    m_problem = malformed(m_where, base::cat("Line ", m_line, ": ", what));
    return false;
}

void ScriptLexer::add(TokenKind kind, std::size_t begin)
{
    m_tokens.push_back({kind, m_line, m_text.substr(begin, m_at - begin), 0, 0.0});
}

base::Result<std::vector<Token>> ScriptLexer::run()
{
    if (m_text.size() > m_limits.bytes)
        return malformed(m_where,
                         base::cat("The code has ", m_text.size(), " bytes, at most ", m_limits.bytes, "."));
    bool fine = lineStart();
    while (fine && !atEnd())
        fine = token() && (m_tokens.size() <= m_limits.tokens || fail("the code is too long."));
    if (!fine)
        return *std::move(m_problem);
    if (m_open != 0)
        return malformed(m_where, "The code ends inside of brackets.");
    add(TokenKind::NewLine, m_at);
    while (m_indents.size() > 1) {
        m_indents.pop_back();
        add(TokenKind::Dedent, m_at);
    }
    add(TokenKind::End, m_at);
    return std::move(m_tokens);
}

/// Blank lines and lines of comments say nothing about the depth.
bool ScriptLexer::lineStart()
{
    for (;;) {
        const std::size_t begin = m_at;
        while (peek() == ' ')
            ++m_at;
        const std::size_t width = m_at - begin;
        if (peek() == '#')
            m_at = std::min(m_text.find('\n', m_at), m_text.size());
        if (peek() == '\r')
            ++m_at;
        if (atEnd())
            return true;
        if (peek() != '\n')
            return setIndent(width);
        ++m_at;
        ++m_line;
    }
}

bool ScriptLexer::setIndent(std::size_t width)
{
    if (width > m_indents.back()) {
        m_indents.push_back(width);
        add(TokenKind::Indent, m_at);
        return m_indents.size() <= static_cast<std::size_t>(m_limits.nesting) ||
               fail("blocks are nested too deeply.");
    }
    while (width < m_indents.back()) {
        m_indents.pop_back();
        add(TokenKind::Dedent, m_at);
    }
    return width == m_indents.back() || fail("the line begins at a column where no block is.");
}

bool ScriptLexer::token()
{
    const char c = peek();
    if (c == ' ' || c == '\t' || c == '\r') {
        ++m_at;
        return true;
    }
    if (c == '#') {
        m_at = std::min(m_text.find('\n', m_at), m_text.size());
        return true;
    }
    if (c == '\n') {
        if (m_open == 0)
            add(TokenKind::NewLine, m_at);
        ++m_at;
        ++m_line;
        return m_open > 0 || lineStart();
    }
    if (isNameStart(c)) {
        const std::size_t begin = m_at;
        while (isNamePart(peek()))
            ++m_at;
        add(TokenKind::Name, begin);
        return true;
    }
    if (isDigit(c) || (c == '.' && isDigit(peek(1))))
        return number();
    return c == '"' || c == '\'' ? string() : symbol();
}

bool ScriptLexer::number()
{
    const std::size_t begin = m_at;
    bool isReal = false;
    while (isDigit(peek()) || peek() == '.' || peek() == 'e' || peek() == 'E' ||
           ((peek() == '-' || peek() == '+') && (m_text[m_at - 1] == 'e' || m_text[m_at - 1] == 'E'))) {
        isReal = isReal || !isDigit(peek());
        ++m_at;
    }
    if (isNamePart(peek()))
        return fail("a number ends in letters.");
    add(isReal ? TokenKind::Real : TokenKind::Integer, begin);
    Token &token = m_tokens.back();
    const char *first = token.raw.data(), *last = first + token.raw.size();
    const auto read =
        isReal ? std::from_chars(first, last, token.real) : std::from_chars(first, last, token.integer);
    if (read.ec == std::errc::result_out_of_range && isReal)
        token.real = 0.0; // below the smallest number; the largest are written as inf
    else if (read.ec != std::errc() || read.ptr != last)
        return fail(base::cat("'", token.raw, "' is no number."));
    return true;
}

bool ScriptLexer::string()
{
    const std::size_t begin = m_at;
    const char quote = m_text[m_at++];
    while (!atEnd() && peek() != quote && peek() != '\n')
        m_at += peek() == '\\' ? 2 : 1;
    if (m_at >= m_text.size() || peek() != quote)
        return fail("a string does not end.");
    ++m_at;
    add(TokenKind::String, begin);
    return true;
}

bool ScriptLexer::symbol()
{
    const std::size_t begin = m_at;
    const char c = m_text[m_at++];
    if (c == '(' || c == '[' || c == '{')
        ++m_open;
    if (c == ')' || c == ']' || c == '}')
        --m_open;
    if (m_open < 0)
        return fail("a bracket closes that was never opened.");
    if (m_open > m_limits.nesting)
        return fail("brackets are nested too deeply.");
    if (c == '-' && peek() == '>')
        ++m_at;
    if (std::string_view("()[]{}.,:=-").find(c) == std::string_view::npos)
        return fail(
            base::cat("the sign '", isUtf8(std::string_view(&c, 1)) ? c : '?', "' has no place here."));
    add(TokenKind::Symbol, begin);
    return true;
}

} // namespace espalier::wire
