// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bridge/session_bridge.h"

#include <QtCore/QMetaObject>

#include <algorithm>

namespace espalier::app {

SessionBridge::SessionBridge(EngineFactory makeEngine, std::shared_ptr<base::Log> log, QObject *parent)
    : QObject(parent)
{
    session::SessionOptions options;
    options.log = std::move(log);
    options.doorbell = [this] { QMetaObject::invokeMethod(this, [this] { drain(); }, Qt::QueuedConnection); };
    m_session = std::make_unique<session::Session>(std::move(makeEngine), std::move(options));
    m_snapshot = m_session->snapshot();
}

// The session's thread joins here, while `this` still takes (and drops) its queued calls.
SessionBridge::~SessionBridge()
{
    m_session.reset();
}

base::CommandId SessionBridge::post(session::Command command)
{
    const QString name = QString::fromStdString(session::commandName(command));
    const base::CommandId id = m_session->post(std::move(command));
    m_open.emplace_back(id, name);
    refreshActivity();
    return id;
}

void SessionBridge::pause()
{
    m_session->pause();
    refreshActivity();
}

void SessionBridge::resume()
{
    m_session->resume();
    refreshActivity();
}

void SessionBridge::step()
{
    m_session->step();
    refreshActivity();
}

void SessionBridge::stop()
{
    m_session->stop();
    refreshActivity();
}

void SessionBridge::probeNow()
{
    m_session->probeNow();
}

void SessionBridge::setLiveOption(const QString &name, double value)
{
    m_session->setLiveOption(name.toStdString(), value);
}

void SessionBridge::setProbes(const report::Probes &probes)
{
    m_session->setProbes(probes);
}

QString SessionBridge::runningCommand() const
{
    return m_open.empty() ? QString() : m_open.front().second;
}

const recipe::Vocabulary &SessionBridge::vocabulary() const
{
    return m_session->vocabulary();
}

quint64 SessionBridge::droppedEvents() const
{
    return m_session->droppedEvents();
}

void SessionBridge::drain()
{
    const SnapshotPtr before = m_snapshot;
    const EventBatch events = m_session->drainEvents();
    m_snapshot = m_session->snapshot();
    // Snapshot first: whoever hears of a finished command finds its result in place.
    if (m_snapshot != before)
        Q_EMIT snapshotChanged(m_snapshot, before);
    if (!events.empty())
        Q_EMIT eventsArrived(events);
    for (const report::Event &event : events) {
        const auto *done = std::get_if<report::CommandDone>(&event);
        if (!done)
            continue;
        std::erase_if(m_open, [done](const auto &entry) { return entry.first == done->id; });
        refreshActivity();
        Q_EMIT commandFinished(*done);
    }
    refreshActivity();
}

void SessionBridge::refreshActivity()
{
    const bool busy = !m_open.empty();
    const bool paused = busy && m_session->isPaused();
    if (busy == m_busy && paused == m_paused)
        return;
    m_busy = busy;
    m_paused = paused;
    Q_EMIT activityChanged();
}

} // namespace espalier::app
