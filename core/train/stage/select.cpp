// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/translate.h"
#include "methods/penalised_groups.h"
#include "methods/picking.h"
#include "methods/rule_choice.h"
#include "methods/weight_masks.h"
#include "recipe/repeat.h"
#include "train/gradient_batches.h"
#include "train/pruning_setup.h"
#include "train/weight_figures.h"

#include "base/text.h"

#include <ATen/core/Tensor.h>

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

/// The share of all scores that a cycle of a repeat may still prune, so that it counts from the original width.
double shareOfWhatIsLeft(double share, const std::vector<methods::ScoredGroup> &groups, const recipe::Stage &stage)
{
    if (stage.cycles == 0)
        return share;
    double original = 0.0, left = 0.0;
    for (const methods::ScoredGroup &group : groups) {
        original += static_cast<double>(group.members.size()) * group.original;
        left += static_cast<double>(group.members.size()) * group.channels();
    }
    const double wanted = recipe::cycleRatio(share, stage) * original - (original - left);
    return left > 0.0 ? std::clamp(wanted / left, 0.0, 1.0) : 0.0;
}

base::Result<graph::PlanResult> chooseByRule(const Choice &choice, methods::MaskRule rule)
{
    const methods::RuleChoice from{*choice.context.model.trace.structure, choice.criterion, choice.options(), choice.groups,
                                   choice.setup.request, choice.setup.target};
    auto groups = methods::scoredGroups(from);
    rule.share = shareOfWhatIsLeft(rule.share, groups, choice.context.stage);
    auto plan = methods::chooseByRule(from, rule, std::move(groups));
    if (!plan)
        return plan.problem();
    for (const std::string &note : plan->notes)
        choice.context.services.log->warning("train", note);
    if (choice.setup.target && rule.hasValue())
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

bool choosesSingleWeights(const recipe::Stage &stage)
{
    return methods::weightGroupOf(stage.methodOptions) == methods::WeightGroup::Weight;
}

/// What the criterion looks at: the filters of each group, or what reads their channels.
base::Result<std::vector<methods::GroupView>> scoredViews(const StageContext &context, const PruningSetup &setup)
{
    methods::MethodContext about;
    about.groups = producedGroups(context.model, setup.request.ratios);
    return methods::slicesOf(about, methods::weightGroupOf(context.stage.methodOptions));
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
    auto groups = scoredViews(context, setup);
    if (!groups)
        return groups.problem();
    if (const base::Status shown = showGradients(context, *criterion, *groups); !shown)
        return shown.problem();
    const Choice choice{context, setup, *criterion, std::move(*groups)};
    const auto rule = methods::ruleOf(choice.options(), setup.hasRatios);
    return rule ? chooseByRule(choice, *rule) : chooseByRatios(choice);
}

class Select : public Stage {
public:
    base::Status run(StageContext &context) override
    {
        const auto setup = pruningSetup(context);
        if (!setup)
            return setup.problem();
        if (choosesSingleWeights(context.stage))
            return selectWeights(context, *setup);
        auto result = choose(context, *setup);
        if (!result)
            return result.problem();
        if (const base::Status marked = methods::requireMarked(result->plan, *context.model.trace.structure); !marked)
            return marked;
        context.services.log->info("train", base::cat("chosen: ", result->plan.removedCount(), " channels."));
        describeWeights(context.model, result->plan, context.stage.kind, context.services.record.record().figures);
        keepFigures(context, result->plan);
        if (setup->inherited)
            keepOverlap(context, result->plan, *setup->inherited);
        context.model.chosen = std::move(result->plan);
        context.model.ledger = std::move(result->ledger);
        return {};
    }

private:
    static base::Status selectWeights(StageContext &context, const PruningSetup &setup)
    {
        methods::WeightChoice choice;
        choice.layers = layerViews(setup, context.model);
        choice.masked = context.model.masks;
        choice.pick = methods::pickOf(context.stage.methodOptions);
        choice.seed = setup.request.seed;
        auto masks = methods::chooseWeights(choice, context.stage.methodOptions);
        if (!masks)
            return masks.problem();
        std::int64_t count = 0;
        for (const auto &[name, mask] : *masks)
            count += mask.logical_not().sum().item<std::int64_t>();
        context.services.record.record().method["select.weights"] = static_cast<double>(count);
        context.services.log->info("train", base::cat("chosen: ", count, " single weights."));
        context.model.chosenMasks = std::move(*masks);
        return {};
    }

    /// |S and S of the earlier run| / |S|, whose ratios were taken over.
    static void keepOverlap(StageContext &context, const graph::Plan &plan, const graph::Plan &inherited)
    {
        const auto both = graph::compare(plan, inherited, *context.model.trace.structure).both;
        const double overlap = static_cast<double>(both) / static_cast<double>(plan.removedCount());
        context.services.record.record().method["select.overlap_with_inherited"] = overlap;
        context.services.reporter.marker("overlap", base::cat(100.0 * overlap, " % of the channels that the earlier run removed"));
    }

    /// What goes and what is left, and how much of it an earlier stage had chosen as well.
    static void keepFigures(StageContext &context, const graph::Plan &plan)
    {
        const graph::Structure &structure = *context.model.trace.structure;
        const graph::Preview preview = graph::preview(structure, plan);
        auto &figures = context.services.record.record().method;
        if (context.stage.cycles > 0) {
            const std::string cycle = base::cat("repeat.", context.stage.cycle, ".");
            figures[cycle + "channels"] = static_cast<double>(plan.removedCount());
            figures[cycle + "macs_left"] =
                static_cast<double>(preview.after.macs) / static_cast<double>(context.model.originalCost.macs);
        }
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
