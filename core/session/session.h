// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/channel.h"
#include "base/latest.h"
#include "session/engine.h"

#include <functional>
#include <memory>

namespace espalier::session {

struct SessionOptions {
    std::size_t eventCapacity = 20000; ///< droppable events that may wait for the consumer
    std::shared_ptr<base::Log> log;
    /// Rung once, when something new waits, until the next drain: mostly from the session's thread, from the caller's
    /// for commands that `stop` refuses. Must only post (a queued call).
    std::function<void()> doorbell;
};

/// Owns the one worker thread, which owns the engine. Takes commands in, publishes snapshots and events out.
/// Each command ends in exactly one CommandDone. All methods may be called from one consumer thread; none blocks
/// on the worker (the destructor stops the work within a step and joins).
class Session {
public:
    /// `makeEngine` runs in the worker's thread (thread-local torch settings belong there).
    Session(std::function<std::unique_ptr<Engine>()> makeEngine, SessionOptions options);
    ~Session();
    Session(const Session &) = delete;
    Session &operator=(const Session &) = delete;

    /// Waits in line behind earlier ones. Never refused: an unfit command ends with its Problem.
    base::CommandId post(Command command);

    void pause();
    void resume();
    /// One more optimiser step, then paused.
    void step();
    /// The running command ends with Stopped after its current step; queued ones end with Stopped at once.
    void stop();
    void probeNow();
    void setLiveOption(const std::string &name, double value);
    void setProbes(const report::Probes &probes);

    bool isBusy() const;
    bool isPaused() const;

    /// Everything since the last drain, oldest first; re-arms the doorbell.
    std::vector<report::Event> drainEvents();
    /// The newest snapshot (never null). Look after draining: the drain re-arms the doorbell.
    std::shared_ptr<const report::Snapshot> snapshot() const;
    std::uint64_t droppedEvents() const;

    /// Blocks until the engine exists; for start-up only.
    const recipe::Vocabulary &vocabulary() const;
    /// Blocks until no command runs or waits: for the CLI and tests.
    void waitUntilIdle();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace espalier::session
