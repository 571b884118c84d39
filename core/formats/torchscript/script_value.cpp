// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/torchscript/script_value.h"

#include "base/text.h"

#include <ATen/ATen.h>

namespace espalier::formats::torchscript {

std::vector<Value> *Value::items() const
{
    if (const auto *list = std::get_if<ListPointer>(this))
        return &(*list)->items;
    if (const auto *tuple = std::get_if<TupleValue>(this))
        return &tuple->items->items;
    return nullptr;
}

Value makeList(std::vector<Value> items)
{
    return std::make_shared<ListValue>(ListValue{std::move(items)});
}

Value makeTuple(std::vector<Value> items)
{
    return TupleValue{std::make_shared<ListValue>(ListValue{std::move(items)})};
}

std::optional<Scalar> scalarOf(const Value &value)
{
    if (const auto *flag = std::get_if<bool>(&value))
        return Scalar(*flag);
    if (const auto *number = std::get_if<Dual>(&value))
        return Scalar(*number);
    if (const auto *real = std::get_if<double>(&value))
        return Scalar(*real);
    return value.tensor() ? value.tensor()->known : std::nullopt;
}

std::optional<Dual> dualOf(const Value &value)
{
    const auto scalar = scalarOf(value);
    if (!scalar || std::holds_alternative<double>(*scalar))
        return std::nullopt;
    if (const bool *flag = std::get_if<bool>(&*scalar))
        return Dual(*flag);
    return std::get<Dual>(*scalar);
}

std::optional<double> realOf(const Value &value)
{
    const auto scalar = scalarOf(value);
    if (!scalar)
        return std::nullopt;
    if (const double *real = std::get_if<double>(&*scalar))
        return *real;
    const Dual dual = *dualOf(value);
    return dual.isFixed() ? std::optional(static_cast<double>(dual.at[0])) : std::nullopt;
}

Value valueOf(const Scalar &scalar)
{
    return std::visit([](const auto &each) { return Value(each); }, scalar);
}

std::optional<graph::Size> sizeOf(const Dual &dual)
{
    if (dual.isFixed())
        return graph::Size{dual.at[0], false};
    const std::int64_t perImage = dual.at[0] / probeBatches[0];
    if (perImage * probeBatches[0] != dual.at[0] || perImage * probeBatches[1] != dual.at[1])
        return std::nullopt;
    return graph::Size{perImage, true};
}

Dual dualSize(const TensorValue &tensor, std::int64_t axis)
{
    return {tensor.meta[0].size(axis), tensor.meta[1].size(axis)};
}

std::string kindOf(const Value &value)
{
    static constexpr const char *names[] = {"None",         "a boolean", "an integer", "a number",
                                            "a string",     "a tensor",  "a list",     "a tuple",
                                            "a dictionary", "a module",  "a function"};
    return names[value.index()];
}

void fail(base::ProblemCode code, std::string what, std::string remedy)
{
    throw ScriptFailure{{code, std::move(what), {}, std::move(remedy)}};
}

void unsupported(std::string what)
{
    fail(base::ProblemCode::Unsupported, std::move(what),
         "Export the model with torch.jit.trace(model.eval(), example_input), or with torch.export.");
}

} // namespace espalier::formats::torchscript
