// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/run_history.h"

#include <limits>

namespace espalier::app {

RunHistory::RunHistory(SessionBridge &bridge, QObject *parent) : QObject(parent)
{
    connect(&bridge, &SessionBridge::eventsArrived, this, &RunHistory::onEvents);
}

const Series &RunHistory::series(const QString &name) const
{
    static const Series none;
    const auto found = m_series.constFind(name);
    return found == m_series.cend() ? none : *found;
}

QStringList RunHistory::seriesNames(const QString &prefix) const
{
    QStringList names;
    for (const QString &name : m_order) {
        if (name.startsWith(prefix))
            names.append(name);
    }
    return names;
}

void RunHistory::onEvents(const EventBatch &events)
{
    for (const report::Event &event : events)
        std::visit([this](const auto &specific) { take(specific); }, event);
    Q_EMIT changed();
}

void RunHistory::take(const report::MetricPoint &point)
{
    const QString name = QString::fromStdString(point.series);
    if (!m_series.contains(name))
        m_order.append(name);
    Series &series = m_series[name];
    // A resumed run repeats the steps after its checkpoint: the newer telling holds.
    while (!series.step.empty() && series.step.back() >= static_cast<double>(point.step)) {
        for (auto *column : {&series.step, &series.epoch, &series.seconds, &series.value, &series.low, &series.high})
            column->pop_back();
    }
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    series.step.push_back(static_cast<double>(point.step));
    series.epoch.push_back(point.epoch);
    series.seconds.push_back(point.seconds);
    series.value.push_back(point.value);
    series.low.push_back(point.low.value_or(none));
    series.high.push_back(point.high.value_or(none));
}

void RunHistory::take(const report::RunPlanned &plan)
{
    m_series.clear();
    m_order.clear();
    m_begun.clear();
    m_markers.clear();
    m_cuts.clear();
    m_planned = plan.phases;
    m_totalSteps = plan.totalSteps;
    ++m_generation;
}

} // namespace espalier::app
