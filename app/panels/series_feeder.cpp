// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/panels/series_feeder.h"

#include "widgets/plots/line_plot.h"

namespace espalier::app {

bool SeriesFeeder::startsOver()
{
    if (m_generation == m_history->generation())
        return false;
    m_generation = m_history->generation();
    m_fed.clear();
    m_lastStep.clear();
    return true;
}

void SeriesFeeder::feed(const QString &name, const QString &id)
{
    const Series &series = m_history->series(name);
    std::size_t &fed = m_fed[name];
    const bool repeated = fed > series.step.size() || (fed > 0 && series.step[fed - 1] != m_lastStep.value(name));
    if (repeated) {
        m_plot->clearPoints(id);
        fed = 0;
    }
    if (fed == series.step.size())
        return;
    const auto from = static_cast<std::ptrdiff_t>(fed);
    m_plot->append(id, QList<double>(series.step.begin() + from, series.step.end()),
                  QList<double>(series.value.begin() + from, series.value.end()));
    fed = series.step.size();
    m_lastStep[name] = series.step.back();
}

} // namespace espalier::app
