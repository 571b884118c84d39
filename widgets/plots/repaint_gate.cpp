// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/repaint_gate.h"

#include <algorithm>

namespace espalier::widgets {

RepaintGate::RepaintGate(QObject *parent) : QObject(parent)
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &RepaintGate::flush);
}

void RepaintGate::mark(Repaintable &client, bool byUser)
{
    if (!m_dirty.contains(&client))
        m_dirty << &client;
    if (byUser && !m_urgent.contains(&client))
        m_urgent << &client;
    if (mayDraw(&client))
        arm();
}

void RepaintGate::forget(Repaintable &client)
{
    m_dirty.removeAll(&client);
    m_urgent.removeAll(&client);
}

void RepaintGate::setFrozen(bool frozen)
{
    m_frozen = frozen;
    if (!frozen && !m_dirty.isEmpty())
        arm();
}

bool RepaintGate::mayDraw(Repaintable *client) const
{
    return client->isOnScreen() && (!m_frozen || m_urgent.contains(client));
}

void RepaintGate::arm()
{
    if (m_timer.isActive())
        return;
    const qint64 since = m_sinceFlush.isValid() ? m_sinceFlush.elapsed() : intervalMs;
    m_timer.start(int(std::max<qint64>(0, intervalMs - since)));
}

void RepaintGate::flush()
{
    QList<Repaintable *> now;
    std::copy_if(m_dirty.begin(), m_dirty.end(), std::back_inserter(now),
                 [this](auto *c) { return mayDraw(c); });
    for (Repaintable *client : std::as_const(now))
        forget(*client);
    m_sinceFlush.start();
    QElapsedTimer took;
    took.start();
    for (Repaintable *client : std::as_const(now))
        client->repaintNow();
    if (!now.isEmpty())
        Q_EMIT flushed(int(now.size()), double(took.nsecsElapsed()) / 1e6);
}

} // namespace espalier::widgets
