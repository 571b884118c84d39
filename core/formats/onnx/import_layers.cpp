// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx/import_rules.h"

#include "base/text.h"
#include "formats/onnx/module_names.h"
#include "formats/onnx/refusal.h"
#include "formats/onnx/size_math.h"
#include "formats/onnx/spatial.h"
#include "graph/convolved_size.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace espalier::formats::onnx {

namespace {

using graph::Argument;
using graph::Size;
using graph::Sizes;
using graph::ValueKind;

/// A convolution is named after its weight: what an exporter folded into it may have given it another scope.
void nameAfterWeight(ImportStep &step)
{
    const Imported weight = step.input(1);
    const bool anonymous = weight->weight && !isDottedName(weight->name);
    if (anonymous || sourceOperator(step.node()).find("batch_norm") != std::string::npos)
        step.import().noteFoldedNorm();
    if (!anonymous && weight->name.ends_with(".weight"))
        step.import().setModule(ownerOf(weight->name));
}

/// The bias, unless it is a constant zero that stands in for none.
std::optional<Imported> biasOf(ImportStep &step, std::size_t i)
{
    if (!step.has(i))
        return std::nullopt;
    const Imported bias = step.input(i);
    if (bias->isKnown() && !at::count_nonzero(bias->known[0]).item<std::int64_t>())
        return std::nullopt;
    return step.own(i, "bias");
}

void addArguments(std::vector<Operand> &operands, const Spatial &spatial, bool transposed,
                  std::int64_t groups)
{
    if (std::any_of(spatial.strides.begin(), spatial.strides.end(), [](std::int64_t s) { return s != 1; }))
        operands.push_back({"stride", wholes(spatial.strides)});
    if (std::any_of(spatial.before.begin(), spatial.before.end(), [](std::int64_t p) { return p != 0; }))
        operands.push_back({"padding", wholes(spatial.before)});
    if (transposed && std::any_of(spatial.outputPadding.begin(), spatial.outputPadding.end(),
                                  [](std::int64_t p) { return p != 0; }))
        operands.push_back({"output_padding", wholes(spatial.outputPadding)});
    if (std::any_of(spatial.dilations.begin(), spatial.dilations.end(),
                    [](std::int64_t d) { return d != 1; }))
        operands.push_back({"dilation", wholes(spatial.dilations)});
    if (groups != 1)
        operands.push_back({"groups", whole(groups)});
}

void convolution(ImportStep &step)
{
    nameAfterWeight(step);
    Imported x = step.input(0);
    const Imported weight = step.own(1, "weight");
    if (x->rank() < 3 || x->rank() > 5 || weight->rank() != x->rank())
        refuse("Only convolutions over one to three axes are read.");
    const std::int64_t groups = step.integer("group", 1);
    if (groups < 1 || weight->shape[0].constant % groups != 0 ||
        x->shape[1] != times(weight->shape[1], {groups, false}))
        refuseBroken("The weight of the convolution does not fit its input.");
    Spatial spatial = spatialOf(step, *x, {weight->shape.begin() + 2, weight->shape.end()});
    x = padUneven(step, x, spatial, 0.0);
    std::vector<Operand> operands{{"input", x}, {"weight", weight}};
    if (const auto bias = biasOf(step, 2))
        operands.push_back({"bias", *bias});
    addArguments(operands, spatial, false, groups);
    Sizes shape{x->shape[0], weight->shape[0]};
    for (std::size_t i = 2; i < x->rank(); ++i)
        shape.push_back(windowed(x->shape[i], spatial.window(i - 2)));
    step.give(step.call(base::cat("conv", x->rank() - 2, "d"), std::move(operands), {shape, x->dtype}));
}

void transposedConvolution(ImportStep &step)
{
    nameAfterWeight(step);
    const Imported x = step.input(0), weight = step.own(1, "weight");
    if (x->rank() < 3 || x->rank() > 5 || weight->rank() != x->rank() || step.integers("output_shape"))
        refuse("Transposed convolutions are read over one to three axes, with their padding given.");
    const std::int64_t groups = step.integer("group", 1);
    Spatial spatial = spatialOf(step, *x, {weight->shape.begin() + 2, weight->shape.end()});
    if (spatial.before != spatial.after)
        refuse("The padding of a transposed convolution differs at both ends.");
    std::vector<Operand> operands{{"input", x}, {"weight", weight}};
    if (const auto bias = biasOf(step, 2))
        operands.push_back({"bias", *bias});
    addArguments(operands, spatial, true, groups);
    Sizes shape{x->shape[0], times(weight->shape[1], {groups, false})};
    for (std::size_t i = 2; i < x->rank(); ++i) {
        const std::size_t k = i - 2;
        const auto size = graph::convolvedSize({x->shape[i].constant, spatial.kernel[k], spatial.strides[k],
                                                spatial.before[k], spatial.dilations[k],
                                                spatial.outputPadding[k], true});
        if (!size)
            refuseBroken("The convolution has a stride below 1 or sizes out of reach.");
        shape.push_back({*size, false});
    }
    const std::size_t axes = x->rank() - 2;
    step.give(step.call(base::cat("conv_transpose", axes, "d", axes == 1 ? "" : ".input"),
                        std::move(operands), {shape, x->dtype}));
}

/// torch counts the batches that it has seen; nothing computes with that, but its state dicts have it.
void storeCounter(ImportStep &step, const Imported &mean)
{
    const std::string owner = ownerOf(mean->name);
    if (owner.empty() || owner != step.import().module())
        return;
    const Imported zero = step.import().makeKnown(at::zeros({}, at::kLong), {});
    step.import().store(zero, {owner + ".num_batches_tracked", ValueKind::Buffer, false, std::nullopt});
}

// Only the first output is wanted: further ones are the statistics of training.
void batchNorm(ImportStep &step)
{
    step.import().noteNorm();
    const Imported x = step.input(0);
    const Imported mean = step.own(3, "running_mean", ValueKind::Buffer);
    const Imported variance = step.own(4, "running_var", ValueKind::Buffer);
    if (x->rank() < 2 || mean->shape != Sizes{x->shape[1]})
        refuseBroken("The statistics of the batch norm do not fit its input.");
    step.give(step.call("batch_norm",
                        {{"input", x},
                         {"weight", step.own(1, "weight")},
                         {"bias", step.own(2, "bias")},
                         {"running_mean", mean},
                         {"running_var", variance},
                         {"training", Argument(false)},
                         {"momentum", Argument(momentumOfTorch(step.number("momentum", 0.9)))},
                         {"eps", Argument(step.number("epsilon", 1e-5))},
                         {"cudnn_enabled", Argument(true)}},
                        x));
    storeCounter(step, mean);
}

void layerNorm(ImportStep &step)
{
    const Imported x = step.input(0);
    const std::size_t axis = axisIn(step.integer("axis", -1), x->rank());
    const Sizes normalised(x->shape.begin() + static_cast<std::ptrdiff_t>(axis), x->shape.end());
    std::vector<Operand> operands{
        {"input", x}, {"normalized_shape", Argument(normalised)}, {"weight", step.own(1, "weight")}};
    if (step.has(2))
        operands.push_back({"bias", step.own(2, "bias")});
    operands.push_back({"eps", Argument(step.number("epsilon", 1e-5))});
    step.give(step.call("layer_norm", std::move(operands), x));
}

void instanceNorm(ImportStep &step)
{
    const Imported x = step.input(0);
    step.give(step.call("instance_norm",
                        {{"input", x},
                         {"weight", step.own(1, "weight")},
                         {"bias", step.own(2, "bias")},
                         {"running_mean", Argument(std::monostate())},
                         {"running_var", Argument(std::monostate())},
                         {"use_input_stats", Argument(true)},
                         {"momentum", Argument(0.1)},
                         {"eps", Argument(step.number("epsilon", 1e-5))},
                         {"cudnn_enabled", Argument(true)}},
                        x));
}

// Operator sets 18 to 20 give one scale per group rather than per channel.
void groupNorm(ImportStep &step)
{
    const Imported x = step.input(0);
    if (step.input(1)->shape != Sizes{x->shape[1]})
        refuse("The group norm has one scale per group, not per channel.");
    step.give(step.call("group_norm",
                        {{"input", x},
                         {"num_groups", whole(step.integer("num_groups", 1))},
                         {"weight", step.own(1, "weight")},
                         {"bias", step.own(2, "bias")},
                         {"eps", Argument(step.number("epsilon", 1e-5))}},
                        x));
}

} // namespace

void addLayerImports(ImportRules &rules)
{
    rules["Conv"] = convolution;
    rules["ConvTranspose"] = transposedConvolution;
    rules["BatchNormalization"] = batchNorm;
    rules["LayerNormalization"] = layerNorm;
    rules["InstanceNormalization"] = instanceNorm;
    rules["GroupNormalization"] = groupNorm;
}

} // namespace espalier::formats::onnx
