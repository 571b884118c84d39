// SPDX-License-Identifier: GPL-3.0-or-later
// Expressions: literals, names and what can follow them.
#include "base/text.h"
#include "wire/script_parser.h"

#include <algorithm>
#include <limits>

namespace espalier::wire {

namespace {

constexpr std::string_view keywords[] = {"def",    "class",  "with",     "del",     "raise", "assert",
                                         "lambda", "import", "from",     "try",     "async", "global",
                                         "yield",  "break",  "continue", "nonlocal"};

} // namespace

bool isScriptKeyword(std::string_view name)
{
    return std::find(std::begin(keywords), std::end(keywords), name) != std::end(keywords);
}

ExpressionId ScriptParser::add(Expression expression)
{
    m_file.expressions.push_back(std::move(expression));
    return static_cast<ExpressionId>(m_file.expressions.size() - 1);
}

bool ScriptParser::expression(ExpressionId &out)
{
    if (skipSymbol("-"))
        return negative(out);
    return atom(out) && trailers(out);
}

/// Only of numbers: the writer has functions for everything else. "-inf" too.
bool ScriptParser::negative(ExpressionId &out)
{
    if (token().kind == TokenKind::Integer) {
        Expression made = make(ExpressionKind::Integer);
        made.integer = -token().integer;
        ++m_at;
        out = add(std::move(made));
        return true;
    }
    if (!atom(out))
        return false;
    Expression &made = m_file.expressions[out];
    if (made.kind != ExpressionKind::Real)
        return fail(base::ProblemCode::Malformed,
                    "a minus sign stands before something that is not a number.");
    made.real = -made.real;
    return true;
}

bool ScriptParser::atom(ExpressionId &out)
{
    const Token &here = token();
    switch (here.kind) {
    case TokenKind::Name:
        return named(out);
    case TokenKind::Integer:
    case TokenKind::Real: {
        Expression made =
            make(here.kind == TokenKind::Integer ? ExpressionKind::Integer : ExpressionKind::Real);
        made.integer = here.integer;
        made.real = here.real;
        ++m_at;
        out = add(std::move(made));
        return true;
    }
    case TokenKind::String: {
        auto text = stringOf(here.raw);
        if (!text)
            return fail(base::ProblemCode::Malformed, "a string has an unknown escape.");
        Expression made = make(ExpressionKind::String);
        made.text = *std::move(text);
        ++m_at;
        out = add(std::move(made));
        return true;
    }
    default:
        break;
    }
    if (skipSymbol("("))
        return parenthesised(out);
    if (skipSymbol("{"))
        return dictionary(out);
    if (!skipSymbol("["))
        return unexpected("an expression");
    Expression made = make(ExpressionKind::List);
    if (!list(made, "]"))
        return false;
    out = add(std::move(made));
    return true;
}

bool ScriptParser::named(ExpressionId &out)
{
    const std::string_view name = token().raw;
    if (isScriptKeyword(name))
        return fail(base::ProblemCode::Unsupported, base::cat("'", name, "' is not read."));
    Expression made = make(ExpressionKind::Name);
    if (name == "None") {
        made.kind = ExpressionKind::None;
    } else if (name == "True" || name == "False") {
        made.kind = ExpressionKind::Boolean;
        made.integer = name == "True";
    } else if (name == "inf" || name == "nan") {
        made.kind = ExpressionKind::Real;
        made.real = name == "inf" ? std::numeric_limits<double>::infinity()
                                  : std::numeric_limits<double>::quiet_NaN();
    } else {
        made.text = name;
    }
    ++m_at;
    out = add(std::move(made));
    return true;
}

bool ScriptParser::trailers(ExpressionId &out)
{
    for (;;) {
        Expression made = make(ExpressionKind::Attribute);
        made.items.push_back(out);
        if (skipSymbol(".")) {
            if (!takeName(made.text))
                return false;
        } else if (skipSymbol("(")) {
            made.kind = ExpressionKind::Call;
            if (!arguments(made))
                return false;
        } else if (skipSymbol("[")) {
            made.kind = ExpressionKind::Subscript;
            if (!list(made, "]"))
                return false;
        } else {
            return true;
        }
        out = add(std::move(made));
    }
}

bool ScriptParser::arguments(Expression &call)
{
    while (!skipSymbol(")")) {
        ExpressionId value = 0;
        const bool keyword = token().kind == TokenKind::Name &&
                             m_tokens[m_at + 1].kind == TokenKind::Symbol && m_tokens[m_at + 1].raw == "=";
        if (keyword) {
            call.keywords.emplace_back(token().raw);
            m_at += 2;
        } else if (!call.keywords.empty()) {
            return fail(base::ProblemCode::Malformed, "a positional argument follows one by keyword.");
        }
        if (!expression(value))
            return false;
        call.items.push_back(value);
        if (!isSymbol(")") && !takeSymbol(","))
            return false;
    }
    return true;
}

bool ScriptParser::list(Expression &out, std::string_view end)
{
    while (!skipSymbol(end)) {
        ExpressionId item = 0;
        if (!expression(item))
            return false;
        out.items.push_back(item);
        if (!isSymbol(end) && !takeSymbol(","))
            return false;
    }
    return true;
}

/// A tuple, or just an expression in brackets.
bool ScriptParser::parenthesised(ExpressionId &out)
{
    Expression made = make(ExpressionKind::Tuple);
    if (!list(made, ")"))
        return false;
    const bool comma = m_tokens[m_at - 2].raw == ",";
    out = made.items.size() == 1 && !comma ? made.items[0] : add(std::move(made));
    return true;
}

bool ScriptParser::dictionary(ExpressionId &out)
{
    Expression made = make(ExpressionKind::Dict);
    while (!skipSymbol("}")) {
        ExpressionId key = 0, value = 0;
        if (!(expression(key) && takeSymbol(":") && expression(value)))
            return false;
        made.items.push_back(key);
        made.items.push_back(value);
        if (!isSymbol("}") && !takeSymbol(","))
            return false;
    }
    out = add(std::move(made));
    return true;
}

} // namespace espalier::wire
