// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/prepared_call.h"

#include "base/text.h"
#include "model/node_schema.h"
#include "model/scalar_type.h"

#include <ATen/core/jit_type.h>
#include <ATen/ops/scalar_tensor.h>

#include <algorithm>
#include <optional>

namespace espalier::model {
namespace {

using base::cat;
using c10::IValue;
using c10::TypeKind;

using Converted = std::optional<IValue>;

/// A number where a tensor is wanted ("x * 0.5" as mul.Tensor): like Python's, it does not widen the type of the result.
IValue numberTensor(const c10::Scalar &number)
{
    at::Tensor tensor = at::scalar_tensor(number, number.isFloatingPoint() ? at::kDouble : number.isBoolean() ? at::kBool : at::kLong);
    tensor.unsafeGetTensorImpl()->set_wrapped_number(true);
    return tensor;
}

/// Fits one alternative of graph::Argument to what is wanted; nothing if it does not fit.
struct Converter {
    WantedType wanted;
    std::int64_t batch;

    Converted operator()(std::monostate) const { return wanted.optional ? Converted(IValue()) : std::nullopt; }

    bool takesTensor() const { return !wanted.list && wanted.kind == TypeKind::TensorType; }

    Converted operator()(bool value) const
    {
        if (takesTensor())
            return numberTensor(value);
        const bool fits = !wanted.list && (wanted.kind == TypeKind::BoolType || wanted.kind == TypeKind::NumberType);
        return fits ? Converted(IValue(value)) : std::nullopt;
    }

    Converted operator()(graph::Size size) const
    {
        const std::int64_t value = size.at(batch);
        if (takesTensor())
            return numberTensor(value);
        if (wanted.list)
            return repeated(value);
        if (isIntegerKind(wanted.kind) || wanted.kind == TypeKind::NumberType)
            return IValue(value);
        return wanted.kind == TypeKind::FloatType ? Converted(IValue(static_cast<double>(value))) : std::nullopt;
    }

    Converted operator()(double value) const
    {
        if (takesTensor())
            return numberTensor(value);
        const bool fits = !wanted.list && (wanted.kind == TypeKind::FloatType || wanted.kind == TypeKind::NumberType);
        return fits ? Converted(IValue(value)) : std::nullopt;
    }

    Converted operator()(const std::string &value) const
    {
        if (!wanted.list && wanted.kind == TypeKind::StringType)
            return IValue(value);
        return wanted.kind == TypeKind::DeviceObjType ? Converted(IValue(c10::Device(value))) : std::nullopt;
    }

    Converted operator()(graph::DType type) const
    {
        const bool fits = !wanted.list && isIntegerKind(wanted.kind);
        return fits ? Converted(IValue(static_cast<std::int64_t>(toScalarType(type)))) : std::nullopt;
    }

    Converted operator()(const graph::Sizes &sizes) const
    {
        if (!wanted.list)
            return std::nullopt;
        if (wanted.kind == TypeKind::FloatType)
            return IValue(valuesAs<double>(sizes));
        return isIntegerKind(wanted.kind) ? Converted(IValue(valuesAs<std::int64_t>(sizes))) : std::nullopt;
    }

    Converted operator()(const std::vector<double> &values) const
    {
        return wanted.list && wanted.kind == TypeKind::FloatType ? Converted(IValue(values)) : std::nullopt;
    }

    Converted operator()(const std::vector<bool> &values) const
    {
        if (!wanted.list || wanted.kind != TypeKind::BoolType)
            return std::nullopt;
        c10::List<bool> list;
        for (const bool value : values)
            list.push_back(value);
        return IValue(list);
    }

    // Tensors take their place at each call.
    Converted operator()(graph::ValueId) const
    {
        return !wanted.list && wanted.kind == TypeKind::TensorType ? Converted(IValue()) : std::nullopt;
    }

    Converted operator()(const std::vector<graph::ValueId> &) const
    {
        return wanted.list && wanted.kind == TypeKind::TensorType ? Converted(IValue()) : std::nullopt;
    }

private:
    template <class T>
    std::vector<T> valuesAs(const graph::Sizes &sizes) const
    {
        std::vector<T> values;
        values.reserve(sizes.size());
        for (const graph::Size &size : sizes)
            values.push_back(static_cast<T>(size.at(batch)));
        return values;
    }

