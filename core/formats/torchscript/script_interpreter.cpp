// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/torchscript/script_interpreter.h"

#include "base/text.h"
#include "formats/torchscript/builtins.h"

namespace espalier::formats::torchscript {

using wire::Expression;
using wire::ExpressionKind;
using wire::Statement;
using wire::StatementKind;

namespace {

constexpr std::size_t mostSteps = 5'000'000;
constexpr int deepest = 1000;
constexpr std::int64_t longestRange = 100'000;

[[noreturn]] void broken(std::string what)
{
    fail(base::ProblemCode::Malformed, std::move(what), "Copy or download the file again completely.");
}

/// range(end) or range(start, end), with bounds that are known.
Value rangeOf(const std::vector<Value> &bounds)
{
    std::vector<std::int64_t> ends;
    for (const Value &bound : bounds) {
        const auto dual = dualOf(bound);
        if (!dual || !dual->isFixed())
            unsupported("How often a loop runs depends on the data or the batch.");
        ends.push_back(dual->at[0]);
    }
    if (ends.empty() || ends.size() > 2)
        unsupported("A range has a step.");
    const std::int64_t first = ends.size() == 2 ? ends[0] : 0;
    if (ends.back() > longestRange || first < -longestRange)
        unsupported("A loop is too long.");
    std::vector<Value> items;
    for (std::int64_t i = first; i < ends.back(); ++i)
        items.emplace_back(Dual(i));
    return makeList(std::move(items));
}

} // namespace

/// Counts a step and the depth for as long as it lives.
class ScriptInterpreter::Step
{
public:
    explicit Step(ScriptInterpreter &owner) : m_owner(owner)
    {
        ++m_owner.m_depth;
        if (++m_owner.m_steps > mostSteps || m_owner.m_depth > deepest)
            unsupported(m_owner.m_depth > deepest ? "The code is nested too deeply."
                                                  : "The code takes too many steps.");
    }
    ~Step() { --m_owner.m_depth; }
    Step(const Step &) = delete;
    Step &operator=(const Step &) = delete;

private:
    ScriptInterpreter &m_owner;
};

const wire::ScriptFunction &ScriptInterpreter::method(const ModuleValue &module, const std::string &name)
{
    const wire::ScriptClass &type = m_modules.classOf(module);
    const auto found = type.methods.find(name);
    if (found == type.methods.end())
        broken(base::cat("The class ", module.type, " has no method '", name, "'."));
    return found->second;
}

Value ScriptInterpreter::callMethod(const ModulePointer &module, const std::string &name,
                                    CallArguments arguments)
{
    const wire::ScriptFunction &function = method(*module, name);
    arguments.positional.insert(arguments.positional.begin(), Value(module));
    Frame frame{m_modules.fileOf(module->type), module->path};
    return run(function, frame, std::move(arguments));
}

Value ScriptInterpreter::callFunction(const std::string &qualified, CallArguments arguments, Frame &caller)
{
    const wire::ScriptFile &file = m_modules.fileOf(qualified);
    const std::string name = qualified.substr(qualified.rfind('.') + 1);
    if (const auto type = file.classes.find(name); type != file.classes.end()) {
        if (type->second.base != "NamedTuple")
            unsupported(base::cat("The code makes an object of ", qualified, "."));
        for (auto &[key, value] : arguments.named)
            arguments.positional.push_back(std::move(value));
        return makeTuple(std::move(arguments.positional));
    }
    const auto function = file.functions.find(name);
    if (function == file.functions.end())
        broken(base::cat("The function ", qualified, " is not defined."));
    Frame frame{file, caller.module};
    return run(function->second, frame, std::move(arguments));
}

Value ScriptInterpreter::run(const wire::ScriptFunction &function, Frame &frame, CallArguments arguments)
{
    const Step step(*this);
    bind(function, frame, std::move(arguments));
    execute(function.body, frame);
    return frame.result.value_or(Value());
}

void ScriptInterpreter::bind(const wire::ScriptFunction &function, Frame &frame, CallArguments arguments)
{
    if (arguments.positional.size() > function.parameters.size())
        broken(base::cat("The function '", function.name, "' is given too many arguments."));
    for (std::size_t i = 0; i < arguments.positional.size(); ++i)
        frame.locals[function.parameters[i].name] = std::move(arguments.positional[i]);
    for (auto &[name, value] : arguments.named)
        frame.locals[name] = std::move(value);
    for (const wire::ScriptParameter &parameter : function.parameters) {
        if (frame.locals.contains(parameter.name))
            continue;
        if (!parameter.hasDefault)
            unsupported(
                base::cat("The argument '", parameter.name, "' of '", function.name, "' is missing."));
        frame.locals[parameter.name] = evaluate(parameter.defaultValue, frame);
    }
}

void ScriptInterpreter::execute(const std::vector<Statement> &body, Frame &frame)
{
    for (const Statement &statement : body) {
        if (frame.result)
            return;
        try {
            execute(statement, frame);
        } catch (ScriptFailure &failure) {
            if (failure.problem.where.empty())
                failure.problem.where =
                    base::cat(frame.file.where, ", line ", statement.line,
                              frame.module.empty() ? "" : base::cat(" (module ", frame.module, ")"));
            throw;
        }
    }
}

void ScriptInterpreter::execute(const Statement &statement, Frame &frame)
{
    const Step step(*this);
    switch (statement.kind) {
    case StatementKind::Assign:
        return assign(statement, frame);
    case StatementKind::Call:
        evaluate(statement.value, frame);
        return;
    case StatementKind::Return:
        frame.result = evaluate(statement.value, frame);
        return;
    case StatementKind::If:
        return execute(truthOf(evaluate(statement.value, frame)) ? statement.body : statement.orelse, frame);
    default:
        return loop(statement, frame);
    }
}

void ScriptInterpreter::loop(const Statement &statement, Frame &frame)
{
    if (statement.kind == StatementKind::While) {
        while (!frame.result && truthOf(evaluate(statement.value, frame)))
            execute(statement.body, frame);
        return;
    }
    const Value range = evaluate(statement.value, frame);
    const std::vector<Value> *items = range.items();
    if (!items || statement.targets.size() != 1)
        unsupported(base::cat("A loop runs over ", kindOf(range), "."));
    for (const Value &item : std::vector<Value>(*items)) {
        if (frame.result)
            return;
        assignOne(frame.file.at(statement.targets[0]), item, frame);
        execute(statement.body, frame);
    }
}

void ScriptInterpreter::assign(const Statement &statement, Frame &frame)
{
    Value value = evaluate(statement.value, frame);
    if (!statement.unpacks)
        return assignOne(frame.file.at(statement.targets[0]), std::move(value), frame);
    const std::vector<Value> *items = value.items();
    if (!items || items->size() != statement.targets.size())
        fail(base::ProblemCode::Mismatch,
             base::cat(statement.targets.size(), " values are taken out of ", kindOf(value),
                       items ? base::cat(" of ", items->size()) : "", "."),
             "Give images of another shape, or export the model again.");
    const std::vector<Value> taken = *items;
    for (std::size_t i = 0; i < taken.size(); ++i)
        assignOne(frame.file.at(statement.targets[i]), taken[i], frame);
}

void ScriptInterpreter::assignOne(const Expression &target, Value value, Frame &frame)
{
    if (target.kind != ExpressionKind::Name)
        unsupported(base::cat("The code sets the attribute '", target.text, "' while it runs."));
    frame.locals[target.text] = std::move(value);
}

Value ScriptInterpreter::evaluate(wire::ExpressionId id, Frame &frame)
{
    const Step step(*this);
    const Expression &expression = frame.file.at(id);
    switch (expression.kind) {
    case ExpressionKind::Name: {
        const auto local = frame.locals.find(expression.text);
        if (local == frame.locals.end())
            broken(base::cat("The name '", expression.text, "' is not defined."));
        return local->second;
    }
    case ExpressionKind::Attribute:
        return attribute(expression, frame);
    case ExpressionKind::Subscript:
        return subscript(expression, frame);
    case ExpressionKind::Call:
        return call(expression, frame);
    case ExpressionKind::List:
    case ExpressionKind::Tuple:
    case ExpressionKind::Dict:
        return collection(expression, frame);
    default:
        return literal(expression);
    }
}

Value ScriptInterpreter::literal(const Expression &expression) const
{
    switch (expression.kind) {
    case ExpressionKind::Boolean:
        return expression.integer != 0;
    case ExpressionKind::Integer:
        return Dual(expression.integer);
    case ExpressionKind::Real:
        return expression.real;
    case ExpressionKind::String:
        return expression.text;
    default:
        return {};
    }
}

Value ScriptInterpreter::collection(const Expression &expression, Frame &frame)
{
    std::vector<Value> items;
    for (const wire::ExpressionId item : expression.items)
        items.push_back(evaluate(item, frame));
    if (expression.kind == ExpressionKind::List)
        return makeList(std::move(items));
    if (expression.kind == ExpressionKind::Tuple)
        return makeTuple(std::move(items));
    auto dict = std::make_shared<DictValue>();
    for (std::size_t i = 0; i + 1 < items.size(); i += 2)
        dict->items.emplace_back(std::move(items[i]), std::move(items[i + 1]));
    return dict;
}

/// "torch.relu", "ops.prim.dtype", "__torch__.a.f", "CONSTANTS.c0": names that start where no variable does.
std::optional<std::string> ScriptInterpreter::globalName(const Expression &expression,
                                                         const Frame &frame) const
{
    std::vector<const std::string *> parts;
    const Expression *at = &expression;
    for (; at->kind == ExpressionKind::Attribute; at = &frame.file.at(at->items[0])) {
        parts.push_back(&at->text);
        if (parts.size() > 64)
            return std::nullopt;
    }
    const bool known =
        at->kind == ExpressionKind::Name &&
        (at->text == "torch" || at->text == "ops" || at->text == "__torch__" || at->text == "CONSTANTS");
    if (!known || frame.locals.contains(at->text))
        return std::nullopt;
    std::string name = at->text;
    for (std::size_t i = parts.size(); i-- > 0;)
        name += base::cat(".", *parts[i]);
    return name;
}

Value ScriptInterpreter::attribute(const Expression &expression, Frame &frame)
{
    if (const auto name = globalName(expression, frame)) {
        if (name->starts_with("__torch__."))
            return FunctionValue{*name};
        const auto index =
            name->starts_with("CONSTANTS.c") ? base::parseNumber(name->substr(11)) : std::nullopt;
        if (!index || *index < 0 || *index > 1e9)
            unsupported(base::cat("The name '", *name, "' is not read."));
        return m_modules.constant(static_cast<std::size_t>(*index));
    }
    const Value base = evaluate(expression.items[0], frame);
    const auto *module = std::get_if<ModulePointer>(&base);
    if (!module)
        unsupported(base::cat("The attribute '", expression.text, "' of ", kindOf(base), " is read."));
    return m_modules.attribute(**module, expression.text);
}

Value ScriptInterpreter::subscript(const Expression &expression, Frame &frame)
{
    if (expression.items.size() != 2)
        unsupported("A subscript has several indices.");
    const Value container = evaluate(expression.items[0], frame);
    return itemOf(container, evaluate(expression.items[1], frame));
}

CallArguments ScriptInterpreter::argumentsOf(const Expression &call, Frame &frame)
{
    CallArguments out;
    const std::size_t named = call.items.size() - call.keywords.size();
    for (std::size_t i = 1; i < call.items.size(); ++i) {
        Value value = evaluate(call.items[i], frame);
        if (i < named)
            out.positional.push_back(std::move(value));
        else
            out.named.emplace_back(call.keywords[i - named], std::move(value));
    }
    return out;
}

Value ScriptInterpreter::call(const Expression &expression, Frame &frame)
{
    const Expression &callee = frame.file.at(expression.items[0]);
    if (callee.kind == ExpressionKind::Name && !frame.locals.contains(callee.text)) {
        if (auto value = callByName(expression, callee.text, frame))
            return *std::move(value);
        unsupported(base::cat("The function '", callee.text, "' is not known."));
    }
    if (const auto name = globalName(callee, frame)) {
        CallArguments arguments = argumentsOf(expression, frame);
        return name->starts_with("__torch__.") ? callFunction(*name, std::move(arguments), frame)
                                               : callOperator(*name, std::move(arguments), frame);
    }
    const bool isMethod = callee.kind == ExpressionKind::Attribute;
    const Value target = evaluate(isMethod ? callee.items[0] : expression.items[0], frame);
    CallArguments arguments = argumentsOf(expression, frame);
    if (const auto *module = std::get_if<ModulePointer>(&target); module && isMethod)
        return callMethod(*module, callee.text, std::move(arguments));
    if (const auto *function = std::get_if<FunctionValue>(&target); function && !isMethod)
        return callFunction(function->name, std::move(arguments), frame);
    unsupported(base::cat("The code calls ", kindOf(target), "."));
}

/// Words that are no operators: annotate(T, x), unchecked_cast(T, x), uninitialized(T), getattr(x, "0"),
/// int(x) …
std::optional<Value> ScriptInterpreter::callByName(const Expression &expression, const std::string &name,
                                                   Frame &frame)
{
    const std::vector<wire::ExpressionId> &items = expression.items;
    if ((name == "annotate" || name == "unchecked_cast") && items.size() == 3)
        return evaluate(items[2], frame);
    if (name == "uninitialized")
        return Value();
    CallArguments arguments = argumentsOf(expression, frame);
    if (name == "range")
        return rangeOf(arguments.positional);
    if (name == "getattr" && arguments.positional.size() == 2 && arguments.positional[1].text()) {
        const auto *module = std::get_if<ModulePointer>(&arguments.positional[0]);
        if (module)
            return m_modules.attribute(**module, *arguments.positional[1].text());
    }
    return arguments.positional.size() == 1 ? castTo(name, arguments.positional[0]) : std::nullopt;
}

/// "torch.relu" is aten::relu; "ops.aten.relu" too; "ops.prim.dtype" and others keep their namespace.
Value ScriptInterpreter::callOperator(const std::string &qualified, CallArguments arguments,
                                      const Frame &frame)
{
    std::string name = qualified;
    if (name.starts_with("torch.")) {
        name = name.substr(6);
    } else if (name.starts_with("ops.aten.")) {
        name = name.substr(9);
    } else {
        const std::size_t dot = name.find('.', 4);
        name =
            dot == std::string::npos ? name : base::cat(name.substr(4, dot - 4), "::", name.substr(dot + 1));
    }
    if (auto value = callBuiltin(name, arguments))
        return *std::move(value);
    if (name.find("::") == std::string::npos)
        name = base::cat("aten::", name);
    return m_operators.call(name, std::move(arguments), frame.module);
}

} // namespace espalier::formats::torchscript
