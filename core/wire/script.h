// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace espalier::wire {

/// Index of an expression in its file.
using ExpressionId = std::uint32_t;

enum class ExpressionKind : std::uint8_t {
    None,      ///< None
    Boolean,   ///< integer: 0 or 1
    Integer,   ///< integer
    Real,      ///< real; inf and nan too
    String,    ///< text
    Name,      ///< text
    Attribute, ///< items[0] . text
    Subscript, ///< items[0] [ items[1…] ]
    Call,      ///< items[0] ( items[1…] ); the last keywords.size() of them by keyword
    List,      ///< items
    Tuple,     ///< items
    Dict,      ///< items: key, value, key, value …
};

struct Expression
{
    ExpressionKind kind = ExpressionKind::None;
    std::int32_t line = 0;
    std::int64_t integer = 0;
    double real = 0.0;
    std::string text;
    std::vector<ExpressionId> items;
    std::vector<std::string> keywords;
};

enum class StatementKind : std::uint8_t {
    Assign, ///< targets = value
    Call,   ///< value alone
    If,     ///< if value: body else: orelse
    For,    ///< for targets in value: body
    While,  ///< while value: body
    Return, ///< return value
};

struct Statement
{
    StatementKind kind = StatementKind::Call;
    std::int32_t line = 0;
    std::vector<ExpressionId> targets; ///< names or attributes; several are unpacked
    bool unpacks = false;              ///< the targets were written as a tuple, be it of one
    ExpressionId value = 0;
    std::vector<Statement> body;
    std::vector<Statement> orelse;
};

struct ScriptParameter
{
    std::string name;
    bool hasDefault = false;
    ExpressionId type = 0; ///< a None expression if there is none
    ExpressionId defaultValue = 0;
};

struct ScriptFunction
{
    std::string name;
    std::int32_t line = 0;
    std::vector<ScriptParameter> parameters; ///< `self` included
    std::vector<Statement> body;
};

struct ScriptClass
{
    std::string name;
    std::string base;                              ///< "Module", "NamedTuple", …
    std::vector<std::string> fields;               ///< attributes in order of declaration
    std::map<std::string, ExpressionId> constants; ///< x : Final[int] = 5, and __parameters__ and its kin
    std::map<std::string, ScriptFunction> methods;
};

/// One file of the code folder of a TorchScript archive, parsed.
struct ScriptFile
{
    std::string where; ///< for messages
    std::vector<Expression> expressions;
    std::map<std::string, ScriptClass> classes;
    std::map<std::string, ScriptFunction> functions;

    const Expression &at(ExpressionId id) const { return expressions[id]; }
};

struct ScriptLimits
{
    std::size_t bytes = std::size_t{4} << 20;
    std::size_t tokens = 1'000'000;
    int nesting = 200; ///< of brackets and of blocks, together
};

/// Parses the part of Python that torch.jit.save writes: classes with attributes and methods, functions,
/// assignments, calls, attributes, subscripts, literals, if, for, while, return, pass. Anything else ends it:
/// Unsupported naming the line; Malformed if the text is broken. Runs nothing; time and memory are linear in
/// the text. Any thread.
base::Result<ScriptFile> parseScript(std::string_view text, const std::string &where,
                                     const ScriptLimits &limits = {});

} // namespace espalier::wire
