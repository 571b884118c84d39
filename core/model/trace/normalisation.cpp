// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/translate.h"
#include "model/trace/meeting.h"
#include "model/trace/rules.h"

#include <algorithm>

namespace espalier::model::trace {

namespace {

/// Per-channel parameters (C) as a value (1, C, 1, …) of `dims` axes.
Traced perChannel(const Traced &parameter, std::size_t dims)
{
    Shape shape(dims, 1);
    shape[1] = parameter.shape[0];
    Traced value{shape, {}, true, {}, {}, -1};
    for (const Layer &layer : parameter.layers)
        value.layers.push_back(layer.reshaped(shape));
    return value;
}

/// Layers of the input in which a channel is one class, whatever else they varied on.
std::vector<Layer> wholeChannels(Walk &walk, const Traced &input)
{
    std::vector<Layer> result;
    for (const Layer &layer : walk.normalised(input.layers))
        result.push_back(layer.varying().has(1) ? walk.collapsed(layer, layer.varying() - AxisSet::of(1)) : layer);
    return result;
}

/// One entry per channel in each parameter that there is. Operators may take others; which channel has which is unknown then.
bool arePerChannel(const Call &call, std::initializer_list<const char *> parameters)
{
    return call.shape().size() >= 2 && std::all_of(parameters.begin(), parameters.end(), [&](const char *name) {
               const Traced *parameter = call.tensor(name);
               return !parameter || parameter->shape == Shape{call.shape()[1]};
           });
}

std::vector<Layer> metPerChannel(Walk &walk, const Call &call, std::vector<Layer> input,
                                 std::initializer_list<const char *> parameters)
{
    const Shape &shape = call.shape();
    std::vector<Traced> values{Traced{shape, std::move(input), false, {}, {}, -1}};
    for (const char *name : parameters)
        if (const Traced *parameter = call.tensor(name))
            values.push_back(perChannel(*parameter, shape.size()));
    std::vector<const Traced *> pointers;
    for (const Traced &value : values)
        pointers.push_back(&value);
    return meetAll(walk, pointers, shape);
}

bool batchNorm(Walk &walk, Call &call)
{
    if (!arePerChannel(call, {"weight", "bias", "running_mean", "running_var"}))
        return false;
    const Traced &input = *call.tensor("input");
    std::vector<Layer> layers =
        input.constant ? walk.normalised(input.layers) : wholeChannels(walk, input);
    // A computed weight standardised by batch_norm over (1, out, in * taps): statistics over channels of another axis.
    const bool statistics = call.op() == "_native_batch_norm_legit" || call.op() == "instance_norm"
        || call.boolean("training", false);
    for (const Layer &layer : layers)
        if (statistics && !layer.varying().within(AxisSet::of(1)))
            walk.markApproximate(layer);
    call.setLayers(metPerChannel(walk, call, std::move(layers), {"weight", "bias", "running_mean", "running_var"}));
    return true;
}

bool layerNorm(Walk &walk, Call &call)
{
    const Shape &shape = call.shape();
    std::vector<Layer> layers = meetAll(walk, {call.tensor("input"), call.tensor("weight"), call.tensor("bias")}, shape);
    const int dims = static_cast<int>(shape.size());
    const int normalised = static_cast<int>(call.integers("normalized_shape").size());
    for (const Layer &layer : layers)
        if (layer.varying().meets(AxisSet::range(dims - normalised, dims)))
            walk.markApproximate(layer);
    call.setLayers(std::move(layers));
    return true;
}

bool groupNorm(Walk &walk, Call &call)
{
    const std::int64_t groups = call.integer("num_groups", 1);
    if (!arePerChannel(call, {"weight", "bias"}))
        return false;
    const std::int64_t channels = call.shape()[1];
    std::vector<Layer> layers =
        metPerChannel(walk, call, wholeChannels(walk, *call.tensor("input")), {"weight", "bias"});
    for (const Layer &layer : layers) {
        if (!layer.varying().has(1))
            continue;
        if (groups < channels)
            walk.markApproximate(layer);
        if (groups > 1) {
            const Labels1d labels = walk.freshLabels(groups);
            walk.addBlocks(labels, layer.labels(), static_cast<std::size_t>(groups));
            walk.findings().groupLabels[call.id()] = labels;
        }
    }
    call.setLayers(std::move(layers));
    return true;
}

bool prelu(Walk &walk, Call &call)
{
    const Traced &weight = *call.tensor("weight");
    if (weight.shape.empty() || weight.shape[0] == 1 || call.shape().size() < 2) {
        call.setLayers(walk.normalised(call.tensor("self")->layers));
        return true;
    }
    const Traced value = perChannel(weight, call.shape().size());
    call.setLayers(meetAll(walk, {call.tensor("self"), &value}, call.shape()));
    return true;
}

bool softmax(Walk &walk, Call &call)
{
    const int dims = static_cast<int>(call.shape().size());
    const int axis = call.axis("dim", -1, dims);
    std::vector<Layer> softened;
    for (const Layer &layer : walk.normalised(call.operand(0).layers)) {
        const bool more = layer.varying().has(axis) && layer.varying().count() > 1;
        softened.push_back(more ? walk.collapsed(layer, AxisSet::of(axis)) : layer);
    }
    std::vector<Layer> result;
    for (const Layer &layer : walk.normalised(softened)) {
        if (layer.varying().has(axis))
            walk.pin(layer, ESP_TR("Engine", "a softmax runs over its channels"));
        else
            result.push_back(layer);
    }
    call.setLayers(std::move(result));
    return true;
}

} // namespace

void addNormalisationRules(RuleTable &table)
{
    for (const char *op : {"batch_norm", "_native_batch_norm_legit_no_training", "native_batch_norm",
                           "_native_batch_norm_legit", "instance_norm"})
        table[op] = batchNorm;
    for (const char *op : {"layer_norm", "native_layer_norm", "rms_norm"})
        table[op] = layerNorm;
    table["group_norm"] = groupNorm;
    table["prelu"] = prelu;
    for (const char *op : {"softmax", "_softmax", "log_softmax", "_log_softmax"})
        table[op] = softmax;
}

} // namespace espalier::model::trace
