// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/events.h"
#include "report/snapshot.h"

#include <functional>
#include <map>

namespace espalier::report {

/// What the consumers are looking at; only this is computed and copied to the host.
struct Probes {
    bool telemetry = false; ///< norms, lambda per layer
    bool scales = false;    ///< batch norm scales of every layer
    std::string gramLayer;  ///< layer whose Gram matrix is shown; empty = none
    double maximumRate = 4.0; ///< layer statistics per second at most
};

/// Asked by the worker once per step; may block while the user has paused.
struct StepRequest {
    bool stop = false;     ///< finish this step, keep the state, end with Stopped
    bool probeNow = false; ///< evaluate "cut now" on the tuning split
    std::map<std::string, double> liveOptions; ///< changed since the last step: "lr", "granularity_prune", …
};

/// Told by whoever works (trainer, engine) what happens. Called in the worker's thread only.
class Observer {
public:
    virtual ~Observer() = default;
    virtual void event(const Event &event) = 0;
    /// Changes parts of the snapshot and publishes it.
    virtual void update(const std::function<void(Snapshot &)> &change) = 0;
    virtual Probes probes() const = 0;
    virtual StepRequest atStep() = 0;
};

/// Does nothing and never stops: for tests and for the CLI's short commands.
class NullObserver : public Observer {
public:
    void event(const Event &) override { }
    void update(const std::function<void(Snapshot &)> &change) override { change(m_snapshot); }
    Probes probes() const override { return {}; }
    StepRequest atStep() override { return {}; }
    const Snapshot &snapshot() const { return m_snapshot; }

private:
    Snapshot m_snapshot;
};

} // namespace espalier::report
