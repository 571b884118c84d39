// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/torchscript/schema_match.h"

#include "base/text.h"
#include "model/node_schema.h"
#include "model/scalar_type.h"

#include <ATen/ATen.h>
#include <ATen/core/jit_type.h>
#include <torch/csrc/jit/runtime/operator.h>

#include <algorithm>

namespace espalier::formats::torchscript {

using c10::IValue;
using c10::TypeKind;
using model::isIntegerKind;
using model::wantedBy;
using model::WantedType;

namespace {

bool fitsOne(TypeKind kind, const Value &value, bool convert)
{
    const bool isConstant = value.tensor() && value.tensor()->known;
    switch (kind) {
    case TypeKind::TensorType:
        return value.tensor() || (convert && scalarOf(value));
    case TypeKind::NumberType:
        return scalarOf(value) && (convert || !isConstant);
    case TypeKind::FloatType:
        return std::holds_alternative<double>(value) || (convert && realOf(value));
    case TypeKind::BoolType:
        return std::holds_alternative<bool>(value);
    case TypeKind::StringType:
    case TypeKind::DeviceObjType:
        return value.text() != nullptr;
    default:
        break;
    }
    return isIntegerKind(kind) &&
           (std::holds_alternative<Dual>(value) || (convert && isConstant && dualOf(value)));
}

bool fits(const WantedType &wanted, const Value &value, bool convert)
{
    if (value.isNone())
        return wanted.optional;
    if (!wanted.list)
        return fitsOne(wanted.kind, value, convert);
    const std::vector<Value> *items = value.items();
    if (!items)
        return wanted.length && std::holds_alternative<Dual>(value) && isIntegerKind(wanted.kind);
    return std::all_of(items->begin(), items->end(), [&](const Value &item) {
        return item.isNone() ? wanted.optionalElements : fitsOne(wanted.kind, item, convert);
    });
}

using Arguments = std::vector<std::optional<Value>>;

std::optional<Arguments> tryMatch(const c10::FunctionSchema &schema, const CallArguments &given, bool convert)
{
    const auto &wanted = schema.arguments();
    Arguments out(wanted.size());
    if (given.positional.size() > wanted.size())
        return std::nullopt;
    for (std::size_t i = 0; i < given.positional.size(); ++i) {
        if (wanted[i].kwarg_only())
            return std::nullopt;
        out[i] = given.positional[i];
    }
    for (const auto &[name, value] : given.named) {
        const auto at = schema.argumentIndexWithName(name);
        if (!at || out[static_cast<std::size_t>(*at)])
            return std::nullopt;
        out[static_cast<std::size_t>(*at)] = value;
    }
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (!out[i] ? !wanted[i].default_value() : !fits(wantedBy(wanted[i]), *out[i], convert))
            return std::nullopt;
    }
    return out;
}

std::string describe(const CallArguments &arguments)
{
    std::vector<std::string> kinds;
    for (const Value &value : arguments.positional)
        kinds.push_back(kindOf(value));
    for (const auto &[name, value] : arguments.named)
        kinds.push_back(base::cat(name, " = ", kindOf(value)));
    return base::listNames(kinds, 12);
}

/// A number as a tensor of no axes: integers are int64, others take the default float type, as in PyTorch.
at::Tensor scalarTensor(const Scalar &scalar, std::size_t which)
{
    if (const bool *flag = std::get_if<bool>(&scalar))
        return at::scalar_tensor(*flag, at::TensorOptions(at::kBool));
    if (const Dual *dual = std::get_if<Dual>(&scalar))
        return at::scalar_tensor(dual->at[which], at::TensorOptions(at::kLong));
    return at::scalar_tensor(std::get<double>(scalar), at::TensorOptions(at::kFloat));
}

IValue oneIValue(TypeKind kind, const Value &value, std::size_t which)
{
    if (kind == TypeKind::TensorType)
        return value.tensor() ? value.tensor()->meta[which]
                              : scalarTensor(*scalarOf(value), which).to(at::kMeta);
    if (kind == TypeKind::FloatType)
        return *realOf(value);
    if (kind == TypeKind::BoolType)
        return std::get<bool>(value);
    if (kind == TypeKind::StringType)
        return *value.text();
    if (kind == TypeKind::DeviceObjType)
        return c10::Device(*value.text());
    const Scalar scalar = *scalarOf(value);
    if (const auto *real = std::get_if<double>(&scalar))
        return *real;
    if (const auto *flag = std::get_if<bool>(&scalar); flag && kind == TypeKind::NumberType)
        return *flag;
    return dualOf(value)->at[which];
}

template <class T>
IValue listOf(const std::vector<Value> &items, TypeKind kind, std::size_t which)
{
    c10::List<T> list;
    for (const Value &item : items)
        list.push_back(oneIValue(kind, item, which).template to<T>());
    return list;
}

IValue listIValue(const WantedType &wanted, const std::vector<Value> &items, std::size_t which)
{
    if (wanted.optionalElements) {
        c10::List<std::optional<at::Tensor>> list;
        for (const Value &item : items)
            list.push_back(item.isNone() ? std::nullopt
                                         : std::optional(oneIValue(wanted.kind, item, which).toTensor()));
        return list;
    }
    switch (wanted.kind) {
    case TypeKind::TensorType:
        return listOf<at::Tensor>(items, wanted.kind, which);
    case TypeKind::FloatType:
        return listOf<double>(items, wanted.kind, which);
    case TypeKind::BoolType:
        return listOf<bool>(items, wanted.kind, which);
    default:
        return listOf<std::int64_t>(items, wanted.kind, which);
    }
}

graph::Size sizeArgument(const Value &value)
{
    const Dual dual = *dualOf(value);
    const auto size = sizeOf(dual);
    if (!size)
        unsupported(base::cat("An argument does not grow in proportion to the batch: it is ", dual.at[0],
                              " for ", probeBatches[0], " images and ", dual.at[1], " for ", probeBatches[1],
                              "."));
    return *size;
}

graph::Argument oneArgument(TypeKind kind, const Value &value)
{
    if (kind == TypeKind::TensorType)
        return graph::ValueId{value.tensor()->id};
    if (kind == TypeKind::FloatType)
        return *realOf(value);
    if (kind == TypeKind::BoolType)
        return std::get<bool>(value);
    if (kind == TypeKind::StringType || kind == TypeKind::DeviceObjType)
        return *value.text();
    const Scalar scalar = *scalarOf(value);
    if (const auto *real = std::get_if<double>(&scalar))
        return *real;
    if (const auto *flag = std::get_if<bool>(&scalar); flag && kind == TypeKind::NumberType)
        return *flag;
    const graph::Size size = sizeArgument(value);
    if (kind == TypeKind::ScalarTypeType && size.constant >= 0 &&
        size.constant < static_cast<int>(c10::ScalarType::NumOptions)) {
        if (const auto type = model::fromScalarType(static_cast<c10::ScalarType>(size.constant)))
            return *type;
    }
    return size;
}

graph::Argument listArgument(const WantedType &wanted, const std::vector<Value> &items)
{
    if (wanted.kind == TypeKind::TensorType) {
        std::vector<graph::ValueId> ids;
        for (const Value &item : items)
            ids.push_back(item.isNone() ? graph::ValueId() : graph::ValueId{item.tensor()->id});
        return ids;
    }
    if (wanted.kind == TypeKind::FloatType) {
        std::vector<double> values;
        for (const Value &item : items)
            values.push_back(*realOf(item));
        return values;
    }
    if (wanted.kind == TypeKind::BoolType) {
        std::vector<bool> values;
        for (const Value &item : items)
            values.push_back(std::get<bool>(item));
        return values;
    }
    graph::Sizes sizes;
    for (const Value &item : items)
        sizes.push_back(sizeArgument(item));
    return sizes;
}

} // namespace

