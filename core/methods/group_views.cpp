// SPDX-License-Identifier: GPL-3.0-or-later
#include "methods/method.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <numeric>

namespace espalier::methods {

namespace {

const graph::Layer *layerOfWeight(const graph::Structure &structure, const std::string &weight)
{
    const auto layer = std::find_if(structure.layers.begin(), structure.layers.end(),
                                    [&](const graph::Layer &candidate) { return candidate.weight == weight; });
    return layer == structure.layers.end() ? nullptr : &*layer;
}

std::string withoutLastPart(const std::string &name)
{
    const auto dot = name.rfind('.');
    return dot == std::string::npos ? name : name.substr(0, dot);
}

void addNorm(ProducerView &view, const std::string &norm, const model::Weights &weights)
{
    if (norm.empty())
        return;
    view.gammaName = norm + ".weight";
    view.betaName = norm + ".bias";
    view.gamma = weights.get(view.gammaName);
    view.beta = weights.get(view.betaName);
}

/// A structure names no positions where channel c lies at position c. A view does unless the channels fill the axis: a
/// group may be the front part of a layer whose other channels go another way.
std::vector<std::int32_t> positionsNamed(const graph::Member &member, std::int32_t channels, const at::Tensor &weight)
{
    const std::int32_t used = channels * static_cast<std::int32_t>(member.repeats);
    if (!member.indices.empty() || !weight.defined() || used == weight.size(member.axis))
        return member.indices;
    std::vector<std::int32_t> positions(static_cast<std::size_t>(used));
    std::iota(positions.begin(), positions.end(), 0);
    return positions;
}

ProducerView producerView(const graph::Structure &structure, const graph::Member &member, std::int32_t channels,
                          const model::Weights &weights)
{
    ProducerView view;
    view.weightName = member.tensor;
    view.weight = weights.get(member.tensor);
    view.axis = member.axis;
    view.repeats = static_cast<std::int32_t>(member.repeats);
    view.indices = positionsNamed(member, channels, view.weight);
    view.layer = withoutLastPart(member.tensor);
    if (const graph::Layer *layer = layerOfWeight(structure, member.tensor)) {
        view.layer = layer->name;
        view.biasName = layer->bias;
        view.bias = layer->bias.empty() ? at::Tensor() : weights.get(layer->bias);
        addNorm(view, layer->norm, weights);
    }
    return view;
}

/// Producers make the channels; consumers are the other weights of layers along which they lie. Where the place depends
/// on the row (a grouped weight) neither view fits.
void addMember(GroupView &view, const graph::Structure &structure, const graph::Member &member,
               const model::Weights &weights)
{
    if (member.blocked)
        return;
    if (member.producer)
        view.producers.push_back(producerView(structure, member, view.channels, weights));
    else if (layerOfWeight(structure, member.tensor))
        view.consumers.push_back(producerView(structure, member, view.channels, weights));
}

/// Channels that went in earlier cuts count towards the ratio of the original width.
std::int32_t stillToPrune(double ratio, std::int32_t original, std::int32_t channels)
{
    return std::max(0, graph::prunedCount(ratio, original) - (original - channels));
}

} // namespace

std::vector<std::vector<double>> Criterion::memberScores(const GroupView &group, const recipe::Options &options,
                                                         std::uint64_t seed) const
{
    std::vector<double> scores = score(group, options, seed);
    if (scores.empty())
        return {};
    return {std::move(scores)};
}

std::vector<GroupView> groupViews(const graph::Structure &structure, const model::Weights &weights,
                                  const std::vector<double> &ratios, const std::vector<std::int32_t> &originalChannels)
{
    std::vector<GroupView> views;
    views.reserve(structure.groups.size());
    for (const graph::Group &group : structure.groups) {
        const std::size_t index = group.id.index();
        const std::int32_t original = originalChannels.empty() ? group.channels : originalChannels[index];
        GroupView view{.id = group.id, .name = group.name, .channels = group.channels, .producers = {}};
        view.ratio = ratios.empty() ? 0.0 : ratios[index];
        view.prune = stillToPrune(view.ratio, original, group.channels);
        for (const graph::Member &member : group.members)
            addMember(view, structure, member, weights);
        views.push_back(std::move(view));
    }
    return views;
}

} // namespace espalier::methods
