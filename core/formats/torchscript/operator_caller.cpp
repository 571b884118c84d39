// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/torchscript/operator_caller.h"

#include "base/text.h"
#include "formats/torchscript/attention.h"
#include "formats/torchscript/operator_rewrites.h"
#include "formats/torchscript/shape_rules.h"
#include "model/shape_formulas.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>

namespace espalier::formats::torchscript {

using c10::IValue;

namespace {

at::Tensor onMeta(const at::Tensor &tensor)
{
    return tensor.is_meta() ? tensor : at::empty(tensor.sizes(), tensor.options().device(at::kMeta));
}

/// Zeros that take no memory, whatever the shape.
at::Tensor onCpu(const at::Tensor &tensor)
{
    if (tensor.numel() > model::mostFilled)
        unsupported(base::cat("A tensor of shape ", base::shapeText(tensor.sizes().vec()), " is too large."));
    return at::zeros({}, tensor.options().device(at::kCPU)).expand(tensor.sizes());
}

IValue mapTensors(const IValue &value, at::Tensor (*map)(const at::Tensor &))
{
    if (value.isTensor())
        return value.toTensor().defined() ? map(value.toTensor()) : value;
    if (value.isTensorList()) {
        c10::List<at::Tensor> list;
        for (const at::Tensor &tensor : value.toTensorVector())
            list.push_back(map(tensor));
        return list;
    }
    if (value.isOptionalTensorList()) {
        c10::List<std::optional<at::Tensor>> list;
        for (const std::optional<at::Tensor> &tensor : value.toOptionalTensorVector())
            list.push_back(tensor ? std::optional(map(*tensor)) : std::nullopt);
        return list;
    }
    return value;
}

std::vector<IValue> mapTensors(std::vector<IValue> values, at::Tensor (*map)(const at::Tensor &))
{
    for (IValue &value : values)
        value = mapTensors(value, map);
    return values;
}

/// Where a tensor lies is decided by whoever runs the graph.
bool isPlacement(const c10::Argument &argument)
{
    const std::string &name = argument.name();
    return argument.default_value() && (name == "device" || name == "layout" || name == "pin_memory");
}

std::vector<IValue> stackOf(const SchemaMatch &match, std::size_t which)
{
    std::vector<IValue> stack;
    const auto &wanted = match.schema().arguments();
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (wanted[i].name() == "device")
            stack.emplace_back(c10::Device(at::kMeta));
        else if (isPlacement(wanted[i]) || !match.arguments[i])
            stack.push_back(*wanted[i].default_value());
        else
            stack.push_back(toIValue(wanted[i], *match.arguments[i], which));
    }
    return stack;
}

bool writesFirst(const SchemaMatch &match)
{
    const auto &wanted = match.schema().arguments();
    const auto *alias = wanted.empty() ? nullptr : wanted[0].alias_info();
    return alias && alias->isWrite();
}

bool hasTensor(const std::vector<IValue> &stack)
{
    return std::any_of(stack.begin(), stack.end(),
                       [](const IValue &value) { return value.isTensor() || value.isTensorList(); });
}

/// Results at one batch: by rule, on stand-ins without data, or on zeros.
std::vector<IValue> resultsAt(const SchemaMatch &match, std::size_t which)
{
    if (const auto shape = shapeByRule(match, which)) {
        const auto options = match.arguments[0]->tensor()->meta[which].options();
        return {at::empty(*shape, options)};
    }
    std::vector<IValue> stack = stackOf(match, which);
    if (writesFirst(match) && stack[0].isTensor())
        return {stack[0]};
    const std::vector<IValue> given = stack;
    try {
        match.op.callBoxed(stack);
        return stack;
    } catch (const c10::Error &) {
        if (!hasTensor(given))
            throw;
    }
    for (const IValue &value : given)
        if (value.isIntList() && !model::isFillable(value.toIntVector()))
            unsupported(base::cat(match.schema().name(), " asks for sizes that are too large."));
    stack = mapTensors(given, onCpu);
    match.op.callBoxed(stack);
    return mapTensors(std::move(stack), onMeta);
}

[[noreturn]] void doesNotRun(const SchemaMatch &match, const c10::Error &error)
{
    std::string what = error.what_without_backtrace();
    what = what.substr(0, what.find('\n')).substr(0, 400);
    fail(base::ProblemCode::Mismatch, base::cat(match.schema().name(), " does not run: ", what),
         "If the batch is written into the file as a number, export with sizes taken from the input "
         "(x.shape[0]).");
}

} // namespace

