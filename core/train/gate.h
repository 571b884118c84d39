// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/observer.h"
#include "train/run_clock.h"

namespace espalier::train {

/// Asks the observer whether to go on, and keeps what the user asked for meanwhile until the loop takes it: an
/// evaluation in the middle of a stage must not swallow a changed option. Time that the observer blocks (pause) is
/// excluded from the clock.
class Gate {
public:
    Gate(report::Observer &observer, RunClock &clock) : m_observer(observer), m_clock(clock) { }

    /// True once a stop was asked for; stays true.
    bool stopAsked();
    std::map<std::string, double> takeLiveOptions();
    bool takeProbeNow();

    /// "Stopped by the user", at the present step.
    static base::Problem stopped(std::int64_t step);

private:
    report::Observer &m_observer;
    RunClock &m_clock;
    bool m_stop = false;
    bool m_probeNow = false;
    std::map<std::string, double> m_liveOptions;
};

} // namespace espalier::train
