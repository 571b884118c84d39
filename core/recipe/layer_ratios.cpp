// SPDX-License-Identifier: GPL-3.0-or-later
#include "recipe/index_ratios.h"
#include "recipe/layer_names.h"
#include "recipe/proportional_ratios.h"
#include "recipe/ratios.h"
#include "recipe/skip_rule.h"

#include "base/text.h"

#include <algorithm>
#include <iterator>

namespace espalier::recipe {

using graph::Layer;
using graph::Structure;

namespace {

std::vector<double> byPattern(const RatioSpec &spec, const Structure &structure)
{
    std::vector<double> ratios;
    for (const Layer &layer : structure.layers) {
        ratios.push_back(0.0);
        for (const auto &[glob, ratio] : spec.patterns)
            if (base::globMatch(glob, layer.name))
                ratios.back() = ratio;
    }
    return ratios;
}

std::vector<double> byStage(const RatioSpec &spec, const Structure &structure)
{
    std::set<int> stages;
    for (const Layer &layer : structure.layers)
        if (const auto name = blockName(layer.name))
            stages.insert(name->stage);
    std::vector<double> ratios;
    bool isBehind = false;
    for (const Layer &layer : structure.layers) {
        const auto name = blockName(layer.name);
        isBehind = isBehind || name.has_value();
        const auto end = isBehind ? spec.stages.back() : spec.stages.front();
        const auto position = name ? std::distance(stages.begin(), stages.find(name->stage)) + 1 : 0;
        ratios.push_back(name ? spec.stages.at(static_cast<std::size_t>(position)) : end);
    }
    return ratios;
}

std::vector<double> byIndex(const RatioSpec &spec, const Structure &structure)
{
    std::vector<double> ratios(structure.layers.size(), 0.0);
    const auto ranges = parseIndexRatios(spec.index);
    const std::vector<const Layer *> counted = countedLayers(structure);
    for (const IndexRange &range : ranges ? *ranges : std::vector<IndexRange>())
        for (std::int64_t i = range.first; i <= range.last && i < static_cast<std::int64_t>(counted.size()); ++i)
            ratios[static_cast<std::size_t>(counted[static_cast<std::size_t>(i)] - structure.layers.data())] = range.ratio;
    return ratios;
}

/// Without groups each layer is its own; what can't be solved was refused by resolveRatios where groups can't either.
std::vector<double> byShare(const RatioSpec &spec, const Structure &structure)
{
    std::vector<double> shares, sizes;
    for (const Layer &layer : structure.layers) {
        shares.push_back(0.0);
        sizes.push_back(1.0);
        for (const auto &[glob, share] : spec.shares)
            if (base::globMatch(glob, layer.name))
                shares.back() = share;
        for (const std::string &entry : spec.skip)
            if (skipRule(entry, structure)(layer.name))
                shares.back() = 0.0;
        for (const std::int64_t size : layer.weightShape)
            sizes.back() *= static_cast<double>(size);
    }
    auto ratios = proportionalRatios(sizes, shares, spec.total);
    return ratios ? std::move(*ratios) : std::vector<double>(structure.layers.size(), 0.0);
}

std::vector<double> byKind(const RatioSpec &spec, const Structure &structure)
{
    switch (spec.kind) {
    case RatioSpec::Kind::Uniform: return std::vector<double>(structure.layers.size(), spec.uniform);
    case RatioSpec::Kind::Patterns: return byPattern(spec, structure);
    case RatioSpec::Kind::Stages: return byStage(spec, structure);
    case RatioSpec::Kind::Index: return byIndex(spec, structure);
    case RatioSpec::Kind::Proportional: return byShare(spec, structure);
    default: return std::vector<double>(structure.layers.size(), 0.0);
    }
}

} // namespace

std::vector<double> layerRatios(const RatioSpec &spec, const Structure &structure)
{
    std::vector<double> ratios = byKind(spec, structure);
    for (const std::string &entry : spec.skip) {
        const auto isSkipped = skipRule(entry, structure);
        for (std::size_t i = 0; i < ratios.size(); ++i)
            if (isSkipped(structure.layers[i].name))
                ratios[i] = 0.0;
    }
    return ratios;
}

} // namespace espalier::recipe
