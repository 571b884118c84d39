// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/shape_formulas.h"

#include "base/text.h"
#include "graph/convolved_size.h"

#include <c10/util/Exception.h>

#include <algorithm>

namespace espalier::model {

namespace {

using Shape = std::vector<std::int64_t>;

constexpr std::int64_t largestScores = std::int64_t{1} << 32; ///< of attention
constexpr std::int64_t largestGroups = std::int64_t{1} << 26;

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

bool isPaddedToSame(const graph::Node &node)
{
    const graph::Argument *mode = node.find("padding");
    return mode && std::get_if<std::string>(mode) && std::get<std::string>(*mode) == "same";
}

/// LibTorch takes some biases and scales of other shapes, the tracer does not.
void checkFits(const at::Tensor *tensor, const char *name, at::IntArrayRef shape)
{
    TORCH_CHECK(!tensor || tensor->sizes() == shape, "its ", name, " is ", tensor->sizes(), " instead of ", shape);
}

// Never left to LibTorch: its kernels for real memory may compute for minutes.
Shape convolved(const graph::Node &node, const Operands &operand)
{
    TORCH_CHECK(operand("input") && operand("weight"), "a convolution of this kind is not known");
    const at::IntArrayRef in = operand("input")->sizes(), weight = operand("weight")->sizes();
    TORCH_CHECK(weight.size() > 2 && (in.size() == weight.size() || in.size() + 1 == weight.size()), "a weight ", weight,
                " does not fit the input ", in);
    const std::size_t axes = weight.size() - 2, leading = in.size() - axes; // a single image has no batch
    const auto stride = perAxis(node, "stride", axes, 1), padding = perAxis(node, "padding", axes, 0);
    const auto dilation = perAxis(node, "dilation", axes, 1), extra = perAxis(node, "output_padding", axes, 0);
    const std::int64_t groups = perAxis(node, "groups", 1, 1)[0];
    const bool transposed = isTransposed(node), same = isPaddedToSame(node);
    TORCH_CHECK(groups > 0 && groups <= largestGroups && weight[0] % groups == 0
                    && in[leading - 1] == (transposed ? weight[0] : weight[1] * groups),
                "a weight ", weight, " of ", groups, " groups does not fit the input ", in);
    Shape out(in.begin(), in.begin() + static_cast<std::ptrdiff_t>(leading));
    out.back() = transposed ? weight[1] * groups : weight[0];
    checkFits(operand("bias"), "bias", {out.back()});
    for (std::size_t i = 0; i < axes; ++i) {
        const std::int64_t size = in[leading + i];
        const auto moved = graph::convolvedSize({size, weight[i + 2], stride[i], padding[i], dilation[i], extra[i], transposed});
        TORCH_CHECK(moved, "its strides or sizes are impossible");
        out.push_back(same ? size : *moved);
    }
    return out;
}

// Has no kernel without memory either, and would fill whatever size a file names.
Shape pooledTo(const graph::Node &node, const Operands &operand, std::size_t axes)
{
    const at::Tensor *input = operand("self");
    TORCH_CHECK(input && input->dim() > static_cast<std::int64_t>(axes), "its input is no image");
    const std::vector<std::int64_t> sizes = perAxis(node, "output_size", axes, -1);
    TORCH_CHECK(*std::min_element(sizes.begin(), sizes.end()) >= 0, "its output size is not ", axes, " numbers");
    Shape shape(input->sizes().begin(), input->sizes().end() - static_cast<std::ptrdiff_t>(axes));
    shape.insert(shape.end(), sizes.begin(), sizes.end());
    return shape;
}

/// Norms change no shape; what scales them, or holds their statistics, is of shape `scales`.
Shape scaled(const Operands &operand, at::IntArrayRef scales)
{
    for (const char *name : {"weight", "bias", "running_mean", "running_var"})
        checkFits(operand(name), name, scales);
    return operand("input")->sizes().vec();
}

/// Batch, group and instance norm.
std::optional<Shape> scaledPerChannel(const graph::Node &node, const Operands &operand)
{
    const std::int64_t channels = operand("input")->size(1), groups = perAxis(node, "num_groups", 1, 1)[0];
    TORCH_CHECK(groups > 0 && channels % groups == 0, "its ", channels, " channels are no ", groups, " groups");
    return scaled(operand, {channels});
}

std::optional<Shape> normalised(const graph::Node &node, const Operands &operand)
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

std::optional<Shape> attended(const Operands &operand)
{
    const at::Tensor *q = operand("query"), *k = operand("key"), *v = operand("value");
    // Broadcast batches and the like are left to LibTorch if that is quick.
    TORCH_CHECK(q && k && v && q->dim() > 0 && k->dim() > 1, "its operands are no matrices");
    TORCH_CHECK(q->numel() / std::max<std::int64_t>(q->size(-1), 1) <= largestScores / std::max<std::int64_t>(k->size(-2), 1),
                "there are more scores than memory holds");
    if (q->dim() < 3 || k->dim() != q->dim() || v->dim() != q->dim() || q->size(-1) != k->size(-1)
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
std::optional<Shape> viewed(const graph::Node &node, const Operands &operand)
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

} // namespace

bool isConvolution(const std::string &op)
{
    return op.find("conv") != std::string::npos && op.find("_convert") == std::string::npos;
}

std::size_t axesOfAdaptivePool(const std::string &op)
{
    for (std::size_t axes = 1; axes <= 3; ++axes)
        for (const char *mark : {"", "_"})
            if (op == base::cat(mark, "adaptive_avg_pool", axes, "d"))
                return axes;
    return 0;
}

bool isFillable(const std::vector<std::int64_t> &sizes)
{
    std::int64_t count = 1;
    for (const std::int64_t size : sizes)
        if (size > 0 && (__builtin_mul_overflow(count, size, &count) || count > mostFilled))
            return false;
    return true;
}

std::optional<Shape> resultShape(const graph::Node &node, const Operands &operand)
{
    const std::string op = node.op.substr(node.op.find("::") + 2);
    const at::Tensor *input = operand("input");
    if (isConvolution(op))
        return convolved(node, operand);
    if (const std::size_t axes = axesOfAdaptivePool(op))
        return pooledTo(node, operand, axes);
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

} // namespace espalier::model
