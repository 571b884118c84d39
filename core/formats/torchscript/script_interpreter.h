// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/torchscript/module_table.h"
#include "formats/torchscript/operator_caller.h"

namespace espalier::formats::torchscript {

/// Follows the code of an archive: modules by attribute, methods and functions by inlining; what is known is
/// computed, what takes tensors goes to the OperatorCaller. Steps and depth are bounded. Throws
/// ScriptFailure, its place filled in.
class ScriptInterpreter
{
public:
    ScriptInterpreter(ModuleTable &modules, OperatorCaller &operators)
        : m_modules(modules), m_operators(operators)
    {
    }

    /// The function behind a module's method.
    const wire::ScriptFunction &method(const ModuleValue &module, const std::string &name);
    Value callMethod(const ModulePointer &module, const std::string &name, CallArguments arguments);

private:
    struct Frame
    {
        const wire::ScriptFile &file;
        std::string module;
        std::map<std::string, Value> locals = {};
        std::optional<Value> result = std::nullopt;
    };
    class Step;

    Value run(const wire::ScriptFunction &function, Frame &frame, CallArguments arguments);
    void bind(const wire::ScriptFunction &function, Frame &frame, CallArguments arguments);

    void execute(const std::vector<wire::Statement> &body, Frame &frame);
    void execute(const wire::Statement &statement, Frame &frame);
    void assign(const wire::Statement &statement, Frame &frame);
    void assignOne(const wire::Expression &target, Value value, Frame &frame);
    void loop(const wire::Statement &statement, Frame &frame);

    Value evaluate(wire::ExpressionId id, Frame &frame);
    Value literal(const wire::Expression &expression) const;
    Value collection(const wire::Expression &expression, Frame &frame);
    Value attribute(const wire::Expression &expression, Frame &frame);
    Value subscript(const wire::Expression &expression, Frame &frame);
    Value call(const wire::Expression &expression, Frame &frame);
    std::optional<Value> callByName(const wire::Expression &expression, const std::string &name,
                                    Frame &frame);
    Value callFunction(const std::string &qualified, CallArguments arguments, Frame &frame);
    Value callOperator(const std::string &qualified, CallArguments arguments, const Frame &frame);
    CallArguments argumentsOf(const wire::Expression &call, Frame &frame);
    std::optional<std::string> globalName(const wire::Expression &expression, const Frame &frame) const;

    ModuleTable &m_modules;
    OperatorCaller &m_operators;
    std::size_t m_steps = 0;
    int m_depth = 0;
};

} // namespace espalier::formats::torchscript
