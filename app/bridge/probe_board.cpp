// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bridge/probe_board.h"

#include "app/bridge/session_bridge.h"

namespace espalier::app {

ProbeBoard::ProbeBoard(SessionBridge &bridge, QObject *parent) : QObject(parent), m_bridge(bridge) { }

void ProbeBoard::wish(const QObject *panel, const report::Probes &probes)
{
    m_wishes.insert(panel, probes);
    send();
}

void ProbeBoard::withdraw(const QObject *panel)
{
    if (m_wishes.remove(panel) > 0)
        send();
}

void ProbeBoard::send()
{
    report::Probes all;
    for (const report::Probes &probes : std::as_const(m_wishes)) {
        all.telemetry = all.telemetry || probes.telemetry;
        all.scales = all.scales || probes.scales;
        if (!probes.gramLayer.empty())
            all.gramLayer = probes.gramLayer;
    }
    m_bridge.setProbes(all);
}

} // namespace espalier::app
