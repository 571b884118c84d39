// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"
#include "formats/torchscript/builtins.h"

#include <cmath>
#include <limits>
#include <map>

namespace espalier::formats::torchscript {

namespace {

[[noreturn]] void overflows(const char *what)
{
    fail(base::ProblemCode::Malformed, base::cat("An integer ", what, "."), "Export the model again.");
}

std::int64_t sum(std::int64_t a, std::int64_t b)
{
    std::int64_t out = 0;
    if (__builtin_add_overflow(a, b, &out))
        overflows("grows too large");
    return out;
}

std::int64_t difference(std::int64_t a, std::int64_t b)
{
    std::int64_t out = 0;
    if (__builtin_sub_overflow(a, b, &out))
        overflows("grows too large");
    return out;
}

std::int64_t product(std::int64_t a, std::int64_t b)
{
    std::int64_t out = 0;
    if (__builtin_mul_overflow(a, b, &out))
        overflows("grows too large");
    return out;
}

std::int64_t floorQuotient(std::int64_t a, std::int64_t b)
{
    if (b == 0 || (b == -1 && a == std::numeric_limits<std::int64_t>::min()))
        overflows("is divided by zero");
    const std::int64_t quotient = a / b;
    return quotient - ((a % b != 0) && ((a < 0) != (b < 0)));
}

std::int64_t truncatedQuotient(std::int64_t a, std::int64_t b)
{
    const std::int64_t floored = floorQuotient(a, b);
    return floored + (floored < 0 && floored * b != a);
}

std::int64_t modulo(std::int64_t a, std::int64_t b)
{
    return difference(a, product(floorQuotient(a, b), b));
}

std::int64_t power(std::int64_t base, std::int64_t exponent)
{
    std::int64_t out = 1;
    for (std::int64_t i = 0; i < exponent && i < 64; ++i)
        out = product(out, base);
    return out;
}

using IntegerOperation = std::int64_t (*)(std::int64_t, std::int64_t);
using RealOperation = double (*)(double, double);

struct Operation
{
    IntegerOperation integer; ///< null where integers give a real number
    RealOperation real;
};

double realFloor(double a, double b)
{
    return std::floor(a / b);
}

double realModulo(double a, double b)
{
    return a - std::floor(a / b) * b;
}

const std::map<std::string, Operation> &operations()
{
    static const std::map<std::string, Operation> table{
        {"add", {sum, [](double a, double b) { return a + b; }}},
        {"sub", {difference, [](double a, double b) { return a - b; }}},
        {"rsub",
         {[](std::int64_t a, std::int64_t b) { return difference(b, a); },
          [](double a, double b) { return b - a; }}},
        {"mul", {product, [](double a, double b) { return a * b; }}},
        {"floordiv", {floorQuotient, realFloor}},
        {"floor_divide", {floorQuotient, realFloor}},
        {"trunc_divide", {truncatedQuotient, [](double a, double b) { return std::trunc(a / b); }}},
        {"remainder", {modulo, realModulo}},
        {"div", {nullptr, [](double a, double b) { return a / b; }}},
        {"true_divide", {nullptr, [](double a, double b) { return a / b; }}},
        {"pow", {power, [](double a, double b) { return std::pow(a, b); }}},
        {"minimum",
         {[](std::int64_t a, std::int64_t b) { return std::min(a, b); },
          [](double a, double b) { return std::min(a, b); }}},
        {"maximum",
         {[](std::int64_t a, std::int64_t b) { return std::max(a, b); },
          [](double a, double b) { return std::max(a, b); }}},
    };
    return table;
}

template <class T>
bool holds(const std::string &name, T a, T b)
{
    if (name == "lt")
        return a < b;
    if (name == "le")
        return a <= b;
    if (name == "gt")
        return a > b;
    return a >= b;
}

bool isOrder(const std::string &name)
{
    return name == "lt" || name == "le" || name == "gt" || name == "ge";
}

bool agreed(bool first, bool second)
{
    if (first != second)
        unsupported("A comparison comes out differently for different batches.");
    return first;
}

/// Equality where both are host values; nothing if a tensor takes part.
std::optional<bool> equal(const Value &a, const Value &b, int depth)
{
    if (const auto x = dualOf(a), y = dualOf(b); x && y)
        return agreed(x->at[0] == y->at[0], x->at[1] == y->at[1]);
    if (const auto x = realOf(a), y = realOf(b); x && y)
        return *x == *y;
    if (a.tensor() || b.tensor())
        return std::nullopt;
    if (a.text() && b.text())
        return *a.text() == *b.text();
    const std::vector<Value> *left = a.items(), *right = b.items();
    if (!left || !right)
        return a.isNone() && b.isNone();
    if (left->size() != right->size())
        return false;
    for (std::size_t i = 0; i < left->size() && depth < 8; ++i) {
        const auto same = equal((*left)[i], (*right)[i], depth + 1);
        if (!same || !*same)
            return same;
    }
    return true;
}

} // namespace

std::optional<Value> arithmetic(const std::string &name, const Scalar &a, const Scalar &b)
{
    const auto found = operations().find(name);
    if (found == operations().end())
        return std::nullopt;
    const auto x = dualOf(valueOf(a)), y = dualOf(valueOf(b));
    const bool negativePower = name == "pow" && y && (y->at[0] < 0 || y->at[0] >= 63);
    if (x && y && found->second.integer && !negativePower)
        return Value(
            Dual(found->second.integer(x->at[0], y->at[0]), found->second.integer(x->at[1], y->at[1])));
    const auto left = realOf(valueOf(a)), right = realOf(valueOf(b));
    if (left && right)
        return Value(found->second.real(*left, *right));
    if (x && y && name == "div" && y->isFixed() && y->at[0] == 1)
        return Value(*x);
    unsupported("A number with a fraction depends on the batch.");
}

std::optional<Value> compared(const std::string &name, const Value &a, const Value &b)
{
    if (name == "eq" || name == "ne") {
        const auto same = equal(a, b, 0);
        return same ? std::optional(Value(*same == (name == "eq"))) : std::nullopt;
    }
    if (!isOrder(name))
        return std::nullopt;
    if (const auto x = dualOf(a), y = dualOf(b); x && y)
        return Value(agreed(holds(name, x->at[0], y->at[0]), holds(name, x->at[1], y->at[1])));
    const auto left = realOf(a), right = realOf(b);
    return left && right ? std::optional(Value(holds(name, *left, *right))) : std::nullopt;
}

std::optional<Value> castTo(const std::string &type, const Value &value)
{
    if (type != "int" && type != "float" && type != "bool" && type != "str")
        return std::nullopt;
    if (type == "str")
        return Value(textOf(value));
    if (type == "bool")
        return Value(truthOf(value));
    const auto scalar = scalarOf(value);
    if (!scalar)
        unsupported(base::cat("A number is taken from the data: ", type, "() of ", kindOf(value), "."));
    if (type == "float") {
        const auto real = realOf(value);
        if (!real)
            unsupported("A number with a fraction depends on the batch.");
        return Value(*real);
    }
    if (const double *real = std::get_if<double>(&*scalar)) {
        if (!(std::abs(*real) < 9e18))
            overflows("grows too large");
        return Value(Dual(static_cast<std::int64_t>(*real)));
    }
    return Value(*dualOf(value));
}

bool truthOf(const Value &value)
{
    if (const auto dual = dualOf(value))
        return agreed(dual->at[0] != 0, dual->at[1] != 0);
    if (const auto real = realOf(value))
        return *real != 0.0;
    if (value.tensor())
        unsupported("A condition depends on the data.");
    if (value.text())
        return !value.text()->empty();
    if (const std::vector<Value> *items = value.items())
        return !items->empty();
    return !value.isNone();
}

} // namespace espalier::formats::torchscript
