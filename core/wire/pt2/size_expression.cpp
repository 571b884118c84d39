// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/pt2/size_expression.h"

#include <charconv>
#include <vector>

namespace espalier::wire {

namespace {

using Term = std::optional<SymbolicSize>;

Term product(const SymbolicSize &a, const SymbolicSize &b)
{
    SymbolicSize result;
    if ((!a.symbol.empty() && !b.symbol.empty()) || __builtin_mul_overflow(a.constant, b.constant, &result.constant))
        return std::nullopt;
    result.symbol = a.symbol.empty() ? b.symbol : a.symbol;
    return result;
}

Term sum(const SymbolicSize &a, const SymbolicSize &b)
{
    SymbolicSize result{0, a.symbol};
    if (a.symbol != b.symbol || __builtin_add_overflow(a.constant, b.constant, &result.constant))
        return std::nullopt;
    return result;
}

/// Exact, since then rounding plays no part: 64 * s / 4 = 16 * s for every s.
Term quotient(const SymbolicSize &a, const SymbolicSize &b)
{
    const bool sameSymbol = !a.symbol.empty() && a.symbol == b.symbol;
    if ((!b.symbol.empty() && !sameSymbol) || b.constant <= 0 || a.constant % b.constant != 0)
        return std::nullopt;
    return SymbolicSize{a.constant / b.constant, sameSymbol ? "" : a.symbol};
}

class Parser {
public:
    explicit Parser(std::string_view text) : m_text(text) { }

    Term whole()
    {
        const Term term = expression(0);
        skipBlanks();
        return m_at == m_text.size() ? term : std::nullopt;
    }

private:
    static constexpr int maximumDepth = 16;

    Term expression(int depth)
    {
        const std::string_view name = word();
        if (depth > maximumDepth || name.empty() || !take('('))
            return std::nullopt;
        if (name == "Integer")
            return closed(integer());
        if (name == "Symbol")
            return closed(symbol());
        if (name == "Mul")
            return folded(depth, product);
        if (name == "Add")
            return folded(depth, sum);
        if (name == "FloorDiv" || name == "CleanDiv")
            return folded(depth, quotient);
        return std::nullopt;
    }

    Term folded(int depth, Term (*combine)(const SymbolicSize &, const SymbolicSize &))
    {
        Term result = expression(depth + 1);
        while (result && take(',')) {
            const Term next = expression(depth + 1);
            result = next ? combine(*result, *next) : std::nullopt;
        }
        return closed(result);
    }

    Term closed(Term term) { return term && take(')') ? term : std::nullopt; }

    Term integer()
    {
        skipBlanks();
        SymbolicSize size;
        const char *end = m_text.data() + m_text.size();
        const auto [stop, error] = std::from_chars(m_text.data() + m_at, end, size.constant);
        if (error != std::errc())
            return std::nullopt;
        m_at = static_cast<std::size_t>(stop - m_text.data());
        return size;
    }

    /// 's77', positive=True, integer=True: the assumptions say nothing that matters here.
    Term symbol()
    {
        if (!take('\''))
            return std::nullopt;
        const std::size_t quote = m_text.find('\'', m_at);
        const std::size_t bracket = quote == std::string_view::npos ? quote : m_text.find(')', quote);
        if (bracket == std::string_view::npos || quote == m_at)
            return std::nullopt;
        const SymbolicSize size{1, std::string(m_text.substr(m_at, quote - m_at))};
        m_at = bracket;
        return size;
    }

    std::string_view word()
    {
        skipBlanks();
        const std::size_t begin = m_at;
        while (m_at < m_text.size() && isLetter(m_text[m_at]))
            ++m_at;
        return m_text.substr(begin, m_at - begin);
    }

    static bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

    bool take(char c)
    {
        skipBlanks();
        if (m_at >= m_text.size() || m_text[m_at] != c)
            return false;
        ++m_at;
        return true;
    }

    void skipBlanks()
    {
        while (m_at < m_text.size() && m_text[m_at] == ' ')
            ++m_at;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
};

} // namespace

std::optional<SymbolicSize> parseSizeExpression(std::string_view text)
{
    return Parser(text).whole();
}

} // namespace espalier::wire
