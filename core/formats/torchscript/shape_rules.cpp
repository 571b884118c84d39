// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/torchscript/shape_rules.h"

#include "base/text.h"
#include "graph/convolved_size.h"
#include "model/shape_formulas.h"

#include <algorithm>
#include <array>

namespace espalier::formats::torchscript {

namespace {

using Shape = std::vector<std::int64_t>;

constexpr std::array<std::string_view, 8> sameShape{
    "aten::batch_norm", "aten::layer_norm",      "aten::group_norm",    "aten::instance_norm",
    "aten::dropout",    "aten::feature_dropout", "aten::alpha_dropout", "aten::rms_norm"};

struct Convolution
{
    bool transposed = false;
    std::size_t axes = 2; ///< spatial
};

std::optional<Convolution> convolutionOf(const std::string &op)
{
    static constexpr std::array<std::string_view, 3> names{"1d", "2d", "3d"};
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (op == base::cat("aten::conv", names[i]))
            return Convolution{false, i + 1};
        if (op == base::cat("aten::conv_transpose", names[i]))
            return Convolution{true, i + 1};
    }
    return std::nullopt;
}

Shape shapeOf(const SchemaMatch &match, std::string_view name, std::size_t which)
{
    const Value *value = match.find(name);
    if (!value || !value->tensor())
        unsupported(base::cat(match.schema().name(), " lacks its tensor '", name, "'."));
    return value->tensor()->meta[which].sizes().vec();
}

std::int64_t first(const SchemaMatch &match, std::string_view name, std::int64_t otherwise)
{
    return match.integers(name, 1, otherwise)[0].at[0];
}

[[noreturn]] void misfit(const SchemaMatch &match, const Shape &input, const std::string &rule)
{
    fail(base::ProblemCode::Mismatch,
         base::cat(match.schema().name(), " is given an input of shape ", base::shapeText(input), ", but ",
                   rule, "."),
         "Give the shape of the images that the network was made for.");
}

std::int64_t convolvedSize(const SchemaMatch &match, const Convolution &kind, std::size_t axis,
                           std::array<std::int64_t, 2> inAndKernel)
{
    const Value *padding = match.find("padding");
    const std::string *named = padding ? padding->text() : nullptr;
    if (named && *named == "same")
        return inAndKernel[0];
    const auto at = [&](std::string_view name, std::int64_t otherwise) {
        return match.integers(name, kind.axes, otherwise)[axis].at[0];
    };
    const auto size =
        graph::convolvedSize({inAndKernel[0], inAndKernel[1], at("stride", 1), named ? 0 : at("padding", 0), at("dilation", 1),
                              kind.transposed ? at("output_padding", 0) : 0, kind.transposed});
    if (!size)
        fail(base::ProblemCode::Malformed, base::cat(match.schema().name(), " has a stride below 1 or sizes out of reach."),
             "Export the model again.");
    return *size;
}

/// Channels and each spatial axis by the usual formula, behind the batch if there is one. Never left to PyTorch, which would
/// compute: for minutes, if a file wants it.
Shape convolved(const SchemaMatch &match, const Convolution &kind, std::size_t which)
{
    const Shape input = shapeOf(match, "input", which), weight = shapeOf(match, "weight", which);
    if (weight.size() != kind.axes + 2 || (input.size() != kind.axes + 2 && input.size() != kind.axes + 1))
        misfit(match, input, base::cat("its weight is ", base::shapeText(weight)));
    const std::size_t leading = input.size() - kind.axes;
    const std::int64_t groups = first(match, "groups", 1);
    if (groups < 1 || groups > INT32_MAX)
        misfit(match, input, base::cat("its groups are ", groups));
    const std::int64_t channels = kind.transposed ? weight[0] : weight[1] * groups;
    if (input[leading - 1] != channels)
        misfit(match, input, base::cat("it takes ", channels, " channels"));
    Shape out(input.begin(), input.begin() + static_cast<std::ptrdiff_t>(leading));
    out.back() = kind.transposed ? weight[1] * groups : weight[0];
    for (std::size_t axis = 0; axis < kind.axes; ++axis) {
        out.push_back(convolvedSize(match, kind, axis, {input[leading + axis], weight[axis + 2]}));
        if (out.back() <= 0)
            misfit(match, input, "nothing would be left of it");
    }
    return out;
}

/// Otherwise PyTorch would fill whatever size a file names.
Shape pooledTo(const SchemaMatch &match, std::size_t axes, std::size_t which)
{
    Shape shape = shapeOf(match, "self", which);
    if (shape.size() <= axes)
        misfit(match, shape, "it pools images");
    const auto sizes = match.integers("output_size", axes, 1);
    for (std::size_t axis = 0; axis < axes; ++axis)
        shape[shape.size() - axes + axis] = std::clamp<std::int64_t>(sizes[axis].at[which], 0, INT32_MAX);
    return shape;
}

Shape attended(const SchemaMatch &match, std::size_t which)
{
    Shape out = shapeOf(match, "query", which);
    const Shape value = shapeOf(match, "value", which);
    if (out.empty() || value.empty())
        misfit(match, out, "it takes matrices");
    out.back() = value.back();
    return out;
}

} // namespace

std::optional<Shape> shapeByRule(const SchemaMatch &match, std::size_t which)
{
    const std::string &op = match.schema().name();
    if (const auto kind = convolutionOf(op))
        return convolved(match, *kind, which);
    if (model::isConvolution(op))
        unsupported(base::cat(op, " is not followed: it is no convolution of one to three axes."));
    if (const std::size_t axes = model::axesOfAdaptivePool(op.substr(op.find("::") + 2)))
        return pooledTo(match, axes, which);
    if (op == "aten::scaled_dot_product_attention")
        return attended(match, which);
    if (std::find(sameShape.begin(), sameShape.end(), op) != sameShape.end())
        return shapeOf(match, match.schema().arguments()[0].name(), which);
    return std::nullopt;
}

} // namespace espalier::formats::torchscript
