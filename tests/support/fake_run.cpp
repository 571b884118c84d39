// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/fake_run.h"

#include "base/random.h"
#include "base/text.h"
#include "report/run_record.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <thread>

namespace espalier::test {

using base::Problem;
using base::ProblemCode;

namespace {

/// Ratio of a group by the recipe's patterns or uniform ratio; half of every block's first convolution without.
double ratioOf(const recipe::RatioSpec &spec, const graph::Group &group)
{
    if (spec.kind == recipe::RatioSpec::Kind::Uniform)
        return spec.uniform;
    if (spec.kind != recipe::RatioSpec::Kind::Patterns)
        return group.residual ? 0.0 : 0.5;
    double ratio = 0.0;
    for (const auto &[pattern, value] : spec.patterns)
        if (base::globMatch(pattern, group.name))
            ratio = value;
    return ratio;
}

std::vector<std::int32_t> smallest(const std::vector<double> &scores, std::int32_t count)
{
    std::vector<std::int32_t> order(scores.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
        return scores[static_cast<std::size_t>(a)] < scores[static_cast<std::size_t>(b)];
    });
    order.resize(static_cast<std::size_t>(count));
    return order;
}

bool isQuick(const std::string &stage)
{
    return stage == "evaluate" || stage == "cut" || stage == "select" || stage == "recalibrate";
}

} // namespace

FakeRun::FakeRun(const FakeScript &script, FakeProject &project, report::Observer &observer)
    : m_script(script), m_project(project), m_observer(observer), m_started(std::chrono::steady_clock::now()),
      m_due(m_started)
{ }

void FakeRun::plan(const recipe::Recipe &recipe)
{
    std::vector<std::string> kinds;
    for (const auto &stage : recipe.stages)
        kinds.push_back(stage.kind);
    if (kinds.empty())
        kinds = {"evaluate", "penalize", "cut", "finetune"};
    const auto add = [this](const std::string &stage, const std::string &phase, int index, std::int64_t steps) {
        m_phases.push_back({{stage, phase, index, m_total, steps}, {}});
        m_total += steps;
    };
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        const int index = static_cast<int>(i);
        if (kinds[i] == "penalize") {
            add(kinds[i], "push", index, m_script.pushSteps);
            add(kinds[i], "stabilise", index, m_script.stabiliseSteps);
        } else {
            add(kinds[i], kinds[i], index, isQuick(kinds[i]) ? 0 : m_script.trainSteps);
        }
    }
}

void FakeRun::choose(const recipe::Recipe &recipe)
{
    for (const auto &group : m_project.structure().groups) {
        const double ratio = ratioOf(recipe.ratios, group);
        if (ratio <= 0)
            continue;
        const auto count = std::min(static_cast<std::int32_t>(std::ceil(ratio * group.channels)), group.channels - 1);
        m_plan.setRemoved(group.id, smallest(m_project.model().scores[group.id.index()], count));
        m_ledger.push_back({group.id, group.channels, ratio, group.channels - count, count, ""});
    }
}

base::Status FakeRun::run(const recipe::Recipe &recipe)
{
    m_name = recipe.name;
    plan(recipe);
    choose(recipe);
    report::RunPlanned planned;
    planned.totalSteps = m_total;
    for (const auto &phase : m_phases)
        planned.phases.push_back(phase.start);
    m_observer.event(planned);
    const double base = m_project.model().top1;
    for (const auto &phase : m_phases) {
        m_observer.event(phase.start);
        auto status = play(phase);
        if (!status) {
            m_project.savePoint("stopped", true, m_step, m_observer);
            publishProgress(phase, phase.start.plannedSteps, false);
            return status;
        }
    }
    publishProgress(m_phases.back(), m_phases.back().start.plannedSteps, false);
    publishResult(recipe, base);
    return {};
}