std::optional<std::size_t> SchemaMatch::position(std::string_view name) const
{
    const auto at = schema().argumentIndexWithName(name);
    return at ? std::optional(static_cast<std::size_t>(*at)) : std::nullopt;
}

const Value *SchemaMatch::find(std::string_view name) const
{
    const auto at = position(name);
    return at && arguments[*at] ? &*arguments[*at] : nullptr;
}

std::vector<Dual> SchemaMatch::integers(std::string_view name, std::size_t count,
                                        std::int64_t otherwise) const
{
    std::vector<Dual> out(count, Dual(otherwise));
    const Value *value = find(name);
    if (!value || value->isNone())
        return out;
    const std::vector<Value> *items = value->items();
    if (!items) {
        out.assign(count, dualOf(*value).value_or(Dual(otherwise)));
        return out;
    }
    if (items->empty())
        return out;
    for (std::size_t i = 0; i < count; ++i)
        out[i] = dualOf((*items)[std::min(i, items->size() - 1)]).value_or(Dual(otherwise));
    return out;
}

SchemaMatch matchSchema(const std::string &op, const CallArguments &arguments)
{
    const auto operators = torch::jit::getAllOperatorsFor(c10::Symbol::fromQualString(op));
    for (const bool convert : {false, true}) {
        for (const auto &candidate : operators) {
            const auto handle =
                c10::Dispatcher::singleton().findSchema({op, candidate->schema().overload_name()});
            auto matched = handle ? tryMatch(handle->schema(), arguments, convert) : std::nullopt;
            if (matched)
                return {*handle, *std::move(matched)};
        }
    }
    if (operators.empty())
        unsupported(base::cat("The operator ", op, " is not known."));
    unsupported(base::cat("The operator ", op, " has no form that takes ", describe(arguments), "."));
}

