// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/train_loop.h"

#include "base/random.h"
#include "base/text.h"
#include "train/carried_momentum.h"
#include "train/masks.h"

#include <cmath>

namespace espalier::train {

using base::cat;
using base::Status;

namespace {

data::LoaderOptions loaderOptions(const StageContext &context, std::int64_t batch)
{
    data::LoaderOptions options;
    options.split = data::Split::Train;
    options.batch = batch;
    options.seed = base::randomBits(static_cast<std::uint64_t>(context.recipe.seed), 0x6c6f6164,
                                    static_cast<std::uint64_t>(context.services.position.stageIndex));
    options.augment = true;
    options.shuffle = true;
    options.tuningShare = context.recipe.data.tuningShare;
    return options;
}

/// Of the method, or the one that MaskSparsity takes by default.
double collapseThreshold(const StageContext &context)
{
    const recipe::Options &options = context.stage.methodOptions;
    return options.contains("gamma_threshold") ? recipe::realOption(options, "gamma_threshold") : 0.01;
}

} // namespace

TrainLoop::TrainLoop(StageContext &context, methods::Method &method, LoopOptions options, LoopHooks hooks)
    : m_context(context), m_method(method), m_options(std::move(options)), m_hooks(std::move(hooks)),
      m_loader(context.trainer.dataset, *context.trainer.preset, loaderOptions(context, m_options.batch)),
      m_telemetry(context.model, context.services, collapseThreshold(context)), m_probe(context)
{
    m_steps = m_options.epochs > 0 ? m_options.epochs * m_loader.batchesPerEpoch() : m_options.steps;
}

base::Result<std::unique_ptr<TrainLoop>> TrainLoop::create(StageContext &context, methods::Method &method,
                                                           LoopOptions options, LoopHooks hooks)
{
    options.step.dropoutSeed = base::randomBits(static_cast<std::uint64_t>(context.recipe.seed), 0x73746570,
                                                static_cast<std::uint64_t>(context.services.position.stageIndex));
    std::unique_ptr<TrainLoop> loop(new TrainLoop(context, method, std::move(options), std::move(hooks)));
    auto step = TrainStep::create(context.model.network, method, loop->m_options.step);
    if (!step)
        return step.problem();
    loop->m_step = std::move(*step);
    loop->m_step->setGradientsReady([seen = loop.get()] { seen->m_telemetry.seeGradients(seen->m_t); });
    if (!context.resume)
        loop->m_step->optimiser().adopt(context.model.momentum);
    else if (const Status resumed = loop->resume(*context.resume); !resumed)
        return resumed.problem();
    return loop;
}

Status TrainLoop::run()
{
    announcePhase();
    for (;;) {
        beginEpochIfDue();
        if (const Status evaluated = evaluateIfDue(); !evaluated)
            return evaluated;
        if (isOver())
            break;
        if (const Status done = iterate(); !done)
            return done;
    }
    reportBatch();
    reportProgress(true);
    keepMomentum(m_context, m_step->optimiser());
    return {};
}

Status TrainLoop::iterate()
{
    takeLiveOptions();
    const data::Batch batch = nextBatch();
    // update -> forward -> loss -> backward -> afterBackward -> step with penalties -> afterStep -> verdict
    const auto outcome = m_step->run(batch, {m_t, learningRate()});
    if (!outcome)
        return outcome.problem();
    applyMasks(m_context.model);
    observe(*outcome);
    advance(*outcome);
    if (const Status probed = probeIfDue(); !probed)
        return probed;
    if (const Status saved = checkpointIfDue(); !saved)
        return saved;
    return stopIfAsked();
}

data::Batch TrainLoop::nextBatch()
{
    return m_loader.batch(m_t / m_loader.batchesPerEpoch(), m_t % m_loader.batchesPerEpoch());
}

void TrainLoop::beginEpochIfDue()
{
    if (m_hooks.epochBegins && m_t % m_loader.batchesPerEpoch() == 0)
        m_hooks.epochBegins(m_t / m_loader.batchesPerEpoch());
}

double TrainLoop::epoch() const
{
    return static_cast<double>(m_t) / static_cast<double>(m_loader.batchesPerEpoch());
}

double TrainLoop::learningRate()
{
    const double rate = m_rateOverride.value_or(m_options.rate.at(epoch()));
    if (rate == m_rate)
        return rate;
    if (m_rate >= 0.0)
        m_context.services.reporter.marker("lr", cat("learning rate ", m_rate, " to ", rate));
    m_context.services.reporter.metric({"lr", rate, epoch(), {}, {}});
    m_rate = rate;
    return rate;
}

void TrainLoop::advance(const StepOutcome &outcome)
{
    ++m_t;
    ++m_context.services.position.globalStep;
    m_context.services.position.stageStep = m_t;
    m_ready = outcome.verdict == methods::Verdict::ReadyToCut;
}

void TrainLoop::observe(const StepOutcome &outcome)
{
    m_meter.add(outcome);
    if (m_method.phase() != m_phase)
        announcePhase();
    if (m_reportLimit.isDue())
        reportBatch();
    reportProgress(false);
    m_telemetry.observe(m_method, m_t, epoch());
}

void TrainLoop::reportBatch()
{
    if (m_meter.isEmpty())
        return;
    const BatchMeter::Reading reading = m_meter.take();
    Reporter &reporter = m_context.services.reporter;
    reporter.metric({"loss.task", reading.loss, epoch(), {}, {}});
    reporter.metric({"accuracy.train", reading.top1, epoch(), {}, {}});
    reportPenalty();
}

void TrainLoop::reportPenalty()
{
    if (m_method.hasPenaltyLoss() && m_penaltyLimit.isDue())
        m_context.services.reporter.metric({"loss.penalty", m_method.penaltyLoss(), epoch(), {}, {}});
}

void TrainLoop::reportProgress(bool force)
{
    m_context.services.reporter.progress(
        [this](report::Progress &progress) {
            progress.epoch = epoch();
            progress.layersFinished = m_telemetry.layersFinished();
            progress.layersPenalised = m_telemetry.layersPenalised();
        },
        force);
}

void TrainLoop::announcePhase()
{
    m_phase = m_method.phase();
    const std::string name = m_phase.empty() ? m_context.stage.kind : m_phase;
    m_context.services.reporter.phase(m_context.stage.kind, name, plannedSteps(name));
    m_probe.beginPhase(plannedSteps(name), m_options.probes);
}

std::int64_t TrainLoop::plannedSteps(const std::string &phase) const
{
    for (const PlannedPhase &planned : m_options.phases)
        if (planned.name == phase)
            return planned.steps;
    return m_steps;
}

Status TrainLoop::probeIfDue()
{
    const bool asked = m_context.services.gate.takeProbeNow();
    const graph::Plan plan = asked || m_probe.isDue(m_t) ? m_method.plan() : graph::Plan();
    if (plan.isEmpty())
        return {};
    const Status probed = m_probe.run(plan, epoch());
    // A probe is a courtesy: it may be cut short by a stop, which is looked at next, but it never ends a run.
    if (!probed && probed.problem().code != base::ProblemCode::Stopped)
        m_context.services.reporter.warning(probed.problem());
    return {};
}

Status TrainLoop::checkpointIfDue()
{
    return m_context.services.checkpoints.isDue() ? save("autosave", false) : Status();
}

Status TrainLoop::stopIfAsked()
{
    return m_context.services.gate.stopAsked() ? stopped() : Status();
}

Status TrainLoop::stopped()
{
    reportBatch();
    reportProgress(true);
    if (const Status saved = save("stopped", true); !saved)
        return saved;
    return Gate::stopped(m_context.services.position.globalStep);
}

bool TrainLoop::isOver() const
{
    return m_ready || (m_steps > 0 && m_t >= m_steps);
}

bool TrainLoop::isEvaluationDue() const
{
    if (m_t == 0)
        return m_options.evaluateAtStart;
    if (isOver())
        return m_options.evaluateAtEnd;
    const std::int64_t steps = m_options.evaluateSteps + m_options.evaluateEpochs * m_loader.batchesPerEpoch();
    return steps > 0 && m_t % steps == 0;
}

Status TrainLoop::evaluateIfDue()
{
    if (!isEvaluationDue())
        return {};
    const Status evaluated = m_hooks.evaluate(epoch());
    if (!evaluated && evaluated.problem().code == base::ProblemCode::Stopped)
        return stopped();
    return evaluated;
}

void TrainLoop::takeLiveOptions()
{
    for (const auto &[name, value] : m_context.services.gate.takeLiveOptions()) {
        if (name == "lr")
            m_rateOverride = value;
        else
            m_method.setLiveOption(name, value);
        m_context.services.reporter.marker("live_option", cat(name, " = ", value));
    }
}

Status TrainLoop::save(const std::string &title, bool isStop)
{
    if (!m_context.services.checkpoints.isEnabled())
        return {};
    StageState state;
    state.numbers["ready"] = m_ready ? 1.0 : 0.0;
    if (m_rateOverride)
        state.numbers["live.lr"] = *m_rateOverride;
    const methods::MethodState method = m_method.save();
    for (const auto &[name, value] : method.numbers)
        state.numbers["method." + name] = value;
    for (const auto &[name, tensor] : method.tensors)
        state.tensors.set("method." + name, tensor);
    m_step->optimiser().save(state.tensors);
    if (m_hooks.save)
        m_hooks.save(state);
    return m_context.services.checkpoints.saveInside({title, true, m_context.services.recordText(), isStop},
                                                     m_context.model, std::move(state));
}

Status TrainLoop::resume(const StageState &state)
{
    m_t = m_context.services.position.stageStep;
    m_ready = state.number("ready", 0.0) != 0.0;
    if (state.numbers.contains("live.lr"))
        m_rateOverride = state.numbers.at("live.lr");
    methods::MethodState method;
    const std::string prefix = "method.";
    for (const auto &[name, value] : state.numbers)
        if (name.starts_with(prefix))
            method.numbers[name.substr(prefix.size())] = value;
    for (const auto &[name, tensor] : state.tensors.entries())
        if (name.starts_with(prefix))
            method.tensors[name.substr(prefix.size())] = tensor;
    if (const Status loaded = m_method.load(method); !loaded)
        return loaded;
    return m_step->optimiser().load(state.tensors);
}

} // namespace espalier::train
