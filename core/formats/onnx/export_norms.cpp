// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx/export_rules.h"

#include "formats/onnx/refusal.h"
#include "formats/onnx/size_math.h"
#include "model/scalar_type.h"

#include <ATen/ATen.h>

namespace espalier::formats::onnx {

namespace {

using graph::Size;
using graph::Sizes;

std::string filled(ExportStep &step, std::int64_t size, double value)
{
    return step.out().constant(
        at::full({size}, value, at::TensorOptions(model::toScalarType(step.result().dtype))));
}

std::string affine(ExportStep &step, const char *name, std::int64_t size, double otherwise)
{
    return step.has(name) ? step.in(name) : filled(step, size, otherwise);
}

void batchNorm(ExportStep &step)
{
    if (!step.has("running_mean") || !step.has("running_var"))
        refuse("A batch norm without running statistics has no translation to ONNX.");
    const std::int64_t channels = step.value("running_mean").shape.front().constant;
    step.give(
        step.emit("BatchNormalization",
                  {step.in("input"), affine(step, "weight", channels, 1.0),
                   affine(step, "bias", channels, 0.0), step.in("running_mean"), step.in("running_var")},
                  {attribute("epsilon", step.real("eps", 1e-5)),
                   attribute("momentum", 1.0 - step.real("momentum", 0.1))}));
}

void layerNorm(ExportStep &step)
{
    const std::vector<std::int64_t> shape =
        step.integerList("normalized_shape").value_or(std::vector<std::int64_t>());
    Names inputs{step.in("input")};
    inputs.push_back(step.has("weight")
                         ? step.in("weight")
                         : step.out().constant(at::ones(shape, model::toScalarType(step.result().dtype))));
    if (step.has("bias"))
        inputs.push_back(step.in("bias"));
    step.give(step.emit("LayerNormalization", inputs,
                        {attribute("axis", -static_cast<std::int64_t>(shape.size())),
                         attribute("epsilon", step.real("eps", 1e-5))}));
}

/// [C] as [C, 1, 1], to meet the channels of an image.
std::string perChannel(ExportStep &step, const std::string &name, std::int64_t channels, std::size_t rank)
{
    Sizes shape(rank - 1, Size{1, false});
    shape[0] = {channels, false};
    return step.reshaped(name, shape);
}

/// Operator set 17 has no group norm: instance norm over groups laid side by side, then scale and shift.
void groupNorm(ExportStep &step)
{
    const graph::Value &x = step.value("input");
    const std::int64_t groups = step.integer("num_groups", 1), channels = x.shape.at(1).constant;
    const Size each = over(numel({x.shape.begin() + 1, x.shape.end()}), {groups, false});
    const std::string apart = step.reshaped(step.in("input"), {x.shape[0], {groups, false}, each});
    std::string y =
        step.emit("InstanceNormalization", {apart, filled(step, groups, 1.0), filled(step, groups, 0.0)},
                  {attribute("epsilon", step.real("eps", 1e-5))});
    y = step.reshaped(y, x.shape);
    if (step.has("weight"))
        y = step.emit("Mul", {y, perChannel(step, step.in("weight"), channels, x.shape.size())});
    if (step.has("bias"))
        y = step.emit("Add", {y, perChannel(step, step.in("bias"), channels, x.shape.size())});
    step.give(y);
}

void instanceNorm(ExportStep &step)
{
    if (!step.flag("use_input_stats", true))
        step.refuseArgument("use_input_stats");
    const std::int64_t channels = step.value("input").shape.at(1).constant;
    step.give(step.emit(
        "InstanceNormalization",
        {step.in("input"), affine(step, "weight", channels, 1.0), affine(step, "bias", channels, 0.0)},
        {attribute("epsilon", step.real("eps", 1e-5))}));
}

} // namespace

void addNormExports(ExportRules &rules)
{
    rules["batch_norm"] = batchNorm;
    rules["_native_batch_norm_legit_no_training"] = batchNorm;
    rules["layer_norm"] = layerNorm;
    rules["native_layer_norm"] = layerNorm;
    rules["group_norm"] = groupNorm;
    rules["instance_norm"] = instanceNorm;
}

} // namespace espalier::formats::onnx
