// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/translate.h"
#include "methods/mask_options.h"
#include "methods/picking.h"
#include "train/gradient_batches.h"
#include "train/pruning_setup.h"
#include "train/weight_figures.h"

#include "base/text.h"

#include <algorithm>

namespace espalier::train {

namespace {

base::Result<methods::CriterionEntry> findCriterion(const std::string &id)
{
    for (methods::CriterionEntry &entry : methods::allCriteria())
        if (entry.schema.id == id)
            return std::move(entry);
    return base::Problem{base::ProblemCode::BadUsage, base::cat("there is no criterion '", id, "'."), "criterion", ""};
}

/// What a choice is made from.
struct Choice {
    StageContext &context;
    const PruningSetup &setup;
    const methods::Criterion &criterion;
    std::vector<methods::GroupView> groups; ///< those that have a producer
    const recipe::Options &options() const { return context.stage.methodOptions; }
};

/// EasyPruner leaves layers alone that stand behind a change of size.
bool isStrided(const methods::GroupView &group, const graph::Structure &structure)
{
    return std::any_of(group.producers.begin(), group.producers.end(), [&](const methods::ProducerView &producer) {
        const graph::Layer *layer = structure.layer(producer.layer);
        return layer && layer->stride > 1;
    });
}

std::vector<methods::ScoredGroup> scoredGroups(const Choice &choice)
{
    const graph::PlanRequest &request = choice.setup.request;
    const recipe::Options &options = choice.options();
    const bool skipsStrided = options.contains("skip_strided") && recipe::boolOption(options, "skip_strided");
    std::vector<methods::ScoredGroup> scored;
    for (const methods::GroupView &group : choice.groups) {
        const std::size_t index = group.id.index();
        methods::ScoredGroup entry{group.id, group.name, {}, request.ratios[index], request.originalChannels[index]};
        entry.members = choice.criterion.memberScores(group, choice.options(), request.seed);
        const bool isSkipped = skipsStrided && isStrided(group, *choice.context.model.trace.structure);
        if (!entry.members.empty() && !request.limits.locked.contains(group.id) && !isSkipped)
            scored.push_back(std::move(entry));
    }
    return scored;
}

base::Result<graph::PlanResult> chooseByRule(const Choice &choice, const methods::MaskRule &rule)
{
    const graph::Structure &structure = *choice.context.model.trace.structure;
    const bool searches = choice.setup.target && rule.kind != methods::MaskRule::Kind::Optimal;
    methods::RuleRequest request;
    request.rule = rule;
    request.agreement = methods::agreementOf(choice.options(), searches);
    request.groups = scoredGroups(choice);
    request.plan = choice.setup.request;
    if (request.groups.empty())
        return base::Problem{base::ProblemCode::Unsupported,
                             base::cat("the criterion '", choice.context.stage.criterion,
                                       "' can score no group of this network."),
                             "criterion", ESP_TR("Engine", "Choose a criterion on weights, such as l1.")};
    auto plan = searches ? methods::planForTarget(structure, request, *choice.setup.target)
                         : methods::planByRule(structure, std::move(request));
    if (!plan)
        return plan.problem();
    for (const std::string &note : plan->notes)
        choice.context.services.log->warning("train", note);
    if (searches)
        choice.context.services.log->info(
            "train", base::cat("the rule's value is ", plan->value, ", which leaves ", 100.0 * plan->achieved, " % (",
                               graph::toString(*choice.setup.target), ")."));
    return std::move(plan->result);
}

base::Result<graph::PlanResult> chooseByRatios(const Choice &choice)
{
    graph::PlanRequest request = choice.setup.request;
    request.pick = methods::pickOf(choice.options());
    request.scores = methods::scoresOf(
        *choice.context.model.trace.structure, choice.groups, [&](const methods::GroupView &group) {
            return choice.criterion.score(group, choice.options(), request.seed);
        });
    return graph::makePlan(*choice.context.model.trace.structure, request);
}

/// Chooses by the criterion of the stage, or takes the channels of a plan file as they are.
base::Result<graph::PlanResult> choose(StageContext &context, const PruningSetup &setup)
{
    if (setup.chosen)
        return graph::PlanResult{*setup.chosen, ledgerOf(context.model, setup.request, *setup.chosen)};
    const auto entry = findCriterion(context.stage.criterion);
    if (!entry)
        return entry.problem();
    const auto criterion = entry->create();
    auto groups = producedGroups(context.model, setup.request.ratios);
    if (const base::Status shown = showGradients(context, *criterion, groups); !shown)
        return shown.problem();
    const Choice choice{context, setup, *criterion, std::move(groups)};
    const auto rule = methods::ruleOf(choice.options(), setup.hasRatios);
    return rule ? chooseByRule(choice, *rule) : chooseByRatios(choice);
}

class Select : public Stage {
public:
    base::Status run(StageContext &context) override
    {
        const auto setup = pruningSetup(context.recipe, context.model, context.trainer.readPlan);
        if (!setup)
            return setup.problem();
        auto result = choose(context, *setup);
        if (!result)
            return result.problem();
        if (const base::Status marked = methods::requireMarked(result->plan, *context.model.trace.structure); !marked)
            return marked;
        context.services.log->info("train", base::cat("chosen: ", result->plan.removedCount(), " channels."));
        describeWeights(context.model, result->plan, context.stage.kind, context.services.record.record().figures);
        keepFigures(context, result->plan);
        context.model.chosen = std::move(result->plan);
        context.model.ledger = std::move(result->ledger);
        return {};
    }

private:
    /// What goes and what is left, and how much of it an earlier stage had chosen as well.
    static void keepFigures(StageContext &context, const graph::Plan &plan)
    {
        const graph::Structure &structure = *context.model.trace.structure;
        const graph::Preview preview = graph::preview(structure, plan);
        auto &figures = context.services.record.record().method;
        figures["select.channels"] = static_cast<double>(plan.removedCount());
        figures["select.macs_left"] = static_cast<double>(preview.after.macs) / static_cast<double>(preview.before.macs);
        if (context.model.chosen)
            figures["select.iou_with_earlier"] = graph::compare(*context.model.chosen, plan, structure).iou;
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