void FakeRun::publishResult(const recipe::Recipe &recipe, double base)
{
    auto record = std::make_shared<report::RunRecord>();
    record->recipe = recipe::toJson(recipe);
    record->base = m_project.accuracy(10000);
    record->base->top1 = base;
    record->final = m_project.accuracy(10000);
    record->best = report::BestAccuracy{record->final->top1, 4, "test"};
    record->before = {272474, 40551040, 270000};
    record->after = {136237, 20275520, 135000};
    record->figures = {{"finetune.trainability", 88.5}};
    record->iterations = m_total;
    for (const auto &[group, removed] : m_plan.groups()) {
        // The structure is the cut one by now.
        const std::string &name = m_project.structure().group(group).name;
        const auto kept = m_project.structure().group(group).channels;
        const std::int64_t before = kept + static_cast<std::int64_t>(removed.size());
        record->widths[name] = {before, kept};
        for (std::int32_t channel = 0; channel < before; ++channel)
            if (!std::binary_search(removed.begin(), removed.end(), channel))
                record->kept[name].push_back(channel);
    }
    for (const Phase &phase : m_phases)
        record->phases.push_back({phase.start.stage, phase.start.phase, phase.start.stageIndex, phase.start.step, 0.0});
    if (recipe.expect && recipe.expect->top1)
        record->published = report::PublishedComparison{
            recipe.expect->source,
            {{"top1", recipe.expect->top1->first, recipe.expect->top1->second, 0.0, record->best->top1}},
            {"data: a fake one."}};
    m_observer.update([&](report::Snapshot &snapshot) { snapshot.result = std::move(record); });
}

base::Status FakeRun::play(const Phase &phase)
{
    if (phase.start.stage == "cut")
        return cut();
    for (std::int64_t at = 0; at < phase.start.plannedSteps; ++at)
        if (auto status = step(phase, at); !status)
            return status;
    if (phase.start.stage == "evaluate")
        m_project.setCurrent(m_project.accuracy(10000), m_observer);
    else if (!isQuick(phase.start.stage))
        m_project.savePoint(base::cat("After ", phase.start.phase), true, m_step, m_observer);
    return {};
}

base::Status FakeRun::cut()
{
    session::CommitPlan commit;
    commit.plan = m_plan;
    commit.ledger = m_ledger;
    commit.options.recalibrate = false;
    return m_project.commit(commit, m_step, m_observer);
}

base::Status FakeRun::step(const Phase &phase, std::int64_t at)
{
    waitForStep();
    const auto request = m_observer.atStep();
    if (request.stop)
        return Problem{ProblemCode::Stopped, "The run was stopped.", "", "Resume it to go on."};
    for (const auto &[name, value] : request.liveOptions) {
        m_observer.event(report::Marker{m_step, "live_option", base::cat(name, " = ", value)});
        if (name == "lr")
            m_liveRate = value;
    }
    const bool late = 2 * at >= phase.start.plannedSteps;
    const double scheduled = phase.start.stage == "penalize" ? 1e-3 : late ? 1e-3 : 1e-2;
    emitCurves(phase, at, m_liveRate > 0 ? m_liveRate : scheduled);
    if (phase.start.phase == "push")
        m_pushed = static_cast<double>(at + 1) / static_cast<double>(phase.start.plannedSteps);
    if (request.probeNow)
        probe();
    if ((at + 1) % m_script.stepsPerEpoch == 0)
        emitEpoch(phase, at);
    ++m_step;
    publishTelemetry(phase, at);
    publishProgress(phase, at + 1, true);
    return {};
}

void FakeRun::waitForStep()
{
    if (m_script.stepsPerSecond <= 0)
        return;
    const auto now = std::chrono::steady_clock::now();
    std::this_thread::sleep_until(std::max(m_due, now));
    const std::chrono::duration<double> gap(1.0 / m_script.stepsPerSecond);
    m_due = std::max(m_due, now) + std::chrono::duration_cast<std::chrono::steady_clock::duration>(gap);
}