Value OperatorCaller::call(const std::string &op, CallArguments arguments, const std::string &module)
{
    if (op == "aten::_native_multi_head_attention")
        return callAttention(*this, arguments, module);
    std::string name = op;
    rewriteCall(name, arguments);
    checkAllowed(name, arguments);
    return callMatched(matchSchema(name, arguments), module);
}

Value OperatorCaller::callMatched(SchemaMatch match, const std::string &module)
{
    const at::NoGradGuard noGrad;
    materialise(match);
    if (m_tracedBatch > 0)
        setBatch(match, true);
    try {
        return record(match, probe(match), module);
    } catch (const c10::Error &error) {
        if (!setBatch(match, false))
            doesNotRun(match, error);
    }
    try {
        return record(match, probe(match), module);
    } catch (const c10::Error &error) {
        doesNotRun(match, error);
    }
}

OperatorCaller::Results OperatorCaller::probe(const SchemaMatch &match)
{
    return {resultsAt(match, 0), resultsAt(match, 1)};
}

/// Numbers that stand where a tensor is wanted become constants of the network.
void OperatorCaller::materialise(SchemaMatch &match)
{
    const auto &wanted = match.schema().arguments();
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (!match.arguments[i])
            continue;
        const auto kind = wanted[i].real_type()->kind();
        const bool takesTensor = wanted[i].real_type()->str().find("Tensor") != std::string::npos;
        if (kind == c10::TypeKind::ListType && takesTensor && match.arguments[i]->items()) {
            std::vector<Value> items = *match.arguments[i]->items();
            for (Value &item : items)
                materialise(item);
            match.arguments[i] = makeList(std::move(items));
        } else if (takesTensor) {
            materialise(*match.arguments[i]);
        }
    }
}

void OperatorCaller::materialise(Value &value)
{
    const auto scalar = scalarOf(value);
    if (!scalar || (value.tensor() && value.tensor()->id >= 0))
        return;
    at::Tensor tensor;
    if (const auto *dual = std::get_if<Dual>(&*scalar)) {
        if (!dual->isFixed())
            unsupported("A number that depends on the batch is used as a tensor.");
        tensor = at::scalar_tensor(dual->at[0], at::TensorOptions(at::kLong));
    } else if (const auto *flag = std::get_if<bool>(&*scalar)) {
        tensor = at::scalar_tensor(*flag, at::TensorOptions(at::kBool));
    } else {
        tensor = at::scalar_tensor(std::get<double>(*scalar), at::TensorOptions(at::kFloat));
    }
    if (value.tensor())
        tensor = tensor.to(value.tensor()->meta[0].scalar_type())
                     .expand(value.tensor()->meta[0].sizes())
                     .contiguous();
    const auto known = scalar;
    TensorValue stored =
        m_draft.addStored(graph::ValueKind::Constant, base::cat("number_", m_constants++), tensor);
    stored.known = known;
    value = stored;
}

