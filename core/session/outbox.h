// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/channel.h"
#include "base/latest.h"
#include "report/observer.h"

#include <atomic>
#include <functional>

namespace espalier::session {

/// What leaves the session: events, the newest snapshot, and one doorbell for both, rung once until the consumer
/// drains. Private to the session room. Any thread may post events; only the worker changes the snapshot.
class Outbox {
public:
    Outbox(std::size_t eventCapacity, std::function<void()> doorbell);

    void post(report::Event event);
    /// Queues without ringing: for callers that hold a lock, who ring afterwards.
    void postQuietly(report::Event event);
    void ring();
    void update(const std::function<void(report::Snapshot &)> &change);

    std::vector<report::Event> drain();
    std::shared_ptr<const report::Snapshot> snapshot() const { return m_latest.peek(); }
    std::uint64_t dropped() const { return m_events.dropped(); }

private:
    base::Channel<report::Event> m_events;
    base::Latest<report::Snapshot> m_latest;
    report::Snapshot m_current; ///< the worker's own copy
    std::function<void()> m_doorbell;
    std::atomic<bool> m_rung = false;
};

} // namespace espalier::session
