// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wire/script_lexer.h"

namespace espalier::wire {

/// Recursive descent over the tokens of one file; one use. A step that fails leaves its Problem and returns
/// false; the lexer has bounded the nesting.
class ScriptParser
{
public:
    ScriptParser(std::vector<Token> tokens, const std::string &where);

    base::Result<ScriptFile> run();

private:
    bool fail(base::ProblemCode code, std::string what);
    bool unexpected(std::string_view wanted);

    const Token &token() const { return m_tokens[m_at]; }
    bool isSymbol(std::string_view text) const
    {
        return token().kind == TokenKind::Symbol && token().raw == text;
    }
    bool isName(std::string_view text) const
    {
        return token().kind == TokenKind::Name && token().raw == text;
    }
    bool skipSymbol(std::string_view text);
    bool skipName(std::string_view text);
    bool takeSymbol(std::string_view text) { return skipSymbol(text) || unexpected(text); }
    bool takeName(std::string &out);
    bool takeNewLine();
    bool take(TokenKind kind, std::string_view what);

    bool topLevel();
    bool classDefinition();
    bool classMember(ScriptClass &out);
    bool field(ScriptClass &out);
    bool annotatedField(ScriptClass &out);
    bool function(ScriptFunction &out);
    bool parameters(ScriptFunction &out);
    bool block(std::vector<Statement> &out);
    bool statement(std::vector<Statement> &out);
    bool ifStatement(Statement &out);
    bool forStatement(Statement &out);
    bool simpleStatement(Statement &out);
    bool assignment(Statement &out);
    bool targetList(Statement &out);

    bool expression(ExpressionId &out);
    bool negative(ExpressionId &out);
    bool atom(ExpressionId &out);
    bool named(ExpressionId &out);
    bool trailers(ExpressionId &out);
    bool arguments(Expression &call);
    bool list(Expression &out, std::string_view end);
    bool parenthesised(ExpressionId &out);
    bool dictionary(ExpressionId &out);
    ExpressionId add(Expression expression);
    Expression make(ExpressionKind kind) const { return {kind, token().line, 0, 0.0, {}, {}, {}}; }

    std::vector<Token> m_tokens;
    std::size_t m_at = 0;
    ScriptFile m_file;
    std::optional<base::Problem> m_problem;
};

/// Words of Python that TorchScript files do not hold, or that are not read.
bool isScriptKeyword(std::string_view name);

} // namespace espalier::wire
