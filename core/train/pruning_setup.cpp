// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/pruning_setup.h"

#include "base/file.h"
#include "base/text.h"
#include "base/translate.h"
#include "methods/mask_options.h"
#include "recipe/ratios.h"

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

base::Status solve(const std::string &target, const graph::Structure &structure, PruningSetup &setup)
{
    const auto parsed = graph::parseTarget(target);
    if (!parsed)
        return parsed.problem();
    auto solution = graph::solveUniform(structure, *parsed, setup.request.limits);
    if (!solution)
        return solution.problem();
    setup.request.ratios = std::move(solution->ratios);
    setup.target = *parsed;
    return {};
}

} // namespace

bool choosesChannels(const recipe::Stage &stage)
{
    return stage.kind == "select" || stage.kind == "penalize";
}

bool needsRatios(const recipe::Stage &stage)
{
    if (stage.kind == "select")
        return methods::ruleNeedsRatios(stage.methodOptions);
    if (stage.kind != "penalize")
        return false;
    const auto method = findMethod(stage.method);
    return !method || method->schema.needsRatios;
}

base::Result<PruningSetup> pruningSetup(const recipe::Recipe &recipe, const ModelState &model, const PlanReader &readPlan)
{
    const graph::Structure &structure = *model.trace.structure;
    const bool hasRatios = recipe.ratios.kind != RatioSpec::Kind::None;
    if (!hasRatios && std::any_of(recipe.stages.begin(), recipe.stages.end(), needsRatios))
        return Problem{ProblemCode::BadUsage,
                       ESP_TR("Engine", "the recipe says nothing about how much to prune."), "ratios",
                       ESP_TR("Engine", "Add one of patterns, uniform, stages, index, target, plan.")};
    auto resolved = recipe::resolveRatios(recipe.ratios, structure);
    if (!resolved)
        return resolved.problem();
    PruningSetup setup;
    setup.hasRatios = hasRatios;
    setup.warnings = std::move(resolved->warnings);
    setup.request.ratios = std::move(resolved->ratios);
    setup.request.limits = std::move(resolved->limits);
    setup.request.originalChannels = model.originalChannels;
    setup.layerRatios = recipe::layerRatios(recipe.ratios, structure);
    setup.request.seed = static_cast<std::uint64_t>(recipe.seed);
    if (recipe.ratios.kind == RatioSpec::Kind::Plan) {
        auto plan = readPlanFile(recipe.ratios.plan, structure, readPlan);
        if (!plan)
            return plan.problem();
        setup.request.ratios = ratiosOf(*plan, model);
        setup.chosen = std::move(*plan);
    }
    if (recipe.ratios.kind == RatioSpec::Kind::Target)
        if (const base::Status solved = solve(recipe.ratios.target, structure, setup); !solved)
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

namespace {

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

} // namespace

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
