// SPDX-License-Identifier: GPL-3.0-or-later
#include "recipe/layer_names.h"
#include "recipe/ratios.h"

#include "base/text.h"

#include <algorithm>
#include <functional>

namespace espalier::recipe {

using graph::Layer;
using graph::Structure;

namespace {

using Rule = std::function<bool(const Layer &)>;

bool isConvolution(const Layer &layer)
{
    return layer.weightShape.size() > 2;
}

template <class Predicate>
bool anyLayer(const Structure &structure, const Predicate &predicate)
{
    return std::any_of(structure.layers.begin(), structure.layers.end(), predicate);
}

/// conv1 of each block, and conv2 where blocks have three.
Rule resnetRule(const Structure &structure)
{
    const bool isBottleneck = anyLayer(structure, [](const Layer &layer) {
        const auto name = blockName(layer.name);
        return name && name->part == "conv3";
    });
    return [isBottleneck](const Layer &layer) {
        const auto name = blockName(layer.name);
        return name && (name->part == "conv1" || (isBottleneck && name->part == "conv2"));
    };
}

/// Expansions of MobileNetV2, features.N.conv.0.0; the first block has none, its conv.0.0 is depth-wise.
Rule mobileNetRule()
{
    return [](const Layer &layer) {
        return base::globMatch("*features.*.conv.0.0", layer.name) && layer.groups == 1;
    };
}

Rule convolutionsBehindTheFirst(const Structure &structure)
{
    const auto first = std::find_if(structure.layers.begin(), structure.layers.end(), isConvolution);
    const std::string firstName = first == structure.layers.end() ? std::string() : first->name;
    return [firstName](const Layer &layer) { return isConvolution(layer) && layer.name != firstName; };
}

Rule ruleFor(const Structure &structure)
{
    if (anyLayer(structure, [](const Layer &layer) { return blockName(layer.name).has_value(); }))
        return resnetRule(structure);
    if (anyLayer(structure, [](const Layer &layer) { return base::globMatch("*features.*.conv.*", layer.name); }))
        return mobileNetRule();
    if (anyLayer(structure, [](const Layer &layer) { return base::globMatch("*features.*", layer.name); }))
        return convolutionsBehindTheFirst(structure);
    if (!anyLayer(structure, isConvolution)) // MLP: all but the last, which is frozen
        return [](const Layer &) { return true; };
    if (anyLayer(structure, [](const Layer &layer) { return layer.name == "conv3"; })) // LeNet-5
        return isConvolution;
    return [](const Layer &) { return true; };
}

} // namespace

std::set<graph::GroupId> paperScope(const Structure &structure)
{
    const Rule isInScope = ruleFor(structure);
    std::set<graph::GroupId> scope;
    for (const Layer &layer : structure.layers) {
        if (layer.group.isValid() && layer.frozen.empty() && isInScope(layer))
            scope.insert(layer.group);
    }
    return scope;
}

} // namespace espalier::recipe
