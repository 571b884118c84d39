// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/shape_check.h"

#include "base/text.h"
#include "model/prepared_call.h"
#include "model/scalar_type.h"
#include "model/shape_formulas.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cstdlib>

namespace espalier::model {

using base::cat;
using base::Problem;
using graph::ValueId;

namespace {

constexpr std::int64_t largestAxis = std::int64_t{1} << 26;
constexpr std::int64_t largestValue = std::int64_t{1} << 32;
const std::string exportAgain = "The file is damaged, or the exporter wrote wrong shapes: export the model again.";

std::vector<std::int64_t> shapeOf(const graph::Value &value)
{
    std::vector<std::int64_t> shape;
    for (const graph::Size &size : value.shape)
        shape.push_back(size.at(checkedBatch));
    return shape;
}

/// Whether a batch can be put into the size.
bool isPossible(graph::Size size)
{
    return !size.timesBatch || std::abs(size.constant / largestAxis) < largestAxis;
}

bool isPossible(const graph::Argument &argument)
{
    if (const auto *size = std::get_if<graph::Size>(&argument))
        return isPossible(*size);
    const auto *sizes = std::get_if<graph::Sizes>(&argument);
    return !sizes || std::all_of(sizes->begin(), sizes->end(), [](graph::Size size) { return isPossible(size); });
}

bool isTooLarge(const std::vector<std::int64_t> &shape)
{
    std::int64_t count = 1;
    for (const std::int64_t size : shape) {
        if (size > largestAxis || (size > 0 && count > largestValue / size))
            return true;
        count *= size;
    }
    return false;
}

at::Tensor empty(const graph::Value &value)
{
    return at::empty(shapeOf(value), at::TensorOptions().dtype(toScalarType(value.dtype)).device(at::kMeta));
}

/// Every tensor on the stack replaced, lists included.
template <class Change>
void changeTensors(std::vector<c10::IValue> &stack, const Change &change)
{
    for (c10::IValue &entry : stack) {
        if (entry.isTensor() && entry.toTensor().defined()) {
            entry = change(entry.toTensor());
        } else if (entry.isTensorList()) {
            c10::List<at::Tensor> list;
            for (const at::Tensor &tensor : entry.toTensorVector())
                list.push_back(change(tensor));
            entry = list;
        }
    }
}

class Checking {
public:
    explicit Checking(const graph::Graph &graph) : m_graph(graph), m_values(graph.values().size()) { }

    base::Status run()
    {
        for (std::size_t i = 0; i < m_values.size(); ++i) {
            const graph::Value &value = m_graph.values()[i];
            if (!isPossible(value.shape) || isTooLarge(shapeOf(value)))
                return Problem{base::ProblemCode::Unsupported,
                               cat("The tensor '", value.name, "' is larger than anything that can be cut."), "", exportAgain};
            if (value.kind != graph::ValueKind::Computed)
                m_values[i] = empty(value);
        }
        for (std::size_t n = 0; n < m_graph.nodes().size(); ++n)
            if (const base::Status status = check({static_cast<std::int32_t>(n)}); !status)
                return status;
        return {};
    }

private:
    base::Status check(base::NodeId id)
    {
        for (const graph::NamedArgument &argument : m_graph.node(id).arguments)
            if (!isPossible(argument.value))
                return Problem{base::ProblemCode::Malformed, cat("The argument '", argument.name, "' is beyond all sizes."),
                               describe(m_graph, id), exportAgain};
        auto call = prepareCall(m_graph, id);
        if (!call)
            return call.problem();
        setBatch(*call, checkedBatch);
        std::string failed;
        try {
            return compare(id, results(*call, m_graph.node(id)));
        } catch (const c10::Error &error) {
            failed = error.what_without_backtrace();
        } catch (const std::exception &error) {
            failed = error.what();
        }
        return Problem{base::ProblemCode::Malformed, cat("The call can't be made: ", failed.substr(0, 300)), describe(m_graph, id), exportAgain};
    }

