// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/bridge/session_bridge.h"

#include <QtCore/QHash>
#include <QtCore/QObject>
#include <QtCore/QStringList>

#include <optional>
#include <vector>

namespace espalier::app {

/// One curve: parallel arrays, ascending in step.
struct Series
{
    std::vector<double> step, epoch, seconds, value;
    std::vector<double> low, high; ///< NaN where no interval was estimated
    bool isEmpty() const { return step.empty(); }
};

/// What the present run has told so far, gathered from events: curves, phases, markers, cuts. Reset by RunPlanned.
/// Views read it at their own pace; `changed` comes once per batch of events.
class RunHistory : public QObject
{
    Q_OBJECT

public:
    explicit RunHistory(SessionBridge &bridge, QObject *parent = nullptr);

    const Series &series(const QString &name) const;
    /// Names that begin with `prefix`, in order of first appearance ("lambda/").
    QStringList seriesNames(const QString &prefix = {}) const;
    const std::vector<report::PhaseStarted> &planned() const { return m_planned; }
    /// Phases that have begun, in order.
    const std::vector<report::PhaseStarted> &begun() const { return m_begun; }
    const std::vector<report::Marker> &markers() const { return m_markers; }
    const std::vector<report::CutHappened> &cuts() const { return m_cuts; }
    qint64 totalSteps() const { return m_totalSteps; }
    bool hasRun() const { return !m_planned.empty(); }
    /// Rises with each reset: a view that kept indices starts over.
    int generation() const { return m_generation; }

Q_SIGNALS:
    void changed();

private:
    void onEvents(const EventBatch &events);
    void take(const report::MetricPoint &point);
    void take(const report::RunPlanned &plan);
    void take(const report::PhaseStarted &phase) { m_begun.push_back(phase); }
    void take(const report::Marker &marker) { m_markers.push_back(marker); }
    void take(const report::CutHappened &cut) { m_cuts.push_back(cut); }
    template <class Other>
    void take(const Other &) { }

    QHash<QString, Series> m_series;
    QStringList m_order;
    std::vector<report::PhaseStarted> m_planned, m_begun;
    std::vector<report::Marker> m_markers;
    std::vector<report::CutHappened> m_cuts;
    qint64 m_totalSteps = 0;
    int m_generation = 0;
};

} // namespace espalier::app
