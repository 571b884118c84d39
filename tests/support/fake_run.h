// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/fake_engine.h"

#include <chrono>
#include <set>

namespace espalier::test {

/// Plays the stages of a recipe (evaluate, train, penalize and finetune if it has none) with the events and snapshots
/// that a real run has.
class FakeRun {
public:
    FakeRun(const FakeScript &script, FakeProject &project, report::Observer &observer);
    base::Status run(const recipe::Recipe &recipe);

private:
    struct Phase {
        report::PhaseStarted start;
        std::string method;
    };
    void plan(const recipe::Recipe &recipe);
    void choose(const recipe::Recipe &recipe);
    base::Status play(const Phase &phase);
    base::Status step(const Phase &phase, std::int64_t at);
    base::Status cut();
    void waitForStep();
    void emitCurves(const Phase &phase, std::int64_t at, double lr);
    void emitEpoch(const Phase &phase, std::int64_t at);
    void publishProgress(const Phase &phase, std::int64_t at, bool running);
    void publishTelemetry(const Phase &phase, std::int64_t at);
    void publishGram(const std::string &layer, double decay);
    void publishScales();
    void publishResult(const recipe::Recipe &recipe, double base);
    report::LayerTelemetry layerTelemetry(const graph::Group &group, double progress) const;
    void probe();
    void point(const std::string &series, double value, std::optional<double> margin = {});

    const FakeScript &m_script;
    FakeProject &m_project;
    report::Observer &m_observer;
    std::vector<Phase> m_phases;
    graph::Plan m_plan;
    std::vector<graph::LedgerRow> m_ledger;
    std::string m_name;
    std::int64_t m_step = 0, m_total = 0;
    double m_liveRate = 0.0; ///< "lr" set by hand; 0 = not
    double m_pushed = 0.0;   ///< share of the push that is over
    std::chrono::steady_clock::time_point m_started, m_due;
};

} // namespace espalier::test