void FakeRun::point(const std::string &series, double value, std::optional<double> margin)
{
    report::MetricPoint point;
    point.series = series;
    point.step = m_step;
    point.epoch = static_cast<double>(m_step) / static_cast<double>(m_script.stepsPerEpoch);
    point.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - m_started).count();
    point.value = value;
    if (margin) {
        point.low = value - *margin;
        point.high = value + *margin;
    }
    m_observer.event(point);
}

void FakeRun::emitCurves(const Phase &phase, std::int64_t at, double lr)
{
    const double noise = base::randomUnit(m_script.seed, 77, static_cast<std::uint64_t>(m_step)) - 0.5;
    const double share = static_cast<double>(at) / static_cast<double>(phase.start.plannedSteps);
    const double level = phase.start.stage == "penalize" ? 0.12 + 0.1 * m_pushed : 0.35 * std::exp(-3 * share) + 0.1;
    point("loss.task", level + 0.04 * noise);
    point("lr", lr);
    if (phase.start.stage != "penalize")
        return;
    point("loss.penalty", 0.5 * m_pushed * std::exp(-4 * m_pushed));
    point("gamma.all_below_1e-2", 0.5 * m_pushed);
    point("gamma.masked_below_1e-2", m_pushed);
    for (const auto &[id, removed] : m_plan.groups()) {
        point("separation/" + m_project.structure().group(id).name, 0.3 + m_pushed);
        point("lambda/" + m_project.structure().group(id).name, m_pushed);
        point("ratio/" + m_project.structure().group(id).name, 1.8 * std::exp(6.5 * m_pushed));
    }
}

void FakeRun::emitEpoch(const Phase &phase, std::int64_t at)
{
    const double share = static_cast<double>(at + 1) / static_cast<double>(phase.start.plannedSteps);
    auto &top1 = m_project.model().top1;
    if (phase.start.stage == "penalize")
        top1 -= 0.1;
    else
        top1 += (92.0 - top1) * 0.4 * share;
    point("accuracy.train", top1 + 2.5);
    point("accuracy.tuning", top1 - 0.2, 0.8);
    point("accuracy.test", top1, 0.55);
    if (phase.start.stage == "penalize")
        probe();
}

void FakeRun::probe()
{
    const double top1 = m_project.model().top1 * (0.3 + 0.7 * m_pushed);
    point("accuracy.cut_now", top1, 0.9);
}

void FakeRun::publishProgress(const Phase &phase, std::int64_t at, bool running)
{
    report::Progress progress;
    progress.recipeName = m_name;
    progress.stage = phase.start.stage;
    progress.phase = phase.start.phase;
    progress.stageIndex = phase.start.stageIndex;
    progress.step = m_step;
    progress.totalSteps = m_total;
    progress.phaseStep = at;
    progress.phaseSteps = phase.start.plannedSteps;
    progress.epoch = static_cast<double>(at) / static_cast<double>(m_script.stepsPerEpoch);
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - m_started;
    progress.stepsPerSecond = elapsed.count() > 0 ? static_cast<double>(m_step) / elapsed.count() : 0;
    if (progress.stepsPerSecond > 0)
        progress.secondsLeft = static_cast<double>(m_total - m_step) / progress.stepsPerSecond;
    progress.layersPenalised = static_cast<std::int32_t>(m_plan.groups().size());
    progress.layersFinished = m_pushed >= 1 ? progress.layersPenalised : 0;
    progress.running = running;
    m_observer.update([&](report::Snapshot &snapshot) {
        snapshot.progress = std::make_shared<const report::Progress>(std::move(progress));
    });
}

