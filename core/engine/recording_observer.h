// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/log.h"
#include "report/observer.h"
#include "store/run_store.h"

#include <functional>
#include <memory>
#include <optional>

namespace espalier::engine {

/// Passes everything on, and writes every event to the history, whatever the screen drops. If the history can't be
/// written (disk full), the next step is asked to stop and `failure` says why.
class RecordingObserver final : public report::Observer {
public:
    RecordingObserver(report::Observer &inner, store::RunStore &store) : m_inner(inner), m_store(store) { }

    void event(const report::Event &event) override;
    void update(const std::function<void(report::Snapshot &)> &change) override { m_inner.update(change); }
    report::Probes probes() const override { return m_inner.probes(); }
    report::StepRequest atStep() override;

    /// Called behind each CutHappened: the network is another one now.
    std::function<void()> whenCut;
    const std::optional<base::Problem> &failure() const { return m_failure; }

private:
    report::Observer &m_inner;
    store::RunStore &m_store;
    std::optional<base::Problem> m_failure;
};

/// A log whose lines become events of an observer. The observer must outlive it; its thread only.
std::shared_ptr<base::Log> makeObserverLog(report::Observer &observer);

/// A line of the engine's own.
void logLine(report::Observer &observer, base::LogLevel level, const std::string &text);

} // namespace espalier::engine
