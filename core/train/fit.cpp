// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/fit.h"

#include "base/text.h"
#include "base/translate.h"
#include "train/anchors.h"
#include "train/distillation.h"
#include "train/fit_method.h"
#include "train/jsv.h"
#include "train/measuring.h"
#include "train/stage_options.h"
#include "train/train_loop.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <cmath>

namespace espalier::train {

using base::Status;

namespace {

LoopOptions loopOptions(const StageContext &context)
{
    const recipe::Options &options = context.stage.options;
    LoopOptions loop{.rate = recipe::scheduleOption(options, "lr")};
    loop.step.optimiser = optimiserOptions(options);
    loop.step.precision = precisionOf(context.recipe.precision);
    loop.batch = recipe::integerOption(options, "batch");
    loop.steps = recipe::integerOption(options, "iterations");
    loop.epochs = loop.steps > 0 ? 0 : recipe::integerOption(options, "epochs");
    loop.evaluateEpochs = recipe::integerOption(options, "evaluate_every");
    loop.evaluateAtEnd = true;
    return loop;
}

} // namespace

std::int64_t stepsPerEpoch(const PlanningContext &context, std::int64_t batch)
{
    if (!context.trainer.dataset || !context.trainer.preset)
        return 0;
    data::LoaderOptions options;
    options.batch = batch;
    options.tuningShare = context.recipe.data.tuningShare;
    return data::Loader(context.trainer.dataset, *context.trainer.preset, options).batchesPerEpoch();
}

std::vector<PlannedPhase> plannedFit(const PlanningContext &context)
{
    const recipe::Options &options = context.stage.options;
    const std::int64_t iterations = recipe::integerOption(options, "iterations");
    if (iterations > 0)
        return {{context.stage.kind, iterations}};
    const std::int64_t epochs = recipe::integerOption(options, "epochs");
    return {{context.stage.kind, epochs * stepsPerEpoch(context, recipe::integerOption(options, "batch"))}};
}

Status Fit::run()
{
    const auto distillation = Distillation::create(m_context);
    if (!distillation)
        return distillation.problem();
    m_magnitudes = MagnitudeCourse::create(m_context);
    LoopOptions options = loopOptions(m_context);
    if (*distillation)
        options.step.loss = [teacher = *distillation](const at::Tensor &logits, const data::Batch &batch) {
            return teacher->loss(logits, batch);
        };
    layOutForTraining(m_context.model.network);
    FitMethod method(m_context.model.network, m_context.model.trace.structure, fitOptions(m_context.stage.options));
    LoopHooks hooks;
    hooks.evaluate = [this, &method](double epoch) { return evaluate(method.shown(), epoch); };
    hooks.save = [this](StageState &state) { save(state); };
    hooks.epochBegins = [this](std::int64_t epoch) { keepEpochAnchor(m_context, epoch); };
    if (m_context.resume)
        resume(*m_context.resume);
    {
        // Ends before the best weights are stored: gradients are switched off with the loop.
        const auto loop = TrainLoop::create(m_context, method, std::move(options), std::move(hooks));
        if (!loop)
            return loop.problem();
        if (const Status done = (*loop)->run(); !done)
            return done;
    }
    method.adoptAverage();
    return finish();
}

Status Fit::evaluate(const model::Network &network, double epoch)
{
    const at::NoGradGuard noGrad;
    m_magnitudes.report(m_context, network.weights, epoch);
    const data::Split main = reportSplit(m_context);
    if (hasTuning(m_context) && main != data::Split::Tuning) {
        const auto tuning = measure(m_context, network, data::Split::Tuning);
        if (!tuning)
            return tuning.problem();
        m_context.services.reporter.accuracy(seriesOf(data::Split::Tuning), *tuning, epoch);
    }
    if (main == data::Split::Test && !hasTest(m_context))
        return {};
    const auto accuracy = measure(m_context, network, main);
    if (!accuracy)
        return accuracy.problem();
    const char *station = m_context.services.record.record().afterCut ? "final" : "base";
    if (const Status spread = measureJsv(m_context, network, station, epoch); !spread)
        return spread;
    m_context.services.reporter.accuracy(seriesOf(main), *accuracy, epoch);
    judge(network, *accuracy, epoch);
    return {};
}

void Fit::judge(const model::Network &network, const report::Accuracy &accuracy, double epoch)
{
    report::RunRecord &record = m_context.services.record.record();
    record.final = accuracy;
    m_lastEpoch = epoch;
    m_course.add(epoch, accuracy.top1);
    m_course.describe(recipe::scheduleOption(m_context.stage.options, "lr"), m_context.stage.kind, record.figures);
    if (accuracy.top1 <= m_bestTop1)
        return;
    m_bestTop1 = accuracy.top1;
    m_bestEpoch = epoch;
    m_best = network.weights.clone();
    record.best = report::BestAccuracy{.top1 = accuracy.top1, .epoch = std::llround(std::ceil(epoch)),
                                       .chosenOn = reportSplit(m_context) == data::Split::Test ? "test" : "tuning"};
}

Status Fit::finish()
{
    if (m_bestTop1 < 0.0)
        return {};
    const report::RunRecord &record = m_context.services.record.record();
    m_context.services.log->info("train", base::cat(m_context.stage.kind, ": last ", record.final->top1, " %, best ",
                                                    m_bestTop1, " % at epoch ", m_bestEpoch, ", chosen on ",
                                                    record.best->chosenOn, "."));
    return m_bestEpoch < m_lastEpoch ? saveBest() : Status();
}

Status Fit::saveBest()
{
    ModelState best = m_context.model;
    best.network.weights = m_best;
    return m_context.services.checkpoints.saveBetween(
        {"best", false, m_context.services.recordText(), false}, best,
        m_context.services.position.stageIndex + 1);
}

void Fit::save(StageState &state) const
{
    m_course.save(state.numbers);
    if (m_bestTop1 < 0.0)
        return;
    state.numbers["best.top1"] = m_bestTop1;
    state.numbers["best.epoch"] = m_bestEpoch;
    state.numbers["last.epoch"] = m_lastEpoch;
    for (const auto &[name, tensor] : m_best.entries())
        state.tensors.set("best." + name, tensor);
}

void Fit::resume(const StageState &state)
{
    m_course.load(state.numbers);
    m_bestTop1 = state.number("best.top1", -1.0);
    m_bestEpoch = state.number("best.epoch", 0.0);
    m_lastEpoch = state.number("last.epoch", 0.0);
    const std::string prefix = "best.";
    for (const auto &[name, tensor] : state.tensors.entries())
        if (name.starts_with(prefix))
            m_best.set(name.substr(prefix.size()), tensor);
}

std::vector<recipe::OptionSchema> fitStageOptions(std::int64_t epochs, const char *rate)
{
    std::vector<recipe::OptionSchema> options = {
        epochsOption(epochs),
        batchOption(128),
        rateOption(rate),
        weightDecayOption(5e-4),
        momentumOption(),
        nesterovOption(),
        evaluateEveryOption(),
        iterationsOption(ESP_TR("Engine", "Train for so many iterations instead of epochs; 0 = by epochs.")),
        jsvOption()};
    for (const auto &more : {fitMethodOptions(), distillationOptions()})
        options.insert(options.end(), more.begin(), more.end());
    return options;
}

} // namespace espalier::train
