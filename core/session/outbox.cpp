// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/outbox.h"

#include <utility>

namespace espalier::session {

Outbox::Outbox(std::size_t eventCapacity, std::function<void()> doorbell)
    : m_events(eventCapacity), m_doorbell(std::move(doorbell))
{
    m_latest.put(std::make_shared<const report::Snapshot>());
}

void Outbox::post(report::Event event)
{
    postQuietly(std::move(event));
    ring();
}

void Outbox::postQuietly(report::Event event)
{
    const bool droppable = report::isDroppable(event);
    m_events.push(std::move(event), droppable);
}

void Outbox::ring()
{
    if (!m_rung.exchange(true) && m_doorbell)
        m_doorbell();
}

void Outbox::update(const std::function<void(report::Snapshot &)> &change)
{
    change(m_current);
    m_latest.put(std::make_shared<const report::Snapshot>(m_current));
    ring();
}

std::vector<report::Event> Outbox::drain()
{
    // Re-armed first: what comes in between rings once more than needed, never once too little.
    m_rung = false;
    return m_events.drain();
}

} // namespace espalier::session
