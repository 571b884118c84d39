// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/kept_plan.h"

#include "base/text.h"
#include "graph/cost.h"
#include "model/weight_names.h"

#include <algorithm>
#include <set>

namespace espalier::formats {

namespace {

using graph::Group;
using graph::Member;
using graph::Structure;

/// Kept layers under the names of the structure's layers.
struct NamedLayers {
    std::map<std::string, const KeptLayer *> byLayer;
    std::vector<std::string> unknown;
};

NamedLayers nameLayers(const Structure &structure, const std::map<std::string, KeptLayer> &layers)
{
    std::map<std::string, std::string> layerOf;
    for (const graph::Layer &layer : structure.layers) {
        layerOf[layer.name] = layer.name;
        if (!layer.norm.empty())
            layerOf[layer.norm] = layer.name;
    }
    NamedLayers named;
    for (const auto &[name, layer] : layers) {
        auto found = layerOf.find(name);
        if (found == layerOf.end())
            found = layerOf.find(torchvisionName(name));
        if (found == layerOf.end())
            named.unknown.push_back(name);
        else
            named.byLayer[found->second] = &layer;
    }
    return named;
}

base::Status checkWidths(const Structure &structure, const NamedLayers &named)
{
    const graph::Preview widths = graph::preview(structure, {});
    for (std::size_t l = 0; l < structure.layers.size(); ++l) {
        const graph::Layer &layer = structure.layers[l];
        const std::int64_t width = widths.layersBefore[l].out;
        const auto kept = named.byLayer.find(layer.name);
        if (kept == named.byLayer.end())
            continue;
        if (kept->second->original != width)
            return base::Problem{base::ProblemCode::Mismatch,
                                 base::cat("Layer ", layer.name, " has ", width,
                                           " channels, but the file speaks of ", kept->second->original, "."),
                                 "", "Use it with the network that it was made for, before anything was cut."};
    }
    return {};
}

/// Channels of the group of whose rows in this member none is kept.
std::vector<std::int32_t> prunedBy(const Member &member, const Group &group, const KeptLayer &layer)
{
    const std::set<std::int32_t> kept(layer.kept.begin(), layer.kept.end());
    std::vector<std::int32_t> pruned;
    for (std::int32_t channel = 0; channel < group.channels; ++channel) {
        bool any = false;
        for (std::int32_t position = 0; position < member.repeats && !any; ++position)
            any = kept.contains(member.index(channel, position));
        if (!any)
            pruned.push_back(channel);
    }
    return pruned;
}

struct MemberSets {
    std::vector<std::vector<std::int32_t>> pruned;
    std::vector<std::string> layers;
};

MemberSets prunedSets(const Structure &structure, const Group &group, const NamedLayers &named)
{
    MemberSets sets;
    for (const graph::Layer &layer : structure.layers) {
        for (const Member &member : group.members) {
            if (!member.producer || member.tensor != layer.weight)
                continue;
            const auto kept = named.byLayer.find(layer.name);
            // A mask that keeps nothing says so with `now`; a list of widths alone has no kept channels to tell.
            const bool known = kept != named.byLayer.end() && (!kept->second->kept.empty() || kept->second->now == 0);
            sets.pruned.push_back(known ? prunedBy(member, group, *kept->second) : std::vector<std::int32_t>());
            sets.layers.push_back(layer.name);
        }
    }
    return sets;
}

bool allEqual(const std::vector<std::vector<std::int32_t>> &sets)
{
    return std::adjacent_find(sets.begin(), sets.end(), std::not_equal_to<>()) == sets.end();
}

} // namespace

base::Result<KeptPlan> planFromKept(const Structure &structure, const std::map<std::string, KeptLayer> &layers,
                                    GroupPolicy policy)
{
    NamedLayers named = nameLayers(structure, layers);
    if (const base::Status fits = checkWidths(structure, named); !fits)
        return fits.problem();
    KeptPlan result;
    result.unknown = std::move(named.unknown);
    for (const Group &group : structure.groups) {
        const MemberSets sets = prunedSets(structure, group, named);
        if (!allEqual(sets.pruned))
            result.disagreeing.push_back(group.name);
        result.plan.setRemoved(group.id, agree(sets.pruned, group.channels, policy));
        const auto blocking = graph::blockingMember(sets.pruned);
        if (blocking && result.plan.removed(group.id).empty())
            result.blocked.push_back(base::cat(group.name, " by ", sets.layers[*blocking]));
    }
    if (const base::Status valid = graph::validate(result.plan, structure); !valid)
        return valid.problem();
    return result;
}

std::string torchvisionName(const std::string &name)
{
    return model::nameFromMaskSparsity(name).value_or(name);
}

} // namespace espalier::formats
