// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/observer.h"

#include <QtCore/QHash>
#include <QtCore/QObject>

namespace espalier::app {

class SessionBridge;

/// Gathers what the visible panels want to see and asks the worker for the union: only what is looked at is computed.
class ProbeBoard : public QObject
{
    Q_OBJECT

public:
    explicit ProbeBoard(SessionBridge &bridge, QObject *parent = nullptr);

    /// The wishes of one panel; replaces its earlier ones.
    void wish(const QObject *panel, const report::Probes &probes);
    void withdraw(const QObject *panel);

private:
    void send();

    SessionBridge &m_bridge;
    QHash<const QObject *, report::Probes> m_wishes;
};

} // namespace espalier::app
