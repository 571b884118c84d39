// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/gate.h"

#include "base/text.h"

#include <utility>

namespace espalier::train {

bool Gate::stopAsked()
{
    // Anything shorter is the observer's own work, not a pause.
    constexpr double ShortestPause = 0.05;
    const RunClock::Point asked = RunClock::now();
    report::StepRequest request = m_observer.atStep();
    if (const double waited = RunClock::since(asked); waited > ShortestPause)
        m_clock.exclude(waited);
    m_stop = m_stop || request.stop;
    m_probeNow = m_probeNow || request.probeNow;
    for (auto &[name, value] : request.liveOptions)
        m_liveOptions[name] = value;
    return m_stop;
}

std::map<std::string, double> Gate::takeLiveOptions()
{
    return std::exchange(m_liveOptions, {});
}

bool Gate::takeProbeNow()
{
    return std::exchange(m_probeNow, false);
}

base::Problem Gate::stopped(std::int64_t step)
{
    return {base::ProblemCode::Stopped, base::cat("stopped at step ", step, "; the state is kept."), "",
            "Resume goes on from here."};
}

} // namespace espalier::train
