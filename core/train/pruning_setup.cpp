// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/pruning_setup.h"

#include "base/file.h"
#include "base/text.h"
#include "base/translate.h"
#include "methods/mask_options.h"
#include "recipe/ratios.h"
#include "recipe/repeat.h"
#include "train/inherited_choice.h"
#include "train/reinitialisation.h"

#include <algorithm>

namespace espalier::train {

using base::Problem;
using base::ProblemCode;
using recipe::RatioSpec;

namespace {

base::Result<graph::Plan> readPlanFile(const std::string &file, const graph::Structure &structure,
                                       const PlanReader &readPlan)
{
    if (readPlan)
        return readPlan(file, structure);
    const auto text = base::readFile(file);
    if (!text)
        return text.problem();
    return graph::planFromJson(*text, structure);
}

std::vector<double> ratiosOf(const graph::Plan &plan, const ModelState &model)
{
    std::vector<double> ratios;
    for (const graph::Group &group : model.trace.structure->groups) {
        const std::int32_t original = model.originalChannels[group.id.index()];
        const auto gone = static_cast<std::int32_t>(plan.removed(group.id).size()) + original - group.channels;
        ratios.push_back(static_cast<double>(gone) / original);
    }
    return ratios;
}

/// What has to be left by the end of a cycle, of the network as it stands; outside cycles the target as it is.
graph::Target targetOfCycle(graph::Target target, const ModelState &model, const recipe::Stage &stage)
{
    if (stage.cycles == 0 || target.kind == graph::Target::Kind::Latency)
        return target;
    const bool isSpeedup = target.kind == graph::Target::Kind::Speedup;
    const graph::Cost now = graph::cost(*model.trace.structure);
    const double cutSoFar = target.kind == graph::Target::Kind::Parameters
        ? static_cast<double>(model.originalCost.parameters) / static_cast<double>(now.parameters)
        : static_cast<double>(model.originalCost.macs) / static_cast<double>(now.macs);
    const double kept = recipe::cycleShareKept(isSpeedup ? 1.0 / target.value : target.value, stage);
    const double left = std::min(1.0, kept * cutSoFar);
    target.value = isSpeedup ? 1.0 / left : left;
    return target;
}

/// A ratio of the original width that takes as many channels as `ratio` takes of what an earlier cut has left.
double ofOriginal(double ratio, std::int32_t channels, std::int32_t original)
{
    if (channels == original)
        return ratio;
    const std::int32_t gone = graph::prunedCount(ratio, channels) + original - channels;
    return (gone - 0.5) / original;
}

base::Status solve(const std::string &target, const ModelState &model, const recipe::Stage &stage, PruningSetup &setup)
{
    const graph::Structure &structure = *model.trace.structure;
    const auto parsed = graph::parseTarget(target);
    if (!parsed)
        return parsed.problem();
    setup.target = targetOfCycle(*parsed, model, stage);
    auto solution = graph::solveUniform(structure, *setup.target, setup.request.limits);
    if (!solution)
        return solution.problem();
    for (const graph::Group &group : structure.groups) {
        double &ratio = solution->ratios[group.id.index()];
        ratio = ofOriginal(ratio, group.channels, model.originalChannels[group.id.index()]);
    }
    setup.request.ratios = std::move(solution->ratios);
    return {};
}

} // namespace

namespace {

bool isSearch(const recipe::Stage &stage)
{
    return stage.kind == "eagleeye" || stage.kind == "oracle";
}

} // namespace

bool choosesChannels(const recipe::Stage &stage)
{
    return stage.kind == "select" || stage.kind == "penalize" || isSearch(stage);
}

bool needsRatios(const recipe::Stage &stage)
{
    if (stage.kind == "select")
        return methods::ruleNeedsRatios(stage.methodOptions);
    if (isSearch(stage))
        return true;
    if (stage.kind != "penalize")
        return false;
    const auto method = findMethod(stage.method);
    return !method || method->schema.needsRatios;
}

namespace {

base::Status inherit(const recipe::RatioSpec &ratios, const ModelState &model, PruningSetup &setup)
{
    auto plan = inheritedChoice(ratios.inherit, model);
    if (!plan)
        return plan.problem();
    setup.request.ratios = train::ratiosOf(*plan, *model.trace.structure);
    (ratios.inheritsRatiosOnly ? setup.inherited : setup.chosen) = std::move(*plan);
    return {};
}

} // namespace

base::Result<PruningSetup> pruningSetup(const StageContext &context)
{
    return pruningSetup(context.recipe, context.model, context.trainer.readPlan, context.stage);
}

base::Result<PruningSetup> pruningSetup(const recipe::Recipe &recipe, const ModelState &model, const PlanReader &readPlan,
                                        const recipe::Stage &stage)
{
    const graph::Structure &structure = *model.trace.structure;
    const bool hasRatios = recipe.ratios.kind != RatioSpec::Kind::None;
    if (!hasRatios && std::any_of(recipe.stages.begin(), recipe.stages.end(), needsRatios))
        return Problem{ProblemCode::BadUsage,
                       ESP_TR("Engine", "the recipe says nothing about how much to prune."), "ratios",
                       ESP_TR("Engine", "Add one of patterns, uniform, stages, index, target, plan, proportional, inherit.")};
    auto resolved = recipe::resolveRatios(recipe.ratios, structure);
    if (!resolved)
        return resolved.problem();
    PruningSetup setup;
    setup.hasRatios = hasRatios;
    setup.warnings = std::move(resolved->warnings);
    setup.request.ratios = std::move(resolved->ratios);
    setup.request.limits = std::move(resolved->limits);
    setup.request.originalChannels = model.originalChannels;
    if (recipe.ratios.kind == RatioSpec::Kind::Inherit)
        if (const base::Status taken = inherit(recipe.ratios, model, setup); !taken)
            return taken.problem();
    setup.layerRatios = recipe::layerRatios(recipe.ratios, structure);
    for (std::vector<double> *ratios : {&setup.request.ratios, &setup.layerRatios})
        for (double &ratio : *ratios)
            ratio = recipe::cycleRatio(ratio, stage);
    setup.request.seed = static_cast<std::uint64_t>(recipe.seed);
    if (recipe.ratios.kind == RatioSpec::Kind::Plan) {
        auto plan = readPlanFile(recipe.ratios.plan, structure, readPlan);
        if (!plan)
            return plan.problem();
        setup.request.ratios = ratiosOf(*plan, model);
        setup.chosen = std::move(*plan);
    }
    if (recipe.ratios.kind == RatioSpec::Kind::Target)
        if (const base::Status solved = solve(recipe.ratios.target, model, stage, setup); !solved)
            return solved.problem();
    return setup;
}

base::Result<methods::MethodEntry> findMethod(const std::string &id)
{
    for (methods::MethodEntry &entry : methods::allMethods())
        if (entry.schema.id == id)
            return std::move(entry);
    return Problem{ProblemCode::BadUsage, base::cat("there is no method '", id, "'."), "method",
                   "espalier-cli methods lists them."};
}

std::vector<methods::GroupView> producedGroups(const ModelState &model, const std::vector<double> &ratios)
{
    auto views = methods::groupViews(*model.trace.structure, model.network.weights, ratios, model.originalChannels);
    std::erase_if(views, [](const methods::GroupView &view) { return view.producers.empty(); });
    return views;
}

std::vector<methods::LayerView> layerViews(const PruningSetup &setup, const ModelState &model)
{
    const auto &layers = model.trace.structure->layers;
    std::vector<methods::LayerView> views;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const double ratio = i < setup.layerRatios.size() ? setup.layerRatios[i] : 0.0;
        views.push_back({layers[i].name, layers[i].weight, model.network.weights.get(layers[i].weight), ratio});
    }
    return views;
}