    Converted repeated(std::int64_t value) const
    {
        const auto length = static_cast<std::size_t>(wanted.length.value_or(1));
        return isIntegerKind(wanted.kind) ? Converted(IValue(std::vector<std::int64_t>(length, value))) : std::nullopt;
    }
};

bool dependsOnBatch(const graph::Argument &argument)
{
    if (const auto *size = std::get_if<graph::Size>(&argument))
        return size->timesBatch;
    const auto *sizes = std::get_if<graph::Sizes>(&argument);
    return sizes && std::any_of(sizes->begin(), sizes->end(), [](const graph::Size &size) { return size.timesBatch; });
}

base::Problem doesNotFit(const std::string &node, const std::string &what)
{
    return {base::ProblemCode::Unsupported, what, node, "Export the model again with a current torch."};
}

void addSlots(PreparedCall &call, std::size_t position, const graph::Argument &argument, const WantedType &wanted)
{
    if (const auto *value = std::get_if<graph::ValueId>(&argument))
        call.tensors.push_back({position, *value});
    else if (const auto *values = std::get_if<std::vector<graph::ValueId>>(&argument))
        call.lists.push_back({position, *values, wanted.optionalElements});
    else if (dependsOnBatch(argument))
        call.batchSizes.push_back({position, &argument});
}

base::Result<IValue> argumentFor(const c10::Argument &wanted, const graph::Argument *given, const std::string &node)
{
    if (!given) {
        if (wanted.default_value())
            return *wanted.default_value();
        if (wantedBy(wanted).optional)
            return IValue();
        return doesNotFit(node, cat("The argument '", wanted.name(), "' is missing."));
    }
    if (Converted converted = std::visit(Converter{wantedBy(wanted), 1}, *given))
        return std::move(*converted);
    return doesNotFit(node, cat("The argument '", wanted.name(), "' does not fit its type ", wanted.real_type()->str(), "."));
}

int modePositionOf(const c10::FunctionSchema &schema, const graph::Node &node)
{
    for (const char *name : {"training", "train"})
        if (const auto index = schema.argumentIndexWithName(name); index && isTrainingFlag(node, name))
            return *index;
    return -1;
}

std::optional<base::Problem> unknownArgument(const c10::FunctionSchema &schema, const graph::Node &node, const std::string &where)
{
    for (const graph::NamedArgument &argument : node.arguments)
        if (!schema.argumentIndexWithName(argument.name))
            return doesNotFit(where, cat("The operator has no argument '", argument.name, "'."));
    return std::nullopt;
}

base::Status fillArguments(PreparedCall &call, const graph::Node &node, const std::string &where)
{
    const auto &wanted = call.op.schema().arguments();
    for (std::size_t position = 0; position < wanted.size(); ++position) {
        const graph::Argument *given = node.find(wanted[position].name());
        auto value = argumentFor(wanted[position], given, where);
        if (!value)
            return value.problem();
        call.arguments.push_back(std::move(*value));
        if (given)
            addSlots(call, position, *given, wantedBy(wanted[position]));
    }
    return {};
}

} // namespace

std::string describe(const graph::Graph &graph, base::NodeId id)
{
    const graph::Node &node = graph.node(id);
    const std::string op = node.overload.empty() ? node.op : cat(node.op, ".", node.overload);
    return node.module.empty() ? cat("node ", id.value, " (", op, ")") : cat(node.module, " (", op, ")");
}

base::Result<PreparedCall> prepareCall(const graph::Graph &graph, base::NodeId id)
{
    const graph::Node &node = graph.node(id);
    const std::string where = describe(graph, id);
    try {
        auto handle = c10::Dispatcher::singleton().findSchema({node.op, node.overload});
        if (!handle)
            return base::Problem{base::ProblemCode::Unsupported, "The operator is not known.", where,
                                 "Load the library that defines it, or export the model without it."};
        PreparedCall call(*handle);
        if (auto problem = unknownArgument(call.op.schema(), node, where))
            return std::move(*problem);
        if (auto status = fillArguments(call, node, where); !status)
            return status.problem();
        call.modePosition = modePositionOf(call.op.schema(), node);
        call.outputs = node.outputs;
        return call;
    } catch (const c10::Error &error) {
        return doesNotFit(where, error.what_without_backtrace());
    }
}

void setBatch(PreparedCall &call, std::int64_t batch)
{
    for (const PreparedCall::BatchSlot &slot : call.batchSizes) {
        const WantedType wanted = wantedBy(call.op.schema().arguments()[slot.position]);
        if (Converted converted = std::visit(Converter{wanted, batch}, *slot.argument))
            call.arguments[slot.position] = std::move(*converted);
    }
}

} // namespace espalier::model
