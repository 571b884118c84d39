// SPDX-License-Identifier: GPL-3.0-or-later
#include "methods/picking.h"

#include "base/text.h"
#include "base/translate.h"
#include "recipe/option_schemas.h"

namespace espalier::methods {

recipe::OptionSchema pickOption()
{
    return recipe::advanced(recipe::choiceSchema(
        "pick", ESP_TR("Engine", "Pick"), {"min", "max", "rand"},
        ESP_TR("Engine",
               "Which channels go: those with the smallest scores, the largest, or a seeded random choice.")));
}

graph::Pick pickOf(const recipe::Options &options)
{
    if (!options.contains("pick"))
        return graph::Pick::Min;
    const std::string &pick = recipe::textOption(options, "pick");
    if (pick == "max")
        return graph::Pick::Max;
    return pick == "rand" ? graph::Pick::Random : graph::Pick::Min;
}

graph::Scores scoresOf(const graph::Structure &structure, const std::vector<GroupView> &groups,
                       const std::function<std::vector<double>(const GroupView &)> &score)
{
    graph::Scores scores(structure.groups.size());
    for (const GroupView &group : groups)
        if (!group.producers.empty())
            scores[group.id.index()] = score(group);
    return scores;
}

base::Status requireMarked(const graph::Plan &plan, const graph::Structure &structure)
{
    if (!plan.isEmpty())
        return {};
    std::int64_t channels = 0;
    for (const graph::Group &group : structure.groups)
        channels += group.channels;
    return base::Problem{base::ProblemCode::BadUsage, base::cat("0 of ", channels, " channels marked."), "ratios",
                         "Give at least one group a ratio above 0, or loosen its floor, alignment or lock."};
}

base::Result<graph::Plan> chooseAtStart(const MethodContext &context)
{
    graph::Plan plan;
    if (context.chosen) {
        plan = *context.chosen;
    } else {
        graph::PlanRequest request = context.request;
        request.scores = scoresOf(*context.structure, context.groups, l1Scores);
        request.pick = pickOf(context.options);
        const auto made = graph::makePlan(*context.structure, request);
        if (!made)
            return made.problem();
        plan = made->plan;
    }
    if (const base::Status marked = requireMarked(plan, *context.structure); !marked)
        return marked.problem();
    return plan;
}

} // namespace espalier::methods
