// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/torchscript/operator_rewrites.h"

#include "base/text.h"

#include <algorithm>
#include <array>

namespace espalier::formats::torchscript {

namespace {

/// They make a tensor of sizes and numbers alone.
constexpr std::array<std::string_view, 8> factories{"aten::zeros",         "aten::ones",    "aten::full",
                                                    "aten::arange",        "aten::eye",     "aten::linspace",
                                                    "aten::scalar_tensor", "aten::meshgrid"};

/// They give a tensor other memory, or read memory that is not its own.
constexpr std::array<std::string_view, 12> refused{
    "aten::set_",       "aten::set",           "aten::resize_",     "aten::resize",
    "aten::resize_as_", "aten::as_strided",    "aten::as_strided_", "aten::as_strided_scatter",
    "aten::set_data",   "aten::record_stream", "aten::empty_like",  "aten::new_empty"};

constexpr std::array<std::string_view, 7> reshapers{"aten::unsqueeze_", "aten::squeeze_",  "aten::t_",
                                                    "aten::transpose_", "aten::swapaxes_", "aten::swapdims_",
                                                    "aten::detach_"};

template <std::size_t N>
bool contains(const std::array<std::string_view, N> &names, const std::string &op)
{
    return std::find(names.begin(), names.end(), op) != names.end();
}

bool holdsTensor(const Value &value)
{
    if (value.tensor())
        return true;
    const std::vector<Value> *items = value.items();
    return items && std::any_of(items->begin(), items->end(),
                                [](const Value &item) { return item.tensor() != nullptr; });
}

std::int64_t spatialAxes(const CallArguments &arguments)
{
    const TensorValue *weight = arguments.positional.size() > 1 ? arguments.positional[1].tensor() : nullptr;
    const std::int64_t axes = weight ? weight->meta[0].dim() - 2 : 0;
    if (axes < 1 || axes > 3)
        unsupported("A convolution has no weight of 3, 4 or 5 axes.");
    return axes;
}

/// (input, weight, bias, stride, padding, dilation, transposed, output_padding, groups, …)
void rewriteConvolution(std::string &op, CallArguments &arguments)
{
    std::vector<Value> &given = arguments.positional;
    if (given.size() < 9 || !std::holds_alternative<bool>(given[6]))
        unsupported(base::cat(op, " is called without its arguments."));
    const std::int64_t axes = spatialAxes(arguments);
    if (std::get<bool>(given[6])) {
        op = base::cat("aten::conv_transpose", axes, "d");
        given = {given[0], given[1], given[2], given[3], given[4], given[7], given[8], given[5]};
    } else {
        op = base::cat("aten::conv", axes, "d");
        given = {given[0], given[1], given[2], given[3], given[4], given[5], given[8]};
    }
    arguments.named.clear();
}

/// "same" as numbers, where both sides get as much.
void rewriteNamedPadding(CallArguments &arguments)
{
    std::vector<Value> &given = arguments.positional;
    if (given.size() < 5 || !given[4].text())
        return;
    const std::int64_t axes = spatialAxes(arguments);
    std::vector<Value> padding(static_cast<std::size_t>(axes), Dual(0));
    for (std::int64_t axis = 0; axis < axes && *given[4].text() == "same"; ++axis) {
        Dual dilation(1);
        const std::vector<Value> *items = given.size() > 5 ? given[5].items() : nullptr;
        if (items && !items->empty())
            dilation =
                dualOf((*items)[std::min<std::size_t>(static_cast<std::size_t>(axis), items->size() - 1)])
                    .value_or(dilation);
        if (dilation.at[0] < 0 || dilation.at[0] > INT32_MAX)
            return; // PyTorch refuses it
        const std::int64_t both = dilation.at[0] * (given[1].tensor()->meta[0].size(axis + 2) - 1);
        if (both % 2 != 0)
            return; // PyTorch pads one side more
        padding[static_cast<std::size_t>(axis)] = Dual(both / 2);
    }
    given[4] = makeList(std::move(padding));
}

} // namespace

void rewriteCall(std::string &op, CallArguments &arguments)
{
    if (op == "aten::_convolution" || op == "aten::convolution")
        rewriteConvolution(op, arguments);
    else if (op == "aten::_convolution_mode")
        op = base::cat("aten::conv", spatialAxes(arguments), "d");
    else if (contains(reshapers, op))
        op.pop_back();
    if (op == "aten::conv1d" || op == "aten::conv2d" || op == "aten::conv3d")
        rewriteNamedPadding(arguments);
}

void checkAllowed(const std::string &op, const CallArguments &arguments)
{
    const bool anyTensor =
        std::any_of(arguments.positional.begin(), arguments.positional.end(), holdsTensor) ||
        std::any_of(arguments.named.begin(), arguments.named.end(),
                    [](const auto &named) { return holdsTensor(named.second); });
    if (!op.starts_with("aten::") || contains(refused, op) || (!anyTensor && !contains(factories, op)))
        unsupported(base::cat("A call of ", op, " is not followed here."));
}

} // namespace espalier::formats::torchscript
