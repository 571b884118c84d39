// SPDX-License-Identifier: GPL-3.0-or-later
#include "graph/cost.h"

namespace espalier::graph {

namespace {

using Kept = std::vector<std::int32_t>;

std::int64_t living(const LivingCount &count, const Kept &kept)
{
    std::int64_t total = count.fixed;
    for (const LivingCount::Term &term : count.terms)
        total += term.multiplicity * kept[term.group.index()];
    return total;
}

std::int64_t priceOf(const CostTerm &term, const Kept &kept)
{
    std::int64_t product = term.factor;
    for (const LivingCount &count : term.counts)
        product *= living(count, kept);
    if (!term.divisor)
        return product;
    const std::int64_t divisor = living(*term.divisor, kept);
    return divisor > 0 ? product / divisor : 0;
}

std::int64_t priceOf(const std::vector<CostTerm> &terms, const Kept &kept)
{
    std::int64_t total = 0;
    for (const CostTerm &term : terms)
        total += priceOf(term, kept);
    return total;
}

std::vector<LayerCost> layerCosts(const Structure &structure, const Kept &kept)
{
    std::vector<LayerCost> costs;
    costs.reserve(structure.layers.size());
    for (const Layer &layer : structure.layers)
        costs.push_back({living(layer.in, kept), living(layer.out, kept), priceOf(layer.parameters, kept),
                         priceOf(layer.macs, kept)});
    return costs;
}

Cost totalCost(const Structure &structure, const std::vector<LayerCost> &layers, const Kept &kept)
{
    Cost total;
    for (const LayerCost &layer : layers) {
        total.contractionParameters += layer.parameters;
        total.macs += layer.macs;
    }
    total.parameters = total.contractionParameters + priceOf(structure.otherParameters, kept);
    total.macs += priceOf(structure.otherMacs, kept);
    return total;
}

Kept allChannels(const Structure &structure)
{
    Kept kept;
    kept.reserve(structure.groups.size());
    for (const Group &group : structure.groups)
        kept.push_back(group.channels);
    return kept;
}

} // namespace

double Preview::speedup() const
{
    return after.macs > 0 ? static_cast<double>(before.macs) / static_cast<double>(after.macs) : 1.0;
}

Preview preview(const Structure &structure, const Plan &plan)
{
    Kept kept = allChannels(structure);
    Preview result;
    result.layersBefore = layerCosts(structure, kept);
    result.before = totalCost(structure, result.layersBefore, kept);
    for (const Group &group : structure.groups)
        kept[group.id.index()] -= static_cast<std::int32_t>(plan.removed(group.id).size());
    result.layersAfter = layerCosts(structure, kept);
    result.after = totalCost(structure, result.layersAfter, kept);
    return result;
}

Cost cost(const Structure &structure)
{
    return costOf(structure, allChannels(structure));
}

Cost costOf(const Structure &structure, const std::vector<std::int32_t> &keptPerGroup)
{
    return totalCost(structure, layerCosts(structure, keptPerGroup), keptPerGroup);
}

} // namespace espalier::graph
