// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wire/script.h"

#include <optional>

namespace espalier::wire {

enum class TokenKind : std::uint8_t { Name, Integer, Real, String, Symbol, NewLine, Indent, Dedent, End };

struct Token
{
    TokenKind kind = TokenKind::End;
    std::int32_t line = 1;
    std::string_view raw;     ///< as it stands in the text: name, number, string with its quotes, symbol
    std::int64_t integer = 0; ///< Integer
    double real = 0.0;        ///< Real
};

/// Splits TorchScript source into tokens: lines end statements unless a bracket is open, and deeper lines
/// begin with Indent.
class ScriptLexer
{
public:
    ScriptLexer(std::string_view text, const std::string &where, const ScriptLimits &limits);

    base::Result<std::vector<Token>> run();

private:
    bool fail(std::string what);
    bool lineStart();
    bool setIndent(std::size_t width);
    bool token();
    bool number();
    bool string();
    bool symbol();
    void add(TokenKind kind, std::size_t begin);
    bool atEnd() const { return m_at >= m_text.size(); }
    char peek(std::size_t ahead = 0) const
    {
        return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : '\0';
    }

    std::string_view m_text;
    std::string m_where;
    ScriptLimits m_limits;
    std::size_t m_at = 0;
    std::int32_t m_line = 1;
    int m_open = 0; ///< brackets
    std::vector<std::size_t> m_indents{0};
    std::vector<Token> m_tokens;
    std::optional<base::Problem> m_problem;
};

/// What a string token says: quotes gone, escapes replaced. Nothing if an escape is unknown.
std::optional<std::string> stringOf(std::string_view raw);

} // namespace espalier::wire
