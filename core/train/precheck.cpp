// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/precheck.h"

#include "base/text.h"
#include "base/translate.h"
#include "methods/picking.h"
#include "train/anchors.h"
#include "train/pruning_setup.h"

#include <algorithm>

namespace espalier::train {

using base::cat;
using base::Problem;
using base::ProblemCode;
using base::Status;

namespace {

Status checkKinds(const CheckedRecipe &plan, const std::vector<StageEntry> &catalogue)
{
    for (std::size_t index = 0; index < plan.recipe.stages.size(); ++index) {
        const std::string &kind = plan.recipe.stages[index].kind;
        const bool known = std::any_of(catalogue.begin(), catalogue.end(),
                                       [&](const StageEntry &entry) { return entry.schema.id == kind; });
        if (!known)
            return Problem{ProblemCode::BadUsage, cat("there is no stage '", kind, "'."), plan.paths[index], ""};
    }
    return {};
}

const StageEntry &entryOf(const recipe::Stage &stage, const std::vector<StageEntry> &catalogue)
{
    return *std::find_if(catalogue.begin(), catalogue.end(),
                         [&](const StageEntry &entry) { return entry.schema.id == stage.kind; });
}

Status checkData(const CheckedRecipe &plan, const TrainerContext &context, const std::vector<StageEntry> &catalogue)
{
    for (std::size_t index = 0; index < plan.recipe.stages.size(); ++index) {
        const recipe::Stage &stage = plan.recipe.stages[index];
        const bool trains = entryOf(stage, catalogue).schema.trains;
        if (!trains && stage.kind != "evaluate")
            continue;
        if (!context.dataset || !context.preset)
            return Problem{ProblemCode::BadUsage, cat("the stage '", stage.kind, "' needs data, but none is given."),
                           plan.paths[index], "Name a data source in the recipe's data section."};
        if (trains && context.dataset->train.count() == 0)
            return Problem{ProblemCode::BadUsage, cat("the stage '", stage.kind, "' needs training images; there are none."),
                           plan.paths[index], "Give a data source with a training split."};
    }
    return {};
}

std::string imageText(std::int64_t channels, std::int64_t height, std::int64_t width)
{
    return cat(channels, " x ", height, " x ", width);
}

Status checkInput(const graph::Graph &graph, const data::Preset &preset)
{
    if (graph.inputs().size() != 1)
        return Problem{ProblemCode::Unsupported, cat("the network has ", graph.inputs().size(), " inputs; training feeds one."),
                       "model", "Export the network with images as its only input."};
    const graph::Sizes &shape = graph.value(graph.inputs().front()).shape;
    if (shape.size() != 4)
        return {};
    const std::string wanted = imageText(shape[1].constant, shape[2].constant, shape[3].constant);
    const std::string given = imageText(preset.channels, preset.size, preset.size);
    if (wanted == given)
        return {};
    return Problem{ProblemCode::Mismatch, cat("the network takes images of ", wanted, ", the data gives ", given, "."), "data",
                   "Choose a preset of the network's size."};
}

Status checkClasses(const graph::Graph &graph, const data::Dataset &dataset)
{
    const graph::Sizes &shape = graph.value(graph.outputs().front()).shape;
    const auto classes = static_cast<std::int64_t>(dataset.classes.size());
    if (shape.size() != 2 || shape[1].timesBatch || shape[1].constant == classes || classes == 0)
        return {};
    return Problem{ProblemCode::Mismatch,
                   cat("the network tells ", shape[1].constant, " classes apart, the data has ", classes, "."), "data",
                   "Use the data that the network was made for, or build it with model.classes."};
}

/// Ratios are resolved again by the stage that uses them; here they must only make sense.
Status checkRatios(const recipe::Recipe &recipe, const ModelState &model, const PlanReader &readPlan)
{
    const bool used = std::any_of(recipe.stages.begin(), recipe.stages.end(), choosesChannels);
    if (!used)
        return {};
    const auto setup = pruningSetup(recipe, model, readPlan);
    if (!setup)
        return setup.problem();
    if (!setup->hasRatios)
        return {};
    const graph::Structure &structure = *model.trace.structure;
    const bool marks = setup->chosen || model.chosen
        || std::any_of(structure.groups.begin(), structure.groups.end(), [&](const graph::Group &group) {
               return graph::prunedCount(setup->request.ratios[group.id.index()], group.channels) > 0;
           });
    return marks ? Status() : methods::requireMarked({}, structure);
}

/// Some methods train for as long as they are told to.
Status checkEnds(const CheckedRecipe &plan)
{
    for (std::size_t index = 0; index < plan.recipe.stages.size(); ++index) {
        const recipe::Stage &stage = plan.recipe.stages[index];
        if (stage.kind != "penalize")
            continue;
        const auto method = findMethod(stage.method);
        const bool hasEnd = recipe::integerOption(stage.options, "epochs") > 0
            || recipe::integerOption(stage.options, "iterations") > 0;
        if (method && !method->schema.endsByItself && !hasEnd)
            return Problem{ProblemCode::BadUsage, cat("'", stage.method, "' has no end of its own."),
                           plan.paths[index] + ".epochs", ESP_TR("Engine", "Set epochs or iterations of the stage.")};
    }
    return {};
}

/// Weights of an epoch have to come by before they are brought back.
Status checkAnchor(const CheckedRecipe &plan, std::size_t index)
{
    const recipe::Stage &rewind = plan.recipe.stages[index];
    if (recipe::textOption(rewind.options, "to") != "epoch")
        return {};
    const std::int64_t wanted = recipe::integerOption(rewind.options, "epoch");
    const auto end = plan.recipe.stages.begin() + static_cast<std::ptrdiff_t>(index);
    const bool isReached = std::any_of(plan.recipe.stages.begin(), end, [&](const recipe::Stage &stage) {
        return (stage.kind == "train" || stage.kind == "finetune") && recipe::integerOption(stage.options, "epochs") >= wanted;
    });
    if (isReached)
        return {};
    return Problem{ProblemCode::BadUsage, cat("no training before this gets to epoch ", wanted, "."), plan.paths[index],
                   ESP_TR("Engine", "Train for at least so many epochs before the rewind.")};
}

Status checkOrder(const CheckedRecipe &plan, const ModelState &model)
{
    bool chosen = model.chosen.has_value();
    bool hasBase = model.base.has_value();
    for (std::size_t index = 0; index < plan.recipe.stages.size(); ++index) {
        const std::string &kind = plan.recipe.stages[index].kind;
        if (kind == "cut" && !chosen)
            return Problem{ProblemCode::BadUsage,
                           ESP_TR("Engine", "nothing chooses channels before this cut."), plan.paths[index],
                           ESP_TR("Engine", "Put select or penalize before cut.")};
        if (kind == "rewind" && !anchorOf(plan.recipe.stages[index]).empty()) {
            if (const Status early = checkAnchor(plan, index); !early)
                return early;
            continue;
        }
        if (kind == "rewind" && !hasBase)
            return Problem{ProblemCode::BadUsage,
                           ESP_TR("Engine", "there is nothing to rewind to: no channels were chosen since the last cut."),
                           plan.paths[index], ESP_TR("Engine", "Put rewind behind select or penalize.")};
        if (kind == "cut")
            chosen = hasBase = false;
        else if (choosesChannels(plan.recipe.stages[index]))
            chosen = hasBase = true;
    }
    return {};
}

Status checkStages(const CheckedRecipe &plan, const ModelState &model, const TrainerContext &context,
                   const std::vector<StageEntry> &catalogue)
{
    for (std::size_t index = 0; index < plan.recipe.stages.size(); ++index) {
        const recipe::Stage &stage = plan.recipe.stages[index];
        const Status checked = entryOf(stage, catalogue).create()->check({plan.recipe, stage, context}, model);
        if (!checked)
            return checked;
    }
    return {};
}

} // namespace

Status precheck(const CheckedRecipe &plan, const ModelState &model, const TrainerContext &context)
{
    const std::vector<StageEntry> catalogue = allStageEntries();
    if (const Status kinds = checkKinds(plan, catalogue); !kinds)
        return kinds;
    if (const Status order = checkOrder(plan, model); !order)
        return order;
    if (const Status data = checkData(plan, context, catalogue); !data)
        return data;
    if (context.dataset && context.preset) {
        if (const Status input = checkInput(*model.network.graph, *context.preset); !input)
            return input;
        if (const Status classes = checkClasses(*model.network.graph, *context.dataset); !classes)
            return classes;
    }
    if (const Status ends = checkEnds(plan); !ends)
        return ends;
    if (const Status stages = checkStages(plan, model, context, catalogue); !stages)
        return stages;
    return checkRatios(plan.recipe, model, context.readPlan);
}

} // namespace espalier::train
