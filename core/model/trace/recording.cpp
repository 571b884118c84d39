// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/trace/recording.h"

#include <algorithm>

namespace espalier::model::trace {

Extent extentOf(const Traced &value, int axis)
{
    Extent extent{{}, value.shape[static_cast<std::size_t>(axis)]};
    for (const Layer &layer : value.layers)
        if (layer.varying() == AxisSet::of(axis))
            extent.labels = layer.labels();
    return extent;
}

Contraction &recordWeighted(Walk &walk, Call &call, const WeightUse &use)
{
    const Traced &weight = walk.value(use.weight);
    Contraction record;
    record.node = call.id();
    record.weight = weight.origin;
    record.bias = use.bias;
    record.out = extentOf(weight, use.outAxis);
    if (use.outAxis == use.inAxis)
        record.out = Extent{};
    record.in = use.inAxis >= 0 ? extentOf(weight, use.inAxis) : Extent{};
    record.taps = product(weight.shape) / (record.out.size * record.in.size);
    const Shape perInput = shapeAt(walk.graph().value(call.node().outputs[0]).shape, 1);
    record.positions = product(perInput) * use.summed / product(weight.shape);
    if (!record.out.labels.empty())
        walk.addProducer(record.out.labels);
    walk.findings().contractions.push_back(std::move(record));
    return walk.findings().contractions.back();
}

void recordUnweighted(Walk &walk, Call &call, const Lettered &a, const Lettered &b)
{
    Contraction record;
    record.node = call.id();
    std::vector<std::pair<std::string, Layer>> layers;
    for (const Lettered *side : {&a, &b}) {
        for (const Layer &layer : walk.normalised(side->layers)) {
            std::string letters;
            for (const int axis : layer.varying().list())
                letters.push_back(side->letters[static_cast<std::size_t>(axis)]);
            layers.emplace_back(std::move(letters), layer);
        }
    }
    // The finest first; what shares a letter with it is a coarser view of the same channels, or united with it.
    std::stable_sort(layers.begin(), layers.end(),
                     [](const auto &x, const auto &y) { return x.first.size() > y.first.size(); });
    std::string counted;
    for (const auto &[letters, layer] : layers) {
        if (letters.find_first_of(counted) != std::string::npos)
            continue;
        counted += letters;
        record.extents.push_back({layer.labels(), layer.labelCount()});
    }
    for (const Lettered *side : {&a, &b}) {
        for (std::size_t axis = 0; axis < side->letters.size(); ++axis) {
            if (counted.find(side->letters[axis]) != std::string::npos)
                continue;
            counted.push_back(side->letters[axis]);
            record.positions *= side->shape[axis];
        }
    }
    const graph::Sizes &result = walk.graph().value(call.node().outputs[0]).shape;
    if (std::any_of(result.begin(), result.end(), [](graph::Size size) { return size.timesBatch; }))
        record.positions /= tracedBatch;
    walk.findings().contractions.push_back(std::move(record));
}

} // namespace espalier::model::trace
