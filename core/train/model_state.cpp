// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/model_state.h"

#include "train/record_builder.h"

#include <numeric>

namespace espalier::train {

namespace {

std::vector<std::int32_t> allChannels(std::int32_t count)
{
    std::vector<std::int32_t> channels(static_cast<std::size_t>(count));
    std::iota(channels.begin(), channels.end(), 0);
    return channels;
}

/// Original numbers of the channels that a cut leaves.
std::vector<std::int32_t> keptOriginals(const std::vector<std::int32_t> &before, const std::vector<std::int32_t> &kept)
{
    std::vector<std::int32_t> originals;
    originals.reserve(kept.size());
    for (const std::int32_t channel : kept)
        originals.push_back(before[static_cast<std::size_t>(channel)]);
    return originals;
}

} // namespace

base::Result<ModelState> makeModelState(model::Network network)
{
    auto trace = model::traceChannels(network);
    if (!trace)
        return trace.problem();
    ModelState state;
    state.network = std::move(network);
    state.trace = std::move(*trace);
    const graph::Structure &structure = *state.trace.structure;
    for (const graph::Group &group : structure.groups) {
        state.originalChannels.push_back(group.channels);
        state.kept[group.name] = allChannels(group.channels);
    }
    state.originalCost = graph::cost(structure);
    state.originalWidths = outputWidths(structure);
    return state;
}

void adoptCut(ModelState &state, model::Network network, model::Trace trace, const graph::Plan &plan)
{
    const graph::Structure &before = *state.trace.structure;
    std::map<std::string, std::int32_t> originals;
    for (const graph::Group &group : before.groups) {
        originals[group.name] = state.originalChannels[group.id.index()];
        const auto known = state.kept.find(group.name);
        const auto numbers = known == state.kept.end() ? allChannels(group.channels) : known->second;
        state.kept[group.name] = keptOriginals(numbers, graph::keptChannels(plan, group));
    }
    state.originalChannels.clear();
    for (const graph::Group &group : trace.structure->groups) {
        // A cut may leave a group that was not there before only if it split one; its own width is the best guess then.
        const auto original = originals.find(group.name);
        state.originalChannels.push_back(original == originals.end() ? group.channels : original->second);
    }
    state.network = std::move(network);
    state.trace = std::move(trace);
    state.chosen.reset();
    state.base.reset();
    state.ledger.clear();
}

} // namespace espalier::train
