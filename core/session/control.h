// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/observer.h"
#include "session/command.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

namespace espalier::session {

struct QueuedCommand {
    base::CommandId id;
    Command command;
};

/// What the consumer asks of the worker: the queue of commands and the state of pause, step and stop. One mutex, two
/// condition variables; private to the session room. Consumer calls never wait for the worker.
class Control {
public:
    base::CommandId post(Command command);
    void pause();
    void resume();
    void step();
    /// Marks the running command as to be stopped and takes the waiting ones out of the queue.
    std::vector<QueuedCommand> stop();
    void probeNow();
    void setLiveOption(const std::string &name, double value);
    void setProbes(const report::Probes &probes);
    /// stop(), for good: the worker's next `takeNext` returns nothing.
    std::vector<QueuedCommand> close();

    bool isBusy() const;
    bool isPaused() const;
    void waitUntilIdle();

    /// Worker: blocks for the next command; nothing once closed.
    std::optional<QueuedCommand> takeNext();
    /// Worker: the running command ended. `announce` is called before anyone can see that it did.
    void finish(const std::function<void()> &announce);
    /// Worker, once per step: blocks while paused. `holding(true)` is called before it blocks, `holding(false)` when
    /// it goes on unpaused; a single step in between is not a resumption.
    report::StepRequest atStep(const std::function<void(bool)> &holding);
    report::Probes probes() const;

private:
    bool mayGo() const;

    mutable std::mutex m_mutex;
    std::condition_variable m_wake; ///< for the worker
    std::condition_variable m_idle; ///< for who waits until idle
    std::deque<QueuedCommand> m_queue;
    report::StepRequest m_request; ///< gathered since the last step; its `stop` stays until the command ends
    report::Probes m_probes;
    std::int32_t m_nextId = 0;
    int m_steps = 0; ///< optimiser steps still allowed while paused
    bool m_running = false, m_paused = false, m_closed = false;
};

} // namespace espalier::session