/// A trace holds sizes that Python computed as plain numbers, the batch among them: view(x, [8, 64]).
/// `exact`: only where the first size is what the first axis of the operand had when it was traced.
bool OperatorCaller::setBatch(SchemaMatch &match, bool exact) const
{
    const std::string &op = match.schema().name();
    const auto at = match.position(op == "aten::reshape" ? "shape" : "size");
    const Value *self = match.find("self");
    if ((op != "aten::view" && op != "aten::reshape") || !at || !match.arguments[*at] || !self ||
        !self->tensor())
        return false;
    const std::vector<Value> *items = match.arguments[*at]->items();
    const auto first = items && !items->empty() ? dualOf(items->front()) : std::nullopt;
    if (!first || !first->isFixed() || first->at[0] <= 0 || self->tensor()->meta[0].dim() == 0)
        return false;
    const Dual axis = dualSize(*self->tensor(), 0);
    const auto perImage = sizeOf(axis);
    if (axis.isFixed() || !perImage)
        return false;
    Dual wanted = axis;
    if (exact && first->at[0] != perImage->constant * m_tracedBatch)
        return false;
    if (!exact && m_tracedBatch > 0) {
        const std::int64_t each = first->at[0] / m_tracedBatch;
        if (each * m_tracedBatch != first->at[0])
            return false;
        wanted = Dual(each * probeBatches[0], each * probeBatches[1]);
    }
    std::vector<Value> changed = *items;
    changed.front() = wanted;
    match.arguments[*at] = makeList(std::move(changed));
    return true;
}

/// Layers are named after their weights: a call on proj.weight is proj's, whoever wrote it.
std::string OperatorCaller::moduleOf(const graph::Node &node, const std::string &module) const
{
    constexpr std::string_view suffix = ".weight";
    const graph::ValueId weight = node.tensor("weight");
    if (!weight.isValid())
        return module;
    const graph::Value &value = m_draft.entry(weight.value).value;
    if (!value.isStored() || !value.name.ends_with(suffix))
        return module;
    return value.name.substr(0, value.name.size() - suffix.size());
}

namespace {

graph::Node nodeOf(const SchemaMatch &match)
{
    graph::Node node{match.schema().name(), match.schema().overload_name(), {}, {}, {}};
    const auto &wanted = match.schema().arguments();
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (!match.arguments[i] || isPlacement(wanted[i]))
            continue;
        graph::Argument argument = toArgument(wanted[i], *match.arguments[i]);
        if (!isDefault(wanted[i], argument))
            node.arguments.push_back({wanted[i].name(), std::move(argument)});
    }
    return node;
}

/// Tensors of both results side by side, a list's one after the other.
std::vector<TensorValue> outputsOf(const SchemaMatch &match,
                                   const std::array<std::vector<IValue>, 2> &results)
{
    std::vector<TensorValue> outputs;
    const auto add = [&](const at::Tensor &first, const at::Tensor &second) {
        if (!first.defined() || !second.defined())
            unsupported(base::cat(match.schema().name(), " leaves a result out."));
        outputs.push_back({-1, {first, second}, std::nullopt});
    };
    for (std::size_t i = 0; i < results[0].size(); ++i) {
        if (results[0][i].isTensor()) {
            add(results[0][i].toTensor(), results[1][i].toTensor());
            continue;
        }
        if (!results[0][i].isTensorList() || results[0].size() != 1)
            unsupported(base::cat("The result of ", match.schema().name(), " depends on the data."));
        const auto first = results[0][i].toTensorVector(), second = results[1][i].toTensorVector();
        if (first.size() != second.size())
            unsupported(
                base::cat("How many tensors ", match.schema().name(), " gives depends on the batch."));
        for (std::size_t k = 0; k < first.size(); ++k)
            add(first[k], second[k]);
    }
    return outputs;
}

} // namespace

Value OperatorCaller::record(const SchemaMatch &match, const Results &results, const std::string &module)
{
    graph::Node node = nodeOf(match);
    const graph::ValueId self = node.tensor("self");
    if (writesFirst(match) && self.isValid() && m_draft.entry(self.value).value.isStored())
        unsupported(base::cat(node.op, " writes into the stored tensor '",
                              m_draft.entry(self.value).value.name, "'."));
    node.module = moduleOf(node, module);
    std::vector<TensorValue> outputs = outputsOf(match, results);
    const auto &returns = match.schema().returns();
    const bool fresh = !returns.empty() && !returns[0].alias_info();
    m_draft.addNode(std::move(node), outputs, fresh);
    std::vector<Value> values(outputs.begin(), outputs.end());
    if (results[0].size() == 1 && results[0][0].isTensorList())
        return makeList(std::move(values));
    return values.size() == 1 ? values[0] : makeTuple(std::move(values));
}

} // namespace espalier::formats::torchscript
