// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/log.h"
#include "report/observer.h"
#include "report/run_record.h"
#include "train/run_clock.h"

#include <memory>

namespace espalier::train {

/// Accuracy with its 95 % interval, or any other value, for one point of a curve.
struct Metric {
    std::string series;
    double value = 0.0;
    double epoch = 0.0;
    std::optional<double> low, high;
};

/// Turns what happens into events at the present step, and keeps the progress in the snapshot.
class Reporter {
public:
    Reporter(report::Observer &observer, const RunPosition &position, const RunClock &clock);

    void plan(std::vector<report::PhaseStarted> phases);
    void phase(const std::string &stage, const std::string &phase, std::int64_t plannedSteps);
    /// Those that have begun, in order; a resumed run adopts those of its record. One that is announced again where it
    /// had just begun, or was stopped in the middle, counts once.
    const std::vector<report::PhaseRecord> &phases() const { return m_phases; }
    void adoptPhases(std::vector<report::PhaseRecord> phases) { m_phases = std::move(phases); }
    void metric(const Metric &metric);
    void marker(const std::string &kind, const std::string &text);
    void warning(const base::Problem &problem);
    void accuracy(const std::string &series, const report::Accuracy &accuracy, double epoch);

    /// Fields that only the loop knows; step, rate and time left are filled here. Published at most 20 times a second
    /// unless forced.
    void progress(const std::function<void(report::Progress &)> &change, bool force = false);
    report::Observer &observer() { return m_observer; }

private:
    void measureRate();
    void publish();

    report::Observer &m_observer;
    const RunPosition &m_position;
    const RunClock &m_clock;
    report::Progress m_progress;
    std::vector<report::PhaseRecord> m_phases;
    RateLimit m_publishLimit{0.05};
    std::int64_t m_phaseStart = 0;
    std::int64_t m_rateStep = 0;
    double m_rateSeconds = 0.0;
};

} // namespace espalier::train
