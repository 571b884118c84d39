// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/shape_check.h"

#include "base/text.h"
#include "graph/convolved_size.h"
#include "model/prepared_call.h"
#include "model/scalar_type.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <optional>

namespace espalier::model {

using base::cat;
using base::Problem;
using graph::ValueId;

namespace {

constexpr std::int64_t checkedBatch = 2;
constexpr std::int64_t largestAxis = std::int64_t{1} << 26;
constexpr std::int64_t largestValue = std::int64_t{1} << 32;
constexpr std::int64_t largestStored = std::int64_t{1} << 26;
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

/// Sizes of the arguments of a convolution that stand for one number per spatial axis.
std::vector<std::int64_t> perAxis(const graph::Node &node, const char *name, std::size_t axes, std::int64_t otherwise)
{
    const graph::Argument *given = node.find(name);
    std::vector<std::int64_t> values;
    if (const auto *list = given ? std::get_if<graph::Sizes>(given) : nullptr)
        for (const graph::Size &size : *list)
            values.push_back(size.constant);
    if (const auto *one = given ? std::get_if<graph::Size>(given) : nullptr)
        values.assign(1, one->constant);
    if (values.size() == 1)
        values.assign(axes, values.front());
    return values.size() == axes ? values : std::vector<std::int64_t>(axes, otherwise);
}

bool isTransposed(const graph::Node &node)
{
    const graph::Argument *flag = node.find("transposed");
    return node.op.find("conv_transpose") != std::string::npos || (flag && std::get_if<bool>(flag) && std::get<bool>(*flag));
}

/// Shape of a convolution's result, or nothing if input and weight don't fit.
std::optional<std::vector<std::int64_t>> convolved(const graph::Node &node, at::IntArrayRef in, at::IntArrayRef weight)
{
    if (weight.size() < 3 || in.size() != weight.size())
        return std::nullopt;
    const std::size_t axes = weight.size() - 2;
    const auto stride = perAxis(node, "stride", axes, 1), padding = perAxis(node, "padding", axes, 0);
    const auto dilation = perAxis(node, "dilation", axes, 1), extra = perAxis(node, "output_padding", axes, 0);
    const std::int64_t groups = perAxis(node, "groups", 1, 1)[0];
    const graph::Argument *mode = node.find("padding");
    const bool same = mode && std::get_if<std::string>(mode) && std::get<std::string>(*mode) == "same";
    const bool transposed = isTransposed(node);
    if (groups < 1 || groups > largestAxis || in[1] != (transposed ? weight[0] : weight[1] * groups) || weight[0] % groups != 0)
        return std::nullopt;
    std::vector<std::int64_t> out{in[0], transposed ? weight[1] * groups : weight[0]};
    for (std::size_t i = 0; i < axes; ++i) {
        const auto size = graph::convolvedSize({in[i + 2], weight[i + 2], stride[i], padding[i], dilation[i], extra[i], transposed});
        if (!size)
            return std::nullopt;
        out.push_back(same ? in[i + 2] : *size);
    }
    return out;
}

using Shape = std::vector<std::int64_t>;

/// LibTorch takes some biases and scales of other shapes, the tracer does not.
void checkFits(const at::Tensor *tensor, const char *name, at::IntArrayRef shape)
{
    TORCH_CHECK(!tensor || tensor->sizes() == shape, "its ", name, " is ", tensor->sizes(), " instead of ", shape);
}

/// The shape of a convolution, whose bias has to fit.
std::optional<Shape> biased(std::optional<Shape> shape, const at::Tensor *bias)
{
    if (shape)
        checkFits(bias, "bias", {(*shape)[1]});
    return shape;
}

using Shapes = std::function<const at::Tensor *(const char *)>; ///< the operand of that name, or null

/// Norms change no shape; what scales them, or holds their statistics, is of shape `scales`.
Shape scaled(const Shapes &operand, at::IntArrayRef scales)
{
    for (const char *name : {"weight", "bias", "running_mean", "running_var"})
        checkFits(operand(name), name, scales);
    return operand("input")->sizes().vec();
}

/// Batch, group and instance norm.
std::optional<Shape> scaledPerChannel(const graph::Node &node, const Shapes &operand)
{
    const std::int64_t channels = operand("input")->size(1), groups = perAxis(node, "num_groups", 1, 1)[0];
    TORCH_CHECK(groups > 0 && channels % groups == 0, "its ", channels, " channels are no ", groups, " groups");
    return scaled(operand, {channels});
}

std::optional<Shape> normalised(const graph::Node &node, const Shapes &operand)
{
    const at::IntArrayRef in = operand("input")->sizes();
    const auto *sizes = node.find("normalized_shape") ? std::get_if<graph::Sizes>(node.find("normalized_shape")) : nullptr;
    if (!sizes || sizes->size() > in.size())
        return std::nullopt;
    const at::IntArrayRef last = in.slice(in.size() - sizes->size());
    for (std::size_t i = 0; i < sizes->size(); ++i)
        if (last[i] != (*sizes)[i].at(checkedBatch))
            return std::nullopt;
    return scaled(operand, last);
}

std::optional<Shape> attended(const Shapes &operand)
{
    const at::Tensor *q = operand("query"), *k = operand("key"), *v = operand("value");
    if (!q || !k || !v || q->dim() < 3 || k->dim() != q->dim() || v->dim() != q->dim() || q->size(-1) != k->size(-1)
        || k->size(-2) != v->size(-2))
        return std::nullopt;
    for (std::int64_t axis = 0; axis + 2 < q->dim(); ++axis)
        if (q->size(axis) != k->size(axis) || q->size(axis) != v->size(axis))
            return std::nullopt;
    Shape shape = q->sizes().vec();
    shape.back() = v->size(-1);
    return shape;
}

/// Whatever lies by rows can be viewed so; a view that memory forbids fails where it is made.
std::optional<Shape> viewed(const graph::Node &node, const Shapes &operand)
{
    const graph::Argument *given = node.find(node.op == "aten::reshape" ? "shape" : "size");
    const auto *sizes = given ? std::get_if<graph::Sizes>(given) : nullptr;
    if (!sizes)
        return std::nullopt;
    Shape shape;
    std::int64_t known = 1, open = -1;
    for (const graph::Size &size : *sizes) {
        shape.push_back(size.at(checkedBatch));
        if (shape.back() == -1 && open < 0)
            open = static_cast<std::int64_t>(shape.size()) - 1;
        else if (shape.back() < 0 || __builtin_mul_overflow(known, shape.back(), &known))
            return std::nullopt;
    }
    const std::int64_t count = operand("self")->numel();
    if (open >= 0 && known > 0 && count % known == 0)
        shape[static_cast<std::size_t>(open)] = count / known;
    return open >= 0 ? (known > 0 && count % known == 0 ? std::optional(shape) : std::nullopt)
                     : (known == count ? std::optional(shape) : std::nullopt);
}

/// Shape of the only result of an operator that has no kernel for tensors without storage, or makes it depend on memory;
/// nothing for others and for operands that do not fit.
std::optional<Shape> resultShape(const graph::Node &node, const Shapes &operand)
{
    const std::string op = node.op.substr(node.op.find("::") + 2);
    const at::Tensor *input = operand("input");
    if (op.find("conv") != std::string::npos && input && operand("weight"))
        return biased(convolved(node, input->sizes(), operand("weight")->sizes()), operand("bias"));
    if ((op == "batch_norm" || op == "group_norm" || op == "instance_norm") && input && input->dim() >= 2)
        return scaledPerChannel(node, operand);
    if (op == "layer_norm" && input)
        return normalised(node, operand);
    if (op == "scaled_dot_product_attention")
        return attended(operand);
    if ((op == "view" || op == "reshape" || op == "_unsafe_view") && node.overload.empty() && operand("self"))
        return viewed(node, operand);
    return op == "roll" && operand("self") ? std::optional(operand("self")->sizes().vec()) : std::nullopt;
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
        const Shapes operand = [&](const char *name) {
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
        TORCH_CHECK(count <= largestStored, "an operator without shape rule on ", count, " numbers, more than ", largestStored);
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