    std::vector<c10::IValue> stackOf(const PreparedCall &call) const
    {
        std::vector<c10::IValue> stack = call.arguments;
        for (const auto &slot : call.tensors)
            stack[slot.position] = m_values[slot.value.index()];
        for (const auto &slot : call.lists) {
            c10::List<at::Tensor> list;
            c10::List<std::optional<at::Tensor>> optional;
            for (const ValueId value : slot.values) {
                optional.push_back(value.isValid() ? std::optional(m_values[value.index()]) : std::nullopt);
                if (value.isValid())
                    list.push_back(m_values[value.index()]);
            }
            stack[slot.position] = slot.optionalElements ? c10::IValue(optional) : c10::IValue(list);
        }
        if (call.modePosition >= 0)
            stack[static_cast<std::size_t>(call.modePosition)] = false;
        return stack;
    }

    std::vector<at::Tensor> results(const PreparedCall &call, const graph::Node &node) const
    {
        const Operands operand = [&](const char *name) {
            const ValueId id = node.tensor(name);
            return id.isValid() ? &m_values[id.index()] : nullptr;
        };
        if (const auto shape = resultShape(node, operand))
            return {at::empty(*shape, m_values[graph::tensorsOf(node).front().index()].options())};
        std::vector<c10::IValue> stack = stackOf(call);
        try {
            if (const auto device = call.op.schema().argumentIndexWithName("device"))
                stack[static_cast<std::size_t>(*device)] = c10::Device(at::kMeta);
            call.op.callBoxed(stack);
        } catch (const c10::Error &) {
            // No kernel for tensors without storage, or one that looks at values.
            stack = stackOf(call);
            checkStorage(stack);
            changeTensors(stack, [](const at::Tensor &tensor) {
                return tensor.is_meta() ? at::zeros(tensor.sizes(), tensor.options().device(at::kCPU)) : tensor;
            });
            call.op.callBoxed(stack);
        }
        return tensorsOf(stack);
    }

    /// What is called on real memory has to be of moderate size.
    static void checkStorage(std::vector<c10::IValue> stack)
    {
        std::int64_t count = 0;
        changeTensors(stack, [&](const at::Tensor &tensor) {
            count += tensor.numel();
            return tensor;
        });
        for (const c10::IValue &entry : stack)
            TORCH_CHECK(!entry.isIntList() || isFillable(entry.toIntVector()), "it asks for sizes ", entry);
        TORCH_CHECK(count <= mostFilled, "an operator without shape rule on ", count, " numbers, more than ", mostFilled);
    }

    static std::vector<at::Tensor> tensorsOf(const std::vector<c10::IValue> &stack)
    {
        if (stack.size() == 1 && stack[0].isTensorList())
            return stack[0].toTensorVector();
        std::vector<at::Tensor> tensors;
        for (const c10::IValue &entry : stack)
            tensors.push_back(entry.isTensor() ? entry.toTensor() : at::Tensor());
        return tensors;
    }

    base::Status compare(base::NodeId id, const std::vector<at::Tensor> &results)
    {
        const std::vector<ValueId> &outputs = m_graph.node(id).outputs;
        TORCH_CHECK(results.size() >= outputs.size(), "it gives ", results.size(), " results, not ", outputs.size());
        for (std::size_t i = 0; i < outputs.size(); ++i) {
            const graph::Value &value = m_graph.value(outputs[i]);
            TORCH_CHECK(results[i].defined(), "result ", i, " is no tensor");
            if (results[i].sizes() != at::IntArrayRef(shapeOf(value)))
                return Problem{base::ProblemCode::Malformed,
                               cat("The file says that the result is ", base::shapeText(shapeOf(value)), ", but it is ",
                                   base::shapeText(results[i].sizes().vec()), "."),
                               describe(m_graph, id), exportAgain};
            m_values[outputs[i].index()] = results[i].is_meta() ? results[i] : empty(value);
        }
        return {};
    }

    const graph::Graph &m_graph;
    std::vector<at::Tensor> m_values;
};

} // namespace

base::Status checkShapes(const Network &network)
{
    const at::NoGradGuard noGrad;
    return Checking(*network.graph).run();
}

} // namespace espalier::model
