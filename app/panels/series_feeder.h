// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/models/run_history.h"

#include <QtCore/QHash>

namespace espalier::widgets {
class LinePlot;
}

namespace espalier::app {

/// Copies new points of the run's history into a plot: only what it has not seen, and everything anew after the run
/// was reset or repeated some steps.
class SeriesFeeder
{
public:
    SeriesFeeder(const RunHistory &history, widgets::LinePlot &plot) : m_history(&history), m_plot(&plot) { }

    /// True if the history began anew since the last call: marks and series need to be set again.
    bool startsOver();
    /// The plot's series `id` must exist.
    void feed(const QString &series, const QString &id);

private:
    const RunHistory *m_history;
    widgets::LinePlot *m_plot;
    QHash<QString, std::size_t> m_fed;
    QHash<QString, double> m_lastStep;
    int m_generation = -1;
};

} // namespace espalier::app
