// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx/import_rules.h"

#include "formats/onnx/refusal.h"
#include "formats/onnx/size_math.h"
#include "model/host_values.h"
#include "wire/onnx_types.h"

#include <optional>

namespace espalier::formats::onnx {

namespace {

using graph::Argument;
using graph::DType;

bool isFloating(DType type)
{
    return type == DType::Float32 || type == DType::Float64 || type == DType::Float16 ||
           type == DType::BFloat16;
}

/// A constant that broadcasts without adding axes, as an argument; nothing if the value is none.
std::optional<Argument> scalarOf(ImportStep &step, const Imported &value, const Imported &other)
{
    if (!value->isKnown() || other->isKnown() || value->rank() > other->rank() ||
        numel(value->shape) != graph::Size{1, false})
        return std::nullopt;
    const at::Tensor content = step.import().contentOf(value);
    if (!content.defined())
        return std::nullopt;
    if (isFloating(value->dtype))
        return Argument(model::hostValues<double>(content).front());
    return whole(model::hostValues<std::int64_t>(content).front());
}

struct Pair
{
    Imported a, b;
    Outcome outcome;
};

Pair pairOf(ImportStep &step)
{
    Pair pair{step.input(0), step.input(1), {}};
    pair.outcome = {broadcast(pair.a->shape, pair.b->shape), pair.a->dtype};
    return pair;
}

Imported tensors(ImportStep &step, const std::string &op, const Pair &pair)
{
    return step.call(op + ".Tensor", {{"self", pair.a}, {"other", pair.b}}, pair.outcome);
}

/// a op b with a number on either side written as one.
Imported commutative(ImportStep &step, const std::string &op, const Pair &pair)
{
    if (const auto number = scalarOf(step, pair.b, pair.a))
        return step.call(op + ".Scalar", {{"self", pair.a}, {"other", *number}}, pair.outcome);
    if (const auto number = scalarOf(step, pair.a, pair.b))
        return step.call(op + ".Scalar", {{"self", pair.b}, {"other", *number}}, pair.outcome);
    return tensors(step, op, pair);
}

void add(ImportStep &step)
{
    step.give(commutative(step, "add", pairOf(step)));
}

void multiply(ImportStep &step)
{
    step.give(commutative(step, "mul", pairOf(step)));
}

void subtract(ImportStep &step)
{
    const Pair pair = pairOf(step);
    if (const auto number = scalarOf(step, pair.b, pair.a))
        return step.give(step.call("sub.Scalar", {{"self", pair.a}, {"other", *number}}, pair.outcome));
    if (const auto number = scalarOf(step, pair.a, pair.b))
        return step.give(step.call("rsub.Scalar", {{"self", pair.b}, {"other", *number}}, pair.outcome));
    step.give(tensors(step, "sub", pair));
}

// Whole numbers are divided towards zero.
void divide(ImportStep &step)
{
    const Pair pair = pairOf(step);
    if (!isFloating(pair.outcome.dtype))
        return step.give(step.call(
            "div.Tensor_mode",
            {{"self", pair.a}, {"other", pair.b}, {"rounding_mode", Argument(std::string("trunc"))}},
            pair.outcome));
    if (const auto number = scalarOf(step, pair.b, pair.a))
        return step.give(step.call("div.Scalar", {{"self", pair.a}, {"other", *number}}, pair.outcome));
    if (const auto number = scalarOf(step, pair.a, pair.b)) {
        const Imported inverse = step.call("reciprocal", {{"self", pair.b}}, pair.outcome);
        return step.give(step.call("mul.Scalar", {{"self", inverse}, {"other", *number}}, pair.outcome));
    }
    step.give(tensors(step, "div", pair));
}

void power(ImportStep &step)
{
    const Pair pair = pairOf(step);
    if (const auto number = scalarOf(step, pair.b, pair.a))
        return step.give(
            step.call("pow.Tensor_Scalar", {{"self", pair.a}, {"exponent", *number}}, pair.outcome));
    if (const auto number = scalarOf(step, pair.a, pair.b))
        return step.give(step.call("pow.Scalar", {{"self", *number}, {"exponent", pair.b}}, pair.outcome));
    step.give(step.call("pow.Tensor_Tensor", {{"self", pair.a}, {"exponent", pair.b}}, pair.outcome));
}

void remainder(ImportStep &step)
{
    step.give(tensors(step, step.integer("fmod", 0) == 1 ? "fmod" : "remainder", pairOf(step)));
}

const std::map<std::string, const char *> &comparisons()
{
    static const std::map<std::string, const char *> names{
        {"Equal", "eq"}, {"Greater", "gt"}, {"Less", "lt"}, {"GreaterOrEqual", "ge"}, {"LessOrEqual", "le"}};
    return names;
}

void compare(ImportStep &step)
{
    Pair pair = pairOf(step);
    pair.outcome.dtype = DType::Bool;
    const std::string op = comparisons().at(step.node().op);
    if (const auto number = scalarOf(step, pair.b, pair.a))
        return step.give(step.call(op + ".Scalar", {{"self", pair.a}, {"other", *number}}, pair.outcome));
    step.give(tensors(step, op, pair));
}

void logic(ImportStep &step)
{
    static const std::map<std::string, const char *> names{
        {"And", "logical_and"}, {"Or", "logical_or"}, {"Xor", "logical_xor"}};
    Pair pair = pairOf(step);
    pair.outcome.dtype = DType::Bool;
    step.give(step.call(names.at(step.node().op), {{"self", pair.a}, {"other", pair.b}}, pair.outcome));
}

/// Operators of ONNX that take any number of tensors, folded from the left.
Imported folded(ImportStep &step, const std::string &op)
{
    std::vector<Imported> all = step.inputs();
    if (all.empty())
        refuseBroken("It has no inputs.");
    Imported value = all.front();
    for (std::size_t i = 1; i < all.size(); ++i)
        value = step.call(op, {{"self", value}, {"other", all[i]}},
                          {broadcast(value->shape, all[i]->shape), value->dtype});
    return value;
}

void largest(ImportStep &step)
{
    step.give(folded(step, "maximum"));
}

void smallest(ImportStep &step)
{
    step.give(folded(step, "minimum"));
}

void sum(ImportStep &step)
{
    step.give(folded(step, "add.Tensor"));
}

void mean(ImportStep &step)
{
    const Imported total = folded(step, "add.Tensor");
    step.give(step.call(
        "div.Scalar", {{"self", total}, {"other", Argument(static_cast<double>(step.inputCount()))}}, total));
}

void where(ImportStep &step)
{
    const Imported condition = step.input(0), a = step.input(1), b = step.input(2);
    step.give(step.call("where.self", {{"condition", condition}, {"self", a}, {"other", b}},
                        {broadcast(condition->shape, broadcast(a->shape, b->shape)), a->dtype}));
}

Imported converted(ImportStep &step, const Imported &x, DType type)
{
    return x->dtype == type
               ? x
               : step.call("to.dtype", {{"self", x}, {"dtype", Argument(type)}}, {x->shape, type});
}

void cast(ImportStep &step)
{
    const auto type = wire::fromOnnxType(step.integer("to", 0));
    if (!type)
        refuse("It converts to a type that is not read.");
    step.give(converted(step, step.input(0), *type));
}

void castLike(ImportStep &step)
{
    step.give(converted(step, step.input(0), step.input(1)->dtype));
}

} // namespace

void addArithmeticImports(ImportRules &rules)
{
    rules["Add"] = add;
    rules["Mul"] = multiply;
    rules["Sub"] = subtract;
    rules["Div"] = divide;
    rules["Pow"] = power;
    rules["Mod"] = remainder;
    for (const auto &[name, op] : comparisons())
        rules[name] = compare;
    for (const char *name : {"And", "Or", "Xor"})
        rules[name] = logic;
    rules["Max"] = largest;
    rules["Min"] = smallest;
    rules["Sum"] = sum;
    rules["Mean"] = mean;
    rules["Where"] = where;
    rules["Cast"] = cast;
    rules["CastLike"] = castLike;
}

} // namespace espalier::formats::onnx
