// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/reporter.h"

namespace espalier::train {

Reporter::Reporter(report::Observer &observer, const RunPosition &position, const RunClock &clock)
    : m_observer(observer), m_position(position), m_clock(clock)
{
}

void Reporter::plan(std::vector<report::PhaseStarted> phases)
{
    report::RunPlanned planned;
    for (const report::PhaseStarted &phase : phases)
        planned.totalSteps += phase.plannedSteps;
    planned.phases = std::move(phases);
    m_progress.totalSteps = planned.totalSteps;
    m_observer.event(planned);
}

void Reporter::phase(const std::string &stage, const std::string &phase, std::int64_t plannedSteps)
{
    report::PhaseStarted started;
    started.stage = stage;
    started.phase = phase;
    started.stageIndex = m_position.stageIndex;
    started.step = m_position.globalStep;
    started.plannedSteps = plannedSteps;
    m_observer.event(started);
    const bool isSame = !m_phases.empty() && m_phases.back().stageIndex == started.stageIndex && m_phases.back().phase == phase;
    if (!isSame)
        m_phases.push_back({stage, phase, started.stageIndex, started.step, m_clock.seconds()});
    m_phaseStart = m_position.globalStep;
    progress(
        [&](report::Progress &progress) {
            progress.stage = stage;
            progress.phase = phase;
            progress.phaseSteps = plannedSteps;
            progress.running = true;
        },
        true);
}

void Reporter::metric(const Metric &metric)
{
    report::MetricPoint point;
    point.series = metric.series;
    point.step = m_position.globalStep;
    point.epoch = metric.epoch;
    point.seconds = m_clock.seconds();
    point.value = metric.value;
    point.low = metric.low;
    point.high = metric.high;
    m_observer.event(point);
}

void Reporter::accuracy(const std::string &series, const report::Accuracy &accuracy, double epoch)
{
    metric({series, accuracy.top1, epoch, accuracy.low, accuracy.high});
    const auto shared = std::make_shared<const report::Accuracy>(accuracy);
    m_observer.update([&](report::Snapshot &snapshot) { snapshot.current = shared; });
}

void Reporter::marker(const std::string &kind, const std::string &text)
{
    m_observer.event(report::Marker{m_position.globalStep, kind, text});
}

void Reporter::warning(const base::Problem &problem)
{
    m_observer.event(report::WarningRaised{"train", problem});
}

void Reporter::progress(const std::function<void(report::Progress &)> &change, bool force)
{
    change(m_progress);
    if (m_publishLimit.isDue() || force)
        publish();
}

void Reporter::measureRate()
{
    // Over half a second at least, so that one slow step does not throw the estimate.
    const double seconds = m_clock.seconds() - m_rateSeconds;
    const std::int64_t steps = m_position.globalStep - m_rateStep;
    if (seconds < 0.5 && m_progress.stepsPerSecond > 0.0)
        return;
    const double rate = seconds > 0.0 ? static_cast<double>(steps) / seconds : 0.0;
    const bool first = m_progress.stepsPerSecond <= 0.0;
    m_progress.stepsPerSecond = first ? rate : 0.7 * m_progress.stepsPerSecond + 0.3 * rate;
    m_rateSeconds = m_clock.seconds();
    m_rateStep = m_position.globalStep;
}

void Reporter::publish()
{
    measureRate();
    m_progress.stageIndex = m_position.stageIndex;
    m_progress.step = m_position.globalStep;
    m_progress.phaseStep = m_position.globalStep - m_phaseStart;
    const auto left = static_cast<double>(m_progress.totalSteps - m_progress.step);
    m_progress.secondsLeft = m_progress.stepsPerSecond > 0.0 && left >= 0.0 ? left / m_progress.stepsPerSecond : -1.0;
    const auto shared = std::make_shared<const report::Progress>(m_progress);
    m_observer.update([&](report::Snapshot &snapshot) { snapshot.progress = shared; });
}

} // namespace espalier::train
