// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

#include <QtCore/QObject>
#include <QtCore/QPointer>

#include <memory>
#include <vector>

namespace espalier::app {

using SnapshotPtr = std::shared_ptr<const report::Snapshot>;
using EventBatch = std::vector<report::Event>;

/// The only place that knows both the Session and Qt. The worker's doorbell becomes one queued call; `drain` takes
/// everything that waits and hands it on as at most one signal each. Never waits for the worker.
/// Lives in the GUI thread, as do all its methods and signals.
class SessionBridge : public QObject
{
    Q_OBJECT

public:
    using EngineFactory = std::function<std::unique_ptr<session::Engine>()>;

    SessionBridge(EngineFactory makeEngine, std::shared_ptr<base::Log> log, QObject *parent = nullptr);
    ~SessionBridge() override;

    base::CommandId post(session::Command command);
    void pause();
    void resume();
    void step();
    void stop();
    void probeNow();
    void setLiveOption(const QString &name, double value);
    void setProbes(const report::Probes &probes);

    bool isBusy() const { return m_busy; }
    bool isPaused() const { return m_paused; }
    /// Name of the command that runs ("run_recipe"), empty if none.
    QString runningCommand() const;
    /// Never null.
    const SnapshotPtr &snapshot() const { return m_snapshot; }
    const recipe::Vocabulary &vocabulary() const;
    quint64 droppedEvents() const;

Q_SIGNALS:
    /// Some part of the snapshot is new; compare the parts' pointers with `before`.
    void snapshotChanged(const espalier::app::SnapshotPtr &now, const espalier::app::SnapshotPtr &before);
    /// Everything that happened since the last batch, oldest first.
    void eventsArrived(const espalier::app::EventBatch &events);
    /// One per posted command, in order.
    void commandFinished(const espalier::report::CommandDone &done);
    /// Busy or paused changed.
    void activityChanged();

private:
    void drain();
    void refreshActivity();

    std::unique_ptr<session::Session> m_session;
    SnapshotPtr m_snapshot;
    std::vector<std::pair<base::CommandId, QString>> m_open; ///< posted, not finished
    bool m_busy = false;
    bool m_paused = false;
};

} // namespace espalier::app