methods::MethodContext methodContext(const PruningSetup &setup, const ModelState &model, const recipe::Options &options)
{
    methods::MethodContext context;
    context.structure = model.trace.structure;
    context.groups = producedGroups(model, setup.request.ratios);
    context.request = setup.request;
    context.chosen = model.chosen ? model.chosen : setup.chosen;
    context.options = options;
    context.weights = model.network.weights;
    context.layers = layerViews(setup, model);
    return context;
}

methods::MethodContext methodContext(const PruningSetup &setup, const ModelState &model, const recipe::Stage &stage)
{
    methods::MethodContext context = methodContext(setup, model, stage.methodOptions);
    context.weightDecay = recipe::realOption(stage.options, "weight_decay");
    context.activationGain = activationGain(*model.network.graph);
    return context;
}

std::vector<graph::LedgerRow> ledgerOf(const ModelState &model, const graph::PlanRequest &request, const graph::Plan &plan)
{
    std::vector<graph::LedgerRow> rows;
    for (const graph::Group &group : model.trace.structure->groups) {
        graph::LedgerRow row;
        row.group = group.id;
        row.original = model.originalChannels[group.id.index()];
        row.requested = request.ratios[group.id.index()];
        row.kept = group.channels - static_cast<std::int32_t>(plan.removed(group.id).size());
        row.removed = row.original - row.kept;
        if (row.removed != graph::prunedCount(row.requested, row.original))
            row.why = "limits of the plan";
        rows.push_back(row);
    }
    return rows;
}

} // namespace espalier::train
