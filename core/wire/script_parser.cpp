// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/script_parser.h"

#include "base/text.h"
#include "wire/bytes.h"

namespace espalier::wire {

ScriptParser::ScriptParser(std::vector<Token> tokens, const std::string &where) : m_tokens(std::move(tokens))
{
    m_file.where = where;
    m_file.expressions.emplace_back(); // 0 is None: "there is none"
}

base::Result<ScriptFile> ScriptParser::run()
{
    while (!m_problem && token().kind != TokenKind::End)
        topLevel();
    if (m_problem)
        return *std::move(m_problem);
    return std::move(m_file);
}

bool ScriptParser::fail(base::ProblemCode code, std::string what)
{
    if (!m_problem)
        m_problem =
            base::Problem{code, base::cat("Line ", token().line, ": ", what), m_file.where,
                          code == base::ProblemCode::Malformed ? "Copy or download it again completely."
                                                               : "Export the model with torch.jit.trace."};
    return false;
}

bool ScriptParser::unexpected(std::string_view wanted)
{
    const std::string_view found = token().raw.substr(0, 40);
    if (!isUtf8(found) || found.empty())
        return fail(base::ProblemCode::Malformed, base::cat(wanted, " is missing."));
    return fail(base::ProblemCode::Malformed,
                base::cat("there is '", found, "' where ", wanted, " should be."));
}

bool ScriptParser::skipSymbol(std::string_view text)
{
    const bool found = isSymbol(text);
    m_at += found;
    return found;
}

bool ScriptParser::skipName(std::string_view text)
{
    const bool found = isName(text);
    m_at += found;
    return found;
}

bool ScriptParser::takeName(std::string &out)
{
    if (token().kind != TokenKind::Name)
        return unexpected("a name");
    out = token().raw;
    ++m_at;
    return true;
}

bool ScriptParser::take(TokenKind kind, std::string_view what)
{
    if (token().kind != kind)
        return unexpected(what);
    ++m_at;
    return true;
}

bool ScriptParser::takeNewLine()
{
    return take(TokenKind::NewLine, "the end of the line");
}

bool ScriptParser::topLevel()
{
    if (token().kind == TokenKind::NewLine) {
        ++m_at;
        return true;
    }
    if (skipName("class"))
        return classDefinition();
    if (skipName("def")) {
        ScriptFunction made;
        if (!function(made))
            return false;
        std::string name = made.name;
        m_file.functions.insert_or_assign(std::move(name), std::move(made));
        return true;
    }
    Statement ignored; // op_version_set = 1, of old files
    if (token().kind == TokenKind::Name && !isScriptKeyword(token().raw))
        return simpleStatement(ignored) && takeNewLine();
    return unexpected("a class or function");
}

bool ScriptParser::classDefinition()
{
    ScriptClass made;
    ExpressionId base = 0;
    if (!takeName(made.name))
        return false;
    if (skipSymbol("(") && !(expression(base) && takeSymbol(")")))
        return false;
    made.base = m_file.at(base).text;
    if (!(takeSymbol(":") && takeNewLine() && take(TokenKind::Indent, "the body of a class")))
        return false;
    while (token().kind != TokenKind::Dedent) {
        if (!classMember(made))
            return false;
    }
    ++m_at;
    std::string name = made.name;
    m_file.classes.insert_or_assign(std::move(name), std::move(made));
    return true;
}

bool ScriptParser::classMember(ScriptClass &out)
{
    if (token().kind == TokenKind::NewLine) {
        ++m_at;
        return true;
    }
    if (skipName("pass"))
        return takeNewLine();
    if (!skipName("def"))
        return field(out) && takeNewLine();
    ScriptFunction method;
    if (!function(method))
        return false;
    std::string name = method.name;
    out.methods.insert_or_assign(std::move(name), std::move(method));
    return true;
}

/// x : T, x : T = value, __parameters__ = [...], __annotations__["0"] = T
bool ScriptParser::field(ScriptClass &out)
{
    if (isName("__annotations__"))
        return annotatedField(out);
    std::string name;
    ExpressionId type = 0, value = 0;
    if (!takeName(name))
        return false;
    const bool typed = skipSymbol(":");
    if (typed && !expression(type))
        return false;
    const bool valued = skipSymbol("=");
    if (valued && !expression(value))
        return false;
    if (!typed && !valued)
        return unexpected("an attribute's type");
    if (valued)
        out.constants[name] = value;
    if (typed)
        out.fields.push_back(name);
    return true;
}

bool ScriptParser::annotatedField(ScriptClass &out)
{
    ++m_at;
    ExpressionId type = 0;
    if (!takeSymbol("[") || token().kind != TokenKind::String)
        return unexpected("the name of an attribute");
    const auto name = stringOf(token().raw);
    ++m_at;
    if (!name || !(takeSymbol("]") && takeSymbol("=") && expression(type)))
        return unexpected("an attribute's type");
    out.fields.push_back(*name);
    return true;
}

bool ScriptParser::function(ScriptFunction &out)
{
    out.line = token().line;
    ExpressionId type = 0;
    if (!(takeName(out.name) && takeSymbol("(") && parameters(out)))
        return false;
    if (skipSymbol("->") && !expression(type))
        return false;
    return takeSymbol(":") && block(out.body);
}

bool ScriptParser::parameters(ScriptFunction &out)
{
    while (!skipSymbol(")")) {
        ScriptParameter parameter;
        if (!takeName(parameter.name) || (skipSymbol(":") && !expression(parameter.type)))
            return false;
        parameter.hasDefault = skipSymbol("=");
        if (parameter.hasDefault && !expression(parameter.defaultValue))
            return false;
        out.parameters.push_back(std::move(parameter));
        if (!isSymbol(")") && !takeSymbol(","))
            return false;
    }
    return true;
}

bool ScriptParser::block(std::vector<Statement> &out)
{
    if (!takeNewLine() || !take(TokenKind::Indent, "an indented block"))
        return false;
    while (token().kind != TokenKind::Dedent) {
        if (token().kind == TokenKind::NewLine)
            ++m_at;
        else if (!statement(out))
            return false;
    }
    ++m_at;
    return true;
}

bool ScriptParser::statement(std::vector<Statement> &out)
{
    if (skipName("pass"))
        return takeNewLine();
    Statement made;
    made.line = token().line;
    bool fine = false;
    if (skipName("if")) {
        fine = ifStatement(made);
    } else if (skipName("for")) {
        fine = forStatement(made);
    } else if (skipName("while")) {
        made.kind = StatementKind::While;
        fine = expression(made.value) && takeSymbol(":") && block(made.body);
    } else {
        fine = simpleStatement(made) && takeNewLine();
    }
    if (fine)
        out.push_back(std::move(made));
    return fine;
}

bool ScriptParser::ifStatement(Statement &out)
{
    out.kind = StatementKind::If;
    if (!(expression(out.value) && takeSymbol(":") && block(out.body)))
        return false;
    return !skipName("else") || (takeSymbol(":") && block(out.orelse));
}

bool ScriptParser::forStatement(Statement &out)
{
    out.kind = StatementKind::For;
    if (!targetList(out))
        return false;
    return (skipName("in") || unexpected("'in'")) && expression(out.value) && takeSymbol(":") &&
           block(out.body);
}

bool ScriptParser::simpleStatement(Statement &out)
{
    out.line = token().line;
    if (skipName("return")) {
        out.kind = StatementKind::Return;
        return token().kind == TokenKind::NewLine || expression(out.value);
    }
    if (token().kind == TokenKind::Name && isScriptKeyword(token().raw))
        return fail(base::ProblemCode::Unsupported, base::cat("'", token().raw, "' is not read."));
    return assignment(out);
}

/// Whether the left side is a tuple shows at its first comma.
bool ScriptParser::assignment(Statement &out)
{
    if (!targetList(out))
        return false;
    ExpressionId type = 0;
    if (skipSymbol(":") && !expression(type))
        return false;
    if (!skipSymbol("=")) {
        if (type != 0 || out.unpacks)
            return unexpected("'='");
        out.kind = StatementKind::Call;
        out.value = out.targets[0];
        out.targets.clear();
        return true;
    }
    for (const ExpressionId target : out.targets) {
        const ExpressionKind kind = m_file.at(target).kind;
        if (kind != ExpressionKind::Name && kind != ExpressionKind::Attribute)
            return fail(base::ProblemCode::Unsupported, "something that is not a name is assigned to.");
    }
    out.kind = StatementKind::Assign;
    if (!expression(out.value))
        return false;
    if (!isSymbol(","))
        return true;
    Expression tuple = make(ExpressionKind::Tuple);
    tuple.items.push_back(out.value);
    while (skipSymbol(",")) {
        ExpressionId item = 0;
        if (token().kind == TokenKind::NewLine)
            break;
        if (!expression(item))
            return false;
        tuple.items.push_back(item);
    }
    out.value = add(std::move(tuple));
    return true;
}

bool ScriptParser::targetList(Statement &out)
{
    do {
        ExpressionId target = 0;
        if (out.unpacks && (isSymbol("=") || isName("in")))
            return true;
        if (!expression(target))
            return false;
        out.targets.push_back(target);
        out.unpacks = out.unpacks || isSymbol(",");
    } while (skipSymbol(","));
    return true;
}

base::Result<ScriptFile> parseScript(std::string_view text, const std::string &where,
                                     const ScriptLimits &limits)
{
    auto tokens = ScriptLexer(text, where, limits).run();
    if (!tokens)
        return tokens.problem();
    return ScriptParser(*std::move(tokens), where).run();
}

} // namespace espalier::wire
