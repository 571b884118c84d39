// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/line_plot.h"

#include "widgets/number_format.h"
#include "widgets/plots/line_plot_series.h"

#include <algorithm>
#include <cmath>

namespace espalier::widgets {

LinePlot::LinePlot(const ThemeService &themes, RepaintGate &gate, QWidget *parent)
    : PlotFrame(themes, gate, parent), m_now(std::nan(""))
{
    connect(legend(), &PlotLegend::toggled, this,
            [this](const QString &id) { setVisible(id, !isVisible(id)); });
    connect(legend(), &PlotLegend::soloed, this, &LinePlot::solo);
}

LinePlot::~LinePlot() = default;

LinePlot::Series *LinePlot::find(const QString &id) const
{
    const auto at =
        std::find_if(m_series.begin(), m_series.end(), [&](const auto &s) { return s->spec.id == id; });
    return at == m_series.end() ? nullptr : at->get();
}

bool LinePlot::append(const QString &id, double x, double y)
{
    Series *series = find(id);
    if (!series || !series->raw.append(x, y))
        return false;
    if (m_smoothing > 0 && series->spec.smooth)
        series->smoothed.append(x, series->smoother.next(y));
    changed();
    return true;
}

bool LinePlot::append(const QString &id, const QList<double> &xs, const QList<double> &ys)
{
    bool all = xs.size() == ys.size();
    for (qsizetype i = 0; i < std::min(xs.size(), ys.size()); ++i)
        all = append(id, xs[i], ys[i]) && all;
    return all;
}

bool LinePlot::appendBand(const QString &id, double x, double low, double high)
{
    Series *series = find(id);
    if (!series || !series->bandLow.append(x, low))
        return false;
    series->bandHigh.append(x, high);
    changed();
    return true;
}

void LinePlot::clearPoints(const QString &id)
{
    Series *series = find(id);
    if (!series)
        return;
    for (SeriesBuffer *buffer : {&series->raw, &series->smoothed, &series->bandLow, &series->bandHigh})
        buffer->clear();
    series->smoother = Smoother(m_smoothing);
    series->shared = 0;
    changed();
}

const SeriesBuffer *LinePlot::points(const QString &id) const
{
    const Series *series = find(id);
    return series ? &series->raw : nullptr;
}

bool LinePlot::isVisible(const QString &id) const
{
    for (const Probes &probes : m_probes) {
        if (probes.spec.id == id)
            return probes.visible;
    }
    const Series *series = find(id);
    return series && series->visible;
}

void LinePlot::setVisible(const QString &id, bool visible)
{
    for (Probes &probes : m_probes) {
        if (probes.spec.id == id)
            probes.visible = visible;
    }
    if (Series *series = find(id))
        series->visible = visible;
    m_solo.clear();
    rebuildLegend();
}

void LinePlot::solo(const QString &id)
{
    const bool all = m_solo == id;
    for (const auto &series : m_series)
        series->visible = all || series->spec.id == id;
    for (Probes &probes : m_probes)
        probes.visible = all || probes.spec.id == id;
    m_solo = all ? QString() : id;
    rebuildLegend();
}

void LinePlot::setSelected(const QString &id)
{
    m_selected = id;
    changed();
}

void LinePlot::setFinished(const QString &id, bool finished)
{
    if (Series *series = find(id))
        series->finished = finished;
    changed();
}

void LinePlot::setNote(const QString &id, const QString &note)
{
    if (Series *series = find(id); series && series->note != note) {
        series->note = note;
        rebuildLegend();
    }
}

void LinePlot::setSmoothing(double weight)
{
    m_smoothing = std::clamp(weight, 0.0, 0.999);
    for (const auto &series : m_series)
        smoothAgain(*series);
    changed(true);
}

void LinePlot::smoothAgain(Series &series) const
{
    series.smoothed.clear();
    series.smoother = Smoother(m_smoothing);
    if (m_smoothing <= 0 || !series.spec.smooth)
        return;
    for (std::size_t i = 0; i < series.raw.size(); ++i)
        series.smoothed.append(series.raw.x(i), series.smoother.next(series.raw.y(i)));
}

void LinePlot::setSharedCurve(bool shared)
{
    m_shared = shared;
    for (const auto &series : m_series)
        series->shared = 0;
    changed(true);
}

void LinePlot::updateShared()
{
    if (!m_shared)
        return;
    // λ only grows until a layer is finished, so the shared curve is the highest; a curve leaves where it is
    // lower
    while (advanceShared()) {
    }
}

bool LinePlot::advanceShared()
{
    std::size_t at = 0;
    for (const auto &series : m_series)
        at = std::max(at, series->shared);
    const auto runs = [at](const Series &series) { return series.shared == at && at < series.raw.size(); };
    double highest = -std::numeric_limits<double>::infinity();
    for (const auto &series : m_series) {
        if (runs(*series))
            highest = std::max(highest, series->raw.y(at));
    }
    const double slack = 1e-9 * std::max(1e-12, std::abs(highest));
    bool moved = false;
    for (const auto &series : m_series) {
        if (runs(*series) && series->raw.y(at) >= highest - slack) {
            ++series->shared;
            moved = true;
        }
    }
    return moved;
}

const LinePlot::Series *LinePlot::longestShared() const
{
    const Series *longest = nullptr;
    for (const auto &series : m_series) {
        if (series->visible && (!longest || series->shared > longest->shared))
            longest = series.get();
    }
    return longest;
}

void LinePlot::rebuildLegend()
{
    QList<LegendEntry> entries;
    for (const auto &series : m_series) {
        const SeriesSpec &spec = series->spec;
        entries.append({spec.id, spec.name, spec.dashed ? KeyMark::Dashed : KeyMark::Line, spec.color,
                        series->note, series->visible, spec.mono});
    }
    for (const Probes &probes : m_probes)
        entries.append(
            {probes.spec.id, probes.spec.name, KeyMark::Disc, probes.spec.color, {}, probes.visible, false});
    legend()->setEntries(entries);
    relayLegend();
    changed(true);
}

void LinePlot::setPhases(const QList<PlotPhase> &phases)
{
    m_phases = phases;
    changed();
}

void LinePlot::setNow(double x)
{
    m_now = x;
    changed();
}

void LinePlot::setCuts(const QList<CutMark> &cuts)
{
    m_cuts = cuts;
    changed();
}

void LinePlot::setEvents(const QList<EventMark> &events)
{
    m_events = events;
    changed();
}

void LinePlot::setLevels(const QList<LevelMark> &levels)
{
    m_levels = levels;
    changed();
}

void LinePlot::setProbes(const SeriesSpec &spec, const QList<ProbePoint> &points)
{
    const auto at =
        std::find_if(m_probes.begin(), m_probes.end(), [&](const Probes &p) { return p.spec.id == spec.id; });
    if (at != m_probes.end()) {
        at->points = points;
        return changed();
    }
    m_probes.push_back({spec, points, true});
    rebuildLegend();
}

void LinePlot::clearProbes()
{
    m_probes.clear();
    rebuildLegend();
}

void LinePlot::setStrip(const QString &title, const QList<PlotPoint> &points)
{
    m_stripTitle = title;
    m_strip = points;
    changed();
}

} // namespace espalier::widgets
