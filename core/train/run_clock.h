// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>

namespace espalier::train {

/// Where a run stands. Steps are optimiser steps.
struct RunPosition {
    std::int32_t stageIndex = 0;
    std::int64_t stageStep = 0;
    std::int64_t globalStep = 0;
};

/// Seconds that a run has worked, over all its sessions, pauses excluded.
class RunClock {
public:
    explicit RunClock(double secondsBefore = 0.0) : m_before(secondsBefore) { }

    double seconds() const { return m_before + since(m_start) - m_paused; }
    /// Time spent waiting for the user.
    void exclude(double seconds) { m_paused += seconds; }

    using Point = std::chrono::steady_clock::time_point;
    static Point now() { return std::chrono::steady_clock::now(); }
    static double since(Point start) { return std::chrono::duration<double>(now() - start).count(); }

private:
    double m_before;
    double m_paused = 0.0;
    Point m_start = now();
};

/// "Not more often than every so many seconds": true at most once per interval, first at once.
class RateLimit {
public:
    explicit RateLimit(double interval) : m_interval(interval) { }

    bool isDue()
    {
        if (m_used && RunClock::since(m_last) < m_interval)
            return false;
        m_used = true;
        m_last = RunClock::now();
        return true;
    }

private:
    double m_interval;
    bool m_used = false;
    RunClock::Point m_last;
};

} // namespace espalier::train
