// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/translate.h"
#include "recipe/option_schemas.h"
#include "train/measuring.h"
#include "train/pruning_setup.h"
#include "train/stage_options.h"
#include "train/train_loop.h"
#include "train/weight_figures.h"

#include "base/text.h"
#include "train/fit.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>

namespace espalier::train {

using base::cat;
using base::Problem;
using base::ProblemCode;
using base::Status;

namespace {

/// Training under a method's penalty until the method is ready to cut.
class Penalize : public Stage {
public:
    std::vector<PlannedPhase> planned(const PlanningContext &context) const override;
    Status run(StageContext &context) override;

private:
    static Status evaluate(StageContext &context, double epoch);
    static Status train(StageContext &context, methods::Method &method);
    static void keep(StageContext &context, const methods::Method &method, const PruningSetup &setup);
};

methods::Horizon horizonOf(const PlanningContext &context)
{
    const recipe::Options &options = context.stage.options;
    return train::horizonOf(options, stepsPerEpoch(context, recipe::integerOption(options, "batch")));
}

LoopOptions loopOptions(const StageContext &context, const methods::Method &method)
{
    const recipe::Options &options = context.stage.options;
    LoopOptions loop{.rate = recipe::scheduleOption(options, "lr")};
    loop.step.optimiser = optimiserOptions(options);
    loop.step.precision = precisionOf(context.recipe.precision);
    loop.batch = recipe::integerOption(options, "batch");
    loop.steps = recipe::integerOption(options, "iterations");
    loop.epochs = loop.steps > 0 ? 0 : recipe::integerOption(options, "epochs");
    loop.probes = recipe::integerOption(options, "probes");
    loop.evaluateSteps = recipe::integerOption(options, "test_interval");
    loop.evaluateAtStart = loop.evaluateSteps > 0 && !context.services.record.record().base;
    const std::int64_t whole = horizonOf({context.recipe, context.stage, context.trainer}).steps;
    for (const auto &[name, steps] : method.plannedPhases(context.stage.methodOptions))
        loop.phases.push_back({name, steps > 0 ? steps : whole});
    return loop;
}

std::vector<PlannedPhase> Penalize::planned(const PlanningContext &context) const
{
    const std::int64_t cap = horizonOf(context).steps;
    std::int64_t done = 0;
    std::vector<PlannedPhase> phases;
    const auto entry = findMethod(context.stage.method);
    if (!entry)
        return Stage::planned(context);
    for (const auto &[name, steps] : entry->create()->plannedPhases(context.stage.methodOptions)) {
        // Nothing but the stage says how long a phase of unknown length lasts.
        const std::int64_t left = cap > 0 ? std::min(steps > 0 ? steps : cap, cap - done) : steps;
        if (cap > 0 && left <= 0)
            break;
        phases.push_back({name, left});
        done += left;
    }
    return phases;
}

Status Penalize::run(StageContext &context)
{
    const auto setup = pruningSetup(context);
    if (!setup)
        return setup.problem();
    const auto entry = findMethod(context.stage.method);
    if (!entry)
        return entry.problem();
    // Before the views are taken: they hold the live tensors.
    layOutForTraining(context.model.network);
    const auto method = entry->create();
    methods::MethodContext about = methodContext(*setup, context.model, context.stage);
    about.horizon = horizonOf({context.recipe, context.stage, context.trainer});
    const Status prepared = method->prepare(about);
    if (!prepared)
        return prepared;
    if (const Status trained = train(context, *method); !trained)
        return trained;
    keep(context, *method, *setup);
    return {};
}

Status Penalize::train(StageContext &context, methods::Method &method)
{
    LoopHooks hooks;
    hooks.evaluate = [&context](double epoch) { return evaluate(context, epoch); };
    const auto loop = TrainLoop::create(context, method, loopOptions(context, method), std::move(hooks));
    if (!loop)
        return loop.problem();
    if (const Status done = (*loop)->run(); !done)
        return done;
    if (!(*loop)->methodIsReady())
        context.services.record.warn(base::cat("penalize was ended after ", context.services.position.stageStep,
                                               " iterations, before the method was ready to cut."));
    return {};
}

Status Penalize::evaluate(StageContext &context, double epoch)
{
    const at::NoGradGuard noGrad;
    const data::Split split = reportSplit(context);
    if (split == data::Split::Test && !hasTest(context))
        return {};
    const auto accuracy = measure(context, context.model.network, split);
    if (!accuracy)
        return accuracy.problem();
    context.services.reporter.accuracy(seriesOf(split), *accuracy, epoch);
    report::RunRecord &record = context.services.record.record();
    if (context.services.position.stageStep == 0 && !record.base && !record.afterCut)
        record.base = *accuracy;
    return {};
}

/// With several such stages each has its own figures: "2.mask_sparsity.iterations".
std::string figurePrefix(const StageContext &context)
{
    const auto count = std::count_if(context.recipe.stages.begin(), context.recipe.stages.end(),
                                     [](const recipe::Stage &stage) { return stage.kind == "penalize"; });
    return count > 1 ? cat(context.services.position.stageIndex, ".", context.stage.method, ".") : std::string();
}

void Penalize::keep(StageContext &context, const methods::Method &method, const PruningSetup &setup)
{
    RecordBuilder &builder = context.services.record;
    for (const auto &[name, value] : method.figures())
        builder.record().method[figurePrefix(context) + name] = value;
    for (const std::string &warning : method.warnings())
        builder.warn(cat("stages[", context.services.position.stageIndex, "]: ", warning));
    context.model.chosenMasks = method.masks();
    if (!context.model.chosenMasks.empty())
        return;
    context.model.chosen = method.plan();
    context.model.ledger = ledgerOf(context.model, setup.request, *context.model.chosen);
    describeWeights(context.model, *context.model.chosen, context.stage.kind, builder.record().figures);
}

recipe::OptionSchema penaltyEpochsOption()
{
    recipe::OptionSchema option = recipe::atLeast(epochsOption(0), 0);
    option.help = ESP_TR("Engine", "End after so many passes over the training images; 0 = when the method is ready.");
    return option;
}

recipe::OptionSchema testIntervalOption()
{
    recipe::OptionSchema option = recipe::advanced(recipe::atLeast(
        recipe::integerSchema(
            "test_interval", ESP_TR("Engine", "Test interval"), 2000,
            ESP_TR("Engine", "Iterations between evaluations on test, the first before any step; 0 = none.")),
        0));
    option.unit = ESP_TR("Engine", "iterations");
    return option;
}

recipe::OptionSchema probesOption()
{
    return recipe::advanced(recipe::atLeast(
        recipe::integerSchema(
            "probes", ESP_TR("Engine", "Cut-now probes"), 50,
            ESP_TR("Engine",
                   "How often each phase asks \"what if I cut now?\", as far as that fits into 5 % of the time.")),
        0));
}

} // namespace

StageEntry makePenalizeEntry()
{
    recipe::StageSchema schema;
    schema.id = "penalize";
    schema.title = ESP_TR("Engine", "Penalise");
    schema.summary =
        ESP_TR("Engine", "Trains under a method's penalty until the chosen channels no longer matter.");
    schema.takesMethod = true;
    schema.trains = true;
    schema.options = {
        penaltyEpochsOption(),
        batchOption(128),
        rateOption("0.001"),
        weightDecayOption(5e-4),
        momentumOption(),
        nesterovOption(),
        testIntervalOption(),
        probesOption(),
        iterationsOption(ESP_TR(
            "Engine", "End after so many iterations even if the method is not ready; 0 = when it is."))};
    return {schema, [] { return std::make_unique<Penalize>(); }};
}

} // namespace espalier::train
