// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/inherited_choice.h"

#include "base/file.h"
#include "base/text.h"

#include <algorithm>

namespace espalier::train {

using base::cat;
using base::Problem;
using base::ProblemCode;

namespace {

Problem doesNotFit(const graph::Group &group, const std::string &why)
{
    return {ProblemCode::Mismatch, cat("group ", group.name, " has ", group.channels, " channels, ", why),
            "ratios.inherit", "Inherit from a run of the same network, before anything is cut."};
}

base::Result<std::vector<std::int32_t>>
removedFrom(const graph::Group &group, const std::vector<std::int32_t> &kept, const report::RunRecord &record)
{
    const auto width = record.widths.find(group.name);
    if (width != record.widths.end() && width->second.first != group.channels)
        return doesNotFit(group, cat("but began that run with ", width->second.first, "."));
    if (!kept.empty() && kept.back() >= group.channels)
        return doesNotFit(group, cat("but that run kept number ", kept.back(), "."));
    std::vector<std::int32_t> removed;
    for (std::int32_t channel = 0; channel < group.channels; ++channel)
        if (!std::binary_search(kept.begin(), kept.end(), channel))
            removed.push_back(channel);
    return removed;
}

} // namespace

base::Result<graph::Plan> inheritedChoice(const std::filesystem::path &runFolder, const ModelState &model)
{
    const auto text = base::readFile(runFolder / "result.json");
    if (!text)
        return text.problem();
    const auto record = report::runRecordFromJson(*text);
    if (!record)
        return record.problem();
    graph::Plan plan;
    for (const graph::Group &group : model.trace.structure->groups) {
        if (group.channels != model.originalChannels[group.id.index()])
            return doesNotFit(group,
                              cat("of ", model.originalChannels[group.id.index()], ": it was cut before."));
        const auto kept = record->kept.find(group.name);
        if (kept == record->kept.end())
            continue;
        auto removed = removedFrom(group, kept->second, *record);
        if (!removed)
            return removed.problem();
        plan.setRemoved(group.id, std::move(*removed));
    }
    if (plan.isEmpty())
        return Problem{ProblemCode::BadUsage, "that run has cut nothing of this network.", runFolder.string(),
                       "Name the directory of a run that was cut."};
    return plan;
}

std::vector<double> ratiosOf(const graph::Plan &plan, const graph::Structure &structure)
{
    std::vector<double> ratios;
    for (const graph::Group &group : structure.groups) {
        const auto count = static_cast<double>(plan.removed(group.id).size());
        ratios.push_back(count > 0.0 ? (count - 0.5) / group.channels : 0.0);
    }
    return ratios;
}

} // namespace espalier::train
