// SPDX-License-Identifier: GPL-3.0-or-later
#include "graph/plan.h"

#include "base/text.h"
#include "graph/json_reader.h"

#include <algorithm>
#include <set>

namespace espalier::graph {

using base::cat;

namespace {

std::string idText(GroupId id)
{
    return cat("g", id.value);
}

/// The group that an entry means: id, name and width have to fit.
const Group &matchGroup(const JsonReader &entry, const Structure &structure)
{
    const std::string id = entry.at("id").text();
    const std::string name = entry.at("name").text();
    const auto found = std::find_if(structure.groups.begin(), structure.groups.end(),
                                    [&id](const Group &group) { return idText(group.id) == id; });
    if (found == structure.groups.end())
        entry.fail(cat("the network has no group ", id, " ('", name, "'); it has ", structure.groups.size(), " groups."),
                   "Make the plan for this network.");
    if (found->name != name)
        entry.fail(cat("group ", id, " is '", name, "' in the plan, but '", found->name, "' in the network."),
                   "Make the plan for this network.");
    const std::int64_t channels = entry.at("channels").integer();
    if (channels != found->channels)
        entry.fail(cat("group ", id, " ('", name, "') has ", channels, " channels in the plan, but ", found->channels,
                       " in the network."),
                   "Make the plan for this network.");
    return *found;
}

std::vector<std::int32_t> readRemoved(const JsonReader &entry, const Group &group)
{
    std::vector<std::int32_t> removed;
    for (const JsonReader &item : entry.at("removed").items(static_cast<std::size_t>(group.channels)))
        removed.push_back(static_cast<std::int32_t>(item.integer(0, group.channels - 1)));
    const std::set<std::int32_t> distinct(removed.begin(), removed.end());
    if (distinct.size() != removed.size())
        entry.at("removed").fail("a channel is listed twice.");
    const auto kept = group.channels - static_cast<std::int64_t>(removed.size());
    if (entry.has("kept") && entry.at("kept").integer() != kept)
        entry.at("kept").fail(cat("the plan says that ", entry.at("kept").integer(), " channels are kept, but removes ",
                                  removed.size(), " of ", group.channels, "."));
    return removed;
}

Plan readPlan(const JsonReader &document, const Structure &structure)
{
    Plan plan;
    std::set<GroupId> seen;
    for (const JsonReader &entry : document.at("groups").items()) {
        const Group &group = matchGroup(entry, structure);
        if (!seen.insert(group.id).second)
            entry.fail(cat("group ", idText(group.id), " is listed twice."));
        plan.setRemoved(group.id, readRemoved(entry, group));
    }
    return plan;
}

} // namespace

std::string toJson(const Plan &plan, const Structure &structure)
{
    Json groups = Json::array();
    for (const Group &group : structure.groups) {
        const auto &removed = plan.removed(group.id);
        groups.push_back({{"id", idText(group.id)},
                          {"name", group.name},
                          {"channels", group.channels},
                          {"kept", group.channels - static_cast<std::int32_t>(removed.size())},
                          {"removed", removed}});
    }
    const Json document = {{"espalier_plan", 1}, {"groups", groups}};
    return document.dump(1, ' ', false, Json::error_handler_t::replace);
}

base::Result<Plan> planFromJson(const std::string &text, const Structure &structure)
{
    JsonLimits limits;
    limits.remedy = "Give a plan written by `espalier-cli plan`.";
    return readDocument<Plan>(text, limits, [&](const JsonReader &document) { return readPlan(document, structure); });
}

} // namespace espalier::graph
