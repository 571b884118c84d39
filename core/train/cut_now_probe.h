// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "train/stage.h"

namespace espalier::train {

/// "What if I cut now?": cuts a copy exactly by the plan of the moment and measures top-1 on the tuning split (on test if
/// there is no tuning split), with its 95 % interval, as the series "accuracy.cut_now". The model is left alone.
class CutNowProbe {
public:
    explicit CutNowProbe(StageContext &context) : m_context(context) { }

    /// `count` probes are to be spread over a phase of so many steps (0 of either = none but those asked for).
    void beginPhase(std::int64_t plannedSteps, std::int64_t count);
    /// True at the planned steps, as long as probes stay below 5 % of the time spent in this stage.
    bool isDue(std::int64_t t) const;
    /// Blocks for one cut and one evaluation. Stopped if the user stops meanwhile.
    base::Status run(const graph::Plan &plan, double epoch);

private:
    StageContext &m_context;
    std::int64_t m_interval = 0;
    double m_spent = 0.0, m_last = 0.0;
    RunClock::Point m_start = RunClock::now();
};

} // namespace espalier::train
