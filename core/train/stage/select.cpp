// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/translate.h"
#include "methods/picking.h"
#include "train/pruning_setup.h"
#include "train/weight_figures.h"

#include "base/text.h"

namespace espalier::train {

namespace {

base::Result<methods::CriterionEntry> findCriterion(const std::string &id)
{
    for (methods::CriterionEntry &entry : methods::allCriteria())
        if (entry.schema.id == id)
            return std::move(entry);
    return base::Problem{base::ProblemCode::BadUsage, base::cat("there is no criterion '", id, "'."), "criterion", ""};
}

/// Chooses by the criterion of the stage, or takes the channels of a plan file as they are.
base::Result<graph::PlanResult> choose(const StageContext &context, const PruningSetup &setup)
{
    if (setup.chosen)
        return graph::PlanResult{*setup.chosen, ledgerOf(context.model, setup.request, *setup.chosen)};
    const auto entry = findCriterion(context.stage.criterion);
    if (!entry)
        return entry.problem();
    const auto criterion = entry->create();
    const recipe::Options &options = context.stage.methodOptions;
    graph::PlanRequest request = setup.request;
    request.pick = methods::pickOf(options);
    request.scores = methods::scoresOf(
        *context.model.trace.structure, producedGroups(context.model, request.ratios),
        [&](const methods::GroupView &group) { return criterion->score(group, options, request.seed); });
    return graph::makePlan(*context.model.trace.structure, request);
}

class Select : public Stage {
public:
    base::Status run(StageContext &context) override
    {
        const auto setup = pruningSetup(context.recipe, context.model);
        if (!setup)
            return setup.problem();
        auto result = choose(context, *setup);
        if (!result)
            return result.problem();
        if (const base::Status marked = methods::requireMarked(result->plan, *context.model.trace.structure); !marked)
            return marked;
        context.services.log->info("train", base::cat("chosen: ", result->plan.removedCount(), " channels."));
        describeWeights(context.model, result->plan, context.stage.kind, context.services.record.record().figures);
        context.model.chosen = std::move(result->plan);
        context.model.ledger = std::move(result->ledger);
        return {};
    }
};

} // namespace

StageEntry makeSelectEntry()
{
    recipe::StageSchema schema;
    schema.id = "select";
    schema.title = ESP_TR("Engine", "Select");
    schema.summary = ESP_TR("Engine", "Chooses the channels to be cut by a criterion, without training.");
    schema.takesCriterion = true;
    return {schema, [] { return std::make_unique<Select>(); }};
}

} // namespace espalier::train