IValue toIValue(const c10::Argument &wanted, const Value &value, std::size_t which)
{
    const WantedType type = wantedBy(wanted);
    if (value.isNone())
        return {};
    if (!type.list)
        return oneIValue(type.kind, value, which);
    if (const std::vector<Value> *items = value.items())
        return listIValue(type, *items, which);
    return listIValue(type, std::vector<Value>(static_cast<std::size_t>(*type.length), value), which);
}

graph::Argument toArgument(const c10::Argument &wanted, const Value &value)
{
    const WantedType type = wantedBy(wanted);
    if (value.isNone())
        return std::monostate();
    if (!type.list)
        return oneArgument(type.kind, value);
    if (const std::vector<Value> *items = value.items())
        return listArgument(type, *items);
    return listArgument(type, std::vector<Value>(static_cast<std::size_t>(*type.length), value));
}

bool isDefault(const c10::Argument &wanted, const graph::Argument &argument)
{
    const auto &value = wanted.default_value();
    if (!value)
        return false;
    if (std::holds_alternative<std::monostate>(argument))
        return value->isNone();
    if (const bool *flag = std::get_if<bool>(&argument))
        return value->isBool() && value->toBool() == *flag;
    if (const auto *size = std::get_if<graph::Size>(&argument))
        return value->isInt() && !size->timesBatch && value->toInt() == size->constant;
    if (const double *real = std::get_if<double>(&argument))
        return value->isDouble() && value->toDouble() == *real;
    const auto *sizes = std::get_if<graph::Sizes>(&argument);
    return sizes && value->isIntList() && graph::fixedSizes(value->toIntVector()) == *sizes;
}

bool isInPlace(const graph::Node &node)
{
    if (!node.op.ends_with('_'))
        return false;
    const c10::FunctionSchema *schema = model::schemaOf(node);
    if (!schema || schema->arguments().empty())
        return false;
    const auto *alias = schema->arguments()[0].alias_info();
    return alias && alias->isWrite();
}

bool hasSchema(const graph::Node &node)
{
    const c10::FunctionSchema *schema = model::schemaOf(node);
    return schema && std::all_of(node.arguments.begin(), node.arguments.end(),
                                 [&](const graph::NamedArgument &argument) {
                                     return schema->argumentIndexWithName(argument.name).has_value();
                                 });
}

} // namespace espalier::formats::torchscript
