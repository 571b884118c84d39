// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/torchscript/builtins.h"

#include "base/text.h"

#include <ATen/ATen.h>

#include <cmath>

namespace espalier::formats::torchscript {

namespace {

constexpr std::size_t longestText = 4000;

using Items = std::vector<Value>;

std::vector<Value> *listAt(const Items &given, std::size_t index)
{
    return index < given.size() ? given[index].items() : nullptr;
}

const TensorValue *tensorAt(const Items &given, std::size_t index)
{
    return index < given.size() ? given[index].tensor() : nullptr;
}

std::optional<Value> size(const Items &given)
{
    const TensorValue *tensor = tensorAt(given, 0);
    if (!tensor)
        return std::nullopt;
    const std::int64_t dims = tensor->meta[0].dim();
    if (given.size() > 1) {
        const auto axis = indexOf(given[1], static_cast<std::size_t>(dims));
        if (!axis)
            fail(base::ProblemCode::Mismatch, base::cat("A tensor has ", dims, " axes, too few."),
                 "Give images of another shape.");
        return Value(dualSize(*tensor, static_cast<std::int64_t>(*axis)));
    }
    Items sizes;
    for (std::int64_t axis = 0; axis < dims; ++axis)
        sizes.emplace_back(dualSize(*tensor, axis));
    return makeList(std::move(sizes));
}

std::optional<Value> length(const Items &given)
{
    if (const Items *items = listAt(given, 0))
        return Value(Dual(static_cast<std::int64_t>(items->size())));
    if (!given.empty() && given[0].text())
        return Value(Dual(static_cast<std::int64_t>(given[0].text()->size())));
    if (const auto *dict = given.empty() ? nullptr : std::get_if<DictPointer>(&given[0]))
        return Value(Dual(static_cast<std::int64_t>((*dict)->items.size())));
    const TensorValue *tensor = tensorAt(given, 0);
    return tensor && tensor->meta[0].dim() > 0 ? std::optional(Value(dualSize(*tensor, 0))) : std::nullopt;
}

std::optional<Value> dim(const Items &given)
{
    const TensorValue *tensor = tensorAt(given, 0);
    return tensor ? std::optional(Value(Dual(tensor->meta[0].dim()))) : std::nullopt;
}

std::optional<Value> numel(const Items &given)
{
    const TensorValue *tensor = tensorAt(given, 0);
    return tensor ? std::optional(Value(Dual(tensor->meta[0].numel(), tensor->meta[1].numel())))
                  : std::nullopt;
}

std::optional<Value> floating(const Items &given)
{
    const TensorValue *tensor = tensorAt(given, 0);
    return tensor ? std::optional(Value(at::isFloatingType(tensor->meta[0].scalar_type()))) : std::nullopt;
}

std::optional<Value> dtype(const Items &given)
{
    const TensorValue *tensor = tensorAt(given, 0);
    return tensor ? std::optional(Value(Dual(static_cast<std::int64_t>(tensor->meta[0].scalar_type()))))
                  : std::nullopt;
}

std::optional<Value> itself(const Items &given)
{
    return given.empty() ? std::nullopt : std::optional(given[0]);
}

std::optional<Value> asNumber(const Items &given)
{
    const auto scalar = given.empty() ? std::nullopt : scalarOf(given[0]);
    if (!scalar)
        unsupported("A number is taken from the data.");
    return valueOf(*scalar);
}

std::optional<Value> asInteger(const Items &given)
{
    return given.empty() ? std::nullopt : castTo("int", given[0]);
}

std::optional<Value> asReal(const Items &given)
{
    return given.empty() ? std::nullopt : castTo("float", given[0]);
}

std::optional<Value> negation(const Items &given)
{
    const auto scalar = given.size() == 1 ? scalarOf(given[0]) : std::nullopt;
    return scalar ? arithmetic("rsub", *scalar, Scalar(Dual(0))) : std::nullopt;
}

template <double (*function)(double)>
std::optional<Value> real(const Items &given)
{
    const auto number = given.size() == 1 ? realOf(given[0]) : std::nullopt;
    return number ? std::optional(Value(function(*number))) : std::nullopt;
}

template <double (*function)(double)>
std::optional<Value> rounded(const Items &given)
{
    if (given.size() == 1 && dualOf(given[0]))
        return Value(*dualOf(given[0]));
    const auto number = given.size() == 1 ? realOf(given[0]) : std::nullopt;
    return number ? castTo("int", Value(function(*number))) : std::nullopt;
}

std::optional<Value> negated(const Items &given)
{
    return given.size() == 1 && !(given[0].tensor() && !given[0].tensor()->known)
               ? std::optional(Value(!truthOf(given[0])))
               : std::nullopt;
}

/// div(a, b, rounding_mode)
std::optional<Value> divided(const Items &given)
{
    const auto a = given.size() == 3 ? scalarOf(given[0]) : std::nullopt;
    const auto b = given.size() == 3 ? scalarOf(given[1]) : std::nullopt;
    if (!a || !b)
        return std::nullopt;
    const std::string mode = given[2].text() ? *given[2].text() : std::string();
    return arithmetic(mode == "floor" ? "floordiv" : mode == "trunc" ? "trunc_divide" : "div", *a, *b);
}

bool bothBooleans(const Items &given)
{
    return given.size() == 2 && std::holds_alternative<bool>(given[0]) &&
           std::holds_alternative<bool>(given[1]);
}

std::optional<Value> both(const Items &given)
{
    return bothBooleans(given) ? std::optional(Value(std::get<bool>(given[0]) && std::get<bool>(given[1])))
                               : std::nullopt;
}

std::optional<Value> either(const Items &given)
{
    return bothBooleans(given) ? std::optional(Value(std::get<bool>(given[0]) || std::get<bool>(given[1])))
                               : std::nullopt;
}

std::optional<Value> exclusive(const Items &given)
{
    return bothBooleans(given) ? std::optional(Value(std::get<bool>(given[0]) != std::get<bool>(given[1])))
                               : std::nullopt;
}

std::optional<Value> is(const Items &given)
{
    return given.size() == 2 ? std::optional(Value(isSame(given[0], given[1]))) : std::nullopt;
}

std::optional<Value> isNot(const Items &given)
{
    return given.size() == 2 ? std::optional(Value(!isSame(given[0], given[1]))) : std::nullopt;
}

std::optional<Value> format(const Items &given)
{
    if (given.empty() || !given[0].text())
        return std::nullopt;
    std::string out;
    const std::string &pattern = *given[0].text();
    std::size_t next = 1;
    for (std::size_t at = 0; at < pattern.size() && out.size() < longestText; ++at) {
        if (pattern.compare(at, 2, "{}") != 0) {
            out += pattern[at];
            continue;
        }
        out += next < given.size() ? textOf(given[next++]) : "?";
        ++at;
    }
    return Value(out.substr(0, longestText));
}

/// tensor(number, dtype, device): a constant that becomes a tensor where one is needed.
std::optional<Value> tensorOf(const Items &given)
{
    const auto scalar = given.empty() ? std::nullopt : scalarOf(given[0]);
    if (!scalar)
        unsupported("A tensor is made of a list.");
    at::ScalarType type = std::holds_alternative<double>(*scalar) ? at::kFloat
                          : std::holds_alternative<bool>(*scalar) ? at::kBool
                                                                  : at::kLong;
    const auto wanted = given.size() > 1 ? dualOf(given[1]) : std::nullopt;
    if (wanted && wanted->at[0] >= 0 && wanted->at[0] < static_cast<int>(at::ScalarType::NumOptions))
        type = static_cast<at::ScalarType>(wanted->at[0]);
    TensorValue value;
    value.meta.fill(at::empty({}, at::TensorOptions(at::kMeta).dtype(type)));
    value.known = scalar;
    return value;
}

template <bool answer>
std::optional<Value> always(const Items &)
{
    return Value(answer);
}

std::optional<Value> nothing(const Items &)
{
    return Value();
}

std::optional<Value> onCpu(const Items &)
{
    return Value(std::string("cpu"));
}

std::optional<Value> zero(const Items &)
{
    return Value(Dual(0));
}

[[noreturn]] std::optional<Value> raise(const Items &given)
{
    const std::string text = given.empty() ? std::string() : textOf(given[0]);
    fail(base::ProblemCode::Mismatch, base::cat("The network refuses this input: ", text),
         "Give images of the shape that it wants.");
}

const BuiltinTable &table()
{
    static const BuiltinTable builtins{
        {"size", size},
        {"len", length},
        {"dim", dim},
        {"numel", numel},
        {"is_floating_point", floating},
        {"neg", negation},
        {"div", divided},
        {"sqrt", real<std::sqrt>},
        {"exp", real<std::exp>},
        {"log", real<std::log>},
        {"floor", rounded<std::floor>},
        {"ceil", rounded<std::ceil>},
        {"round", rounded<std::nearbyint>},
        {"trunc", rounded<std::trunc>},
        {"__not__", negated},
        {"__and__", both},
        {"__or__", either},
        {"__xor__", exclusive},
        {"__is__", is},
        {"__isnot__", isNot},
        {"format", format},
        {"tensor", tensorOf},
        {"Int", asInteger},
        {"IntImplicit", asInteger},
        {"Float", asReal},
        {"FloatImplicit", asReal},
        {"item", asNumber},
        {"ScalarImplicit", asNumber},
        {"is_grad_enabled", always<true>},
        {"is_autocast_enabled", always<false>},
        {"warn", nothing},
        {"device", onCpu},
        {"is_complex", always<false>},
        {"_is_tracing", always<false>},
        {"prim::NumToTensor", itself},
        {"prim::dtype", dtype},
        {"prim::device", onCpu},
        {"prim::type", onCpu},
        {"prim::layout", zero},
        {"prim::requires_grad", always<true>},
        {"prim::is_nested", always<false>},
        {"prim::is_cuda", always<false>},
        {"prim::is_quantized", always<false>},
        {"prim::is_sparse", always<false>},
        {"prim::data", itself},
        {"prim::shape", size},
        {"prim::ndim", dim},
        {"prim::unchecked_unwrap_optional", itself},
        {"prim::RaiseException", raise},
    };
    return builtins;
}

} // namespace

std::string textOf(const Value &value)
{
    if (value.text())
        return *value.text();
    if (const auto *flag = std::get_if<bool>(&value))
        return *flag ? "True" : "False";
    if (const auto *dual = std::get_if<Dual>(&value))
        return base::cat(dual->at[0]);
    if (const auto *number = std::get_if<double>(&value))
        return base::numberText(*number);
    const Items *items = value.items();
    if (!items)
        return value.isNone() ? "None" : kindOf(value);
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < items->size() && i < 16; ++i)
        texts.push_back((*items)[i].items() ? "[...]" : textOf((*items)[i]));
    return base::cat("[", base::join(texts, ", "), "]");
}

std::optional<Value> callBuiltin(const std::string &name, const CallArguments &arguments)
{
    Items given = arguments.positional;
    for (const auto &[key, value] : arguments.named)
        given.push_back(value);
    for (const BuiltinTable *builtins : {&table(), &listBuiltins()}) {
        const auto found = builtins->find(name);
        auto value = found == builtins->end() ? std::nullopt : found->second(given);
        if (value)
            return value;
    }
    if (auto value = joinedLists(name, given))
        return value;
    if (given.size() != 2 || !arguments.named.empty())
        return std::nullopt;
    if (auto value = compared(name, given[0], given[1]))
        return value;
    const auto a = scalarOf(given[0]), b = scalarOf(given[1]);
    return a && b ? arithmetic(name, *a, *b) : std::nullopt;
}

} // namespace espalier::formats::torchscript