report::LayerTelemetry FakeRun::layerTelemetry(const graph::Group &group, double progress) const
{
    const auto &scores = m_project.model().scores[group.id.index()];
    const auto &removed = m_plan.removed(group.id);
    report::LayerTelemetry layer;
    layer.layer = group.name;
    layer.group = group.id;
    layer.chosen.assign(scores.size(), 0);
    for (const auto channel : removed)
        layer.chosen[static_cast<std::size_t>(channel)] = 1;
    double kept = 0, gone = 0;
    for (std::size_t c = 0; c < scores.size(); ++c) {
        const double now = layer.chosen[c] ? scores[c] * std::exp(-6 * progress) : scores[c] * (1 + 0.05 * progress);
        (layer.chosen[c] ? gone : kept) += now;
        layer.startScores.push_back(static_cast<float>(scores[c]));
        layer.scores.push_back(static_cast<float>(now));
    }
    const auto removedCount = static_cast<double>(removed.size());
    const double keptMean = kept / (static_cast<double>(scores.size()) - removedCount);
    layer.magnitudeRatio = static_cast<float>(keptMean / (gone / removedCount));
    layer.lambda = static_cast<float>(progress);
    layer.finished = progress >= 1;
    return layer;
}

void FakeRun::publishTelemetry(const Phase &phase, std::int64_t at)
{
    const auto probes = m_observer.probes();
    if (phase.start.stage != "penalize" || at % 5 != 0)
        return;
    if (probes.telemetry) {
        report::Telemetry telemetry;
        telemetry.step = m_step;
        for (const auto &[id, removed] : m_plan.groups())
            telemetry.layers.push_back(layerTelemetry(m_project.structure().group(id), m_pushed));
        m_observer.update([&](report::Snapshot &snapshot) {
            snapshot.telemetry = std::make_shared<const report::Telemetry>(std::move(telemetry));
        });
    }
    if (probes.scales)
        publishScales();
    if (!probes.gramLayer.empty())
        publishGram(probes.gramLayer, std::exp(-6 * m_pushed));
}

void FakeRun::publishScales()
{
    report::ScaleTelemetry scales;
    scales.step = m_step;
    scales.threshold = 0.01;
    for (const auto &[id, removed] : m_plan.groups()) {
        const auto now = layerTelemetry(m_project.structure().group(id), m_pushed);
        report::LayerScales layer;
        layer.layer = now.layer;
        layer.gamma = now.scores;
        layer.beta.assign(layer.gamma.size(), -0.1F);
        layer.gradient.assign(layer.gamma.size(), 0.5F);
        layer.gradient.front() = 0.0F;
        layer.chosen = now.chosen;
        scales.layers.push_back(std::move(layer));
    }
    m_observer.update([&](report::Snapshot &snapshot) {
        snapshot.scales = std::make_shared<const report::ScaleTelemetry>(std::move(scales));
    });
}

void FakeRun::publishGram(const std::string &layer, double decay)
{
    const auto *found = m_project.structure().layer(layer);
    if (!found || !found->group.isValid())
        return;
    const auto &group = m_project.structure().group(found->group);
    const auto now = layerTelemetry(group, m_pushed);
    const auto size = static_cast<std::size_t>(group.channels);
    report::GramMatrix gram;
    gram.layer = layer;
    gram.step = m_step;
    gram.size = group.channels;
    gram.chosen = now.chosen;
    for (std::size_t i = 0; i < size; ++i) {
        for (std::size_t j = 0; j < size; ++j) {
            const double cosine = i == j ? 1 : 0.6 * (base::randomUnit(m_script.seed, i + j, i * j) - 0.5);
            const double factor = now.chosen[i] != now.chosen[j] ? decay : 1.0;
            gram.values.push_back(static_cast<float>(cosine * factor) * now.scores[i] * now.scores[j]);
            gram.startValues.push_back(static_cast<float>(cosine) * now.startScores[i] * now.startScores[j]);
        }
    }
    m_observer.update([&](report::Snapshot &snapshot) {
        snapshot.gram = std::make_shared<const report::GramMatrix>(std::move(gram));
    });
}

} // namespace espalier::test
