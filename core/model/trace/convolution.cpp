// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/translate.h"
#include "model/trace/contracting.h"
#include "model/trace/meeting.h"
#include "model/trace/recording.h"
#include "model/trace/rules.h"

namespace espalier::model::trace {

namespace {

/// Labels on spatial axes are united over them (pixel shuffle: r r channels become one class).
std::vector<Layer> channelLayers(Walk &walk, const Traced &input)
{
    std::vector<Layer> result;
    const AxisSet channel = AxisSet::of(1);
    const AxisSet spatial = AxisSet::range(2, static_cast<int>(input.shape.size()));
    for (const Layer &layer : walk.normalised(input.layers)) {
        if (layer.varying().has(1))
            result.push_back(walk.collapsed(layer, layer.varying() - channel));
        else if (layer.varying().meets(spatial))
            walk.pin(layer, ESP_TR("Engine", "it is convolved along an axis that holds its channels"));
        else
            result.push_back(layer);
    }
    return walk.normalised(result);
}

std::vector<Layer> withBias(Walk &walk, const Call &call, std::vector<Layer> layers)
{
    const Traced *bias = call.tensor("bias");
    if (!bias)
        return layers;
    const Shape &shape = call.shape();
    Shape perChannel(shape.size(), 1);
    perChannel[1] = bias->shape[0];
    Traced reshaped{perChannel, {}, true, {}, {}, -1};
    for (const Layer &layer : bias->layers)
        reshaped.layers.push_back(layer.reshaped(perChannel));
    const Traced product{shape, std::move(layers), false, {}, {}, -1};
    return meetAll(walk, {&product, &reshaped}, shape);
}

/// One grouped convolution (tracer.md 3): living groups hold equally many inputs and equally many outputs.
struct Grouped {
    std::int64_t groups = 1;
    std::int64_t inputs = 1;  ///< per group
    std::int64_t outputs = 1; ///< per group
};

Labels1d groupLabels(Walk &walk, const Grouped &size, const Labels1d &in, const Labels1d &out)
{
    Labels1d labels = in;
    const auto rows = static_cast<std::size_t>(size.groups);
    if (size.inputs > 1) {
        labels = walk.freshLabels(size.groups);
        walk.addBlocks(labels, in, rows);
    }
    walk.addBlocks(labels, out, rows); // united if there is one output per group
    return labels;
}

/// The weight's input axis varies over (out, in): each group keeps its own choice of inputs.
void relabelWeight(Walk &walk, Traced &weight, const Grouped &size, const Labels1d &in)
{
    if (!weight.stored.isValid()) {
        // Computed (standardised) weights can't be cut raggedly: the same inputs in every group.
        const Layer cells = Layer::of(Shape{size.groups, size.inputs}, in, Shape{size.groups, size.inputs});
        for (const Layer &layer : weight.layers)
            if (layer.varying() == AxisSet::of(1))
                walk.unite(cells, Layer::of(1, layer.labels(), Shape{1, size.inputs}));
        return;
    }
    const std::int64_t out = size.groups * size.outputs;
    Labels1d labels;
    labels.reserve(static_cast<std::size_t>(out * size.inputs));
    for (std::int64_t o = 0; o < out; ++o)
        for (std::int64_t i = 0; i < size.inputs; ++i)
            labels.push_back(in[static_cast<std::size_t>(o / size.outputs * size.inputs + i)]);
    Shape grid(weight.shape.size(), 1);
    grid[0] = out;
    grid[1] = size.inputs;
    const Layer layer = Layer::of(grid, std::move(labels), weight.shape);
    std::vector<Layer> layers;
    for (const Layer &old : weight.layers) {
        if (!old.varying().has(1))
            layers.push_back(old);
        else if (old.varying().has(0))
            walk.unite(old, layer); // used by an earlier convolution too
    }
    layers.push_back(layer);
    weight.layers = std::move(layers);
}

bool groupedConvolution(Walk &walk, Call &call, std::vector<Layer> input, const Grouped &size)
{
    Traced &weight = walk.value(call.tensorId("weight"));
    Contraction &record = walk.findings().contractions.back();
    Labels1d in;
    std::vector<Layer> layers;
    for (const Layer &layer : input) {
        if (!layer.varying().has(1))
            layers.push_back(layer);
        else if (in.empty())
            in = layer.labels();
        else
            walk.unite(in, layer.labels());
    }
    record.in = {in, size.groups * size.inputs};
    record.groups = {{}, size.groups};
    if (record.out.labels.empty() || in.empty()) {
        for (const Layer &layer : weight.layers)
            walk.pin(layer, ESP_TR("Engine", "it is a grouped convolution of a value without channels"));
        call.setLayers(withBias(walk, call, std::move(layers)));
        return true;
    }
    const Labels1d out = record.out.labels;
    const Labels1d labels = groupLabels(walk, size, in, out);
    record.groups.labels = labels;
    if (size.inputs > 1)
        relabelWeight(walk, weight, size, in);
    walk.findings().groupLabels[call.id()] = labels;
    layers.insert(layers.begin(), Layer::of(1, out, call.shape()));
    for (Layer &layer : layers)
        layer = layer.expanded(call.shape());
    call.setLayers(withBias(walk, call, std::move(layers)));
    return true;
}

std::string spatialLetters(std::size_t count, char first)
{
    std::string letters;
    for (std::size_t i = 0; i < count; ++i)
        letters.push_back(static_cast<char>(first + static_cast<int>(i)));
    return letters;
}

bool convolution(Walk &walk, Call &call)
{
    const Traced &input = *call.tensor("input");
    const Traced &weight = *call.tensor("weight");
    const bool transposed = call.op().find("transpose") != std::string::npos || call.boolean("transposed", false);
    const Traced *bias = call.tensor("bias");
    if (input.shape.size() != weight.shape.size() || (bias && bias->shape != Shape{call.shape()[1]}))
        return false;
    const std::int64_t groups = call.integer("groups", 1);
    const Grouped size{groups, input.shape[1] / groups, call.shape()[1] / groups};
    if (transposed && groups > 1 && (size.inputs > 1 || size.outputs > 1))
        return false;
    std::vector<Layer> layers = channelLayers(walk, input);
    const bool swapped = transposed && groups == 1;
    Contraction &record =
        recordWeighted(walk, call, {call.tensorId("weight"), call.tensorId("bias"), swapped ? 1 : 0, swapped ? 0 : 1});
    // Every output position meets every tap; in a transposed convolution every input position does.
    const ValueId swept = transposed ? call.tensorId("input") : call.node().outputs[0];
    const Shape perInput = shapeAt(walk.graph().value(swept).shape, 1);
    record.positions = product(perInput) / perInput[1];
    if (groups > 1)
        return groupedConvolution(walk, call, std::move(layers), size);
    const std::size_t spatial = input.shape.size() - 2;
    const std::string place = spatialLetters(spatial, 'p'), tap = spatialLetters(spatial, 't'),
                      result = spatialLetters(spatial, 'x');
    const Lettered x{input.shape, std::move(layers), input.constant, "nc" + place};
    const Lettered w{weight.shape, weight.layers, weight.constant, (transposed ? "co" : "oc") + tap};
    call.setLayers(withBias(walk, call, contract(walk, x, w, "no" + result, call.shape())));
    return true;
}

} // namespace

void addConvolutionRules(RuleTable &table)
{
    for (const char *op : {"conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d", "conv_transpose3d",
                           "convolution", "_convolution"})
        table[op] = convolution;
}

} // namespace espalier::model::trace
