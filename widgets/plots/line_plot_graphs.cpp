// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/line_plot.h"

#include "widgets/plots/line_plot_series.h"

#include <qcustomplot.h>

#include <algorithm>
#include <cmath>

namespace espalier::widgets {
namespace {

constexpr double lineWidth = 2, mutedWidth = 1.25, selectedWidth = 2.75, ghostWidth = 1;
constexpr float ghostOpacity = 0.35f, bandOpacity = 0.10f;
constexpr std::size_t antialiasedAtMost = 5000; // points in view, before they are reduced

void give(QCPGraph &graph, const std::vector<PlotPoint> &points)
{
    QVector<QCPGraphData> data;
    data.reserve(qsizetype(points.size()));
    for (const PlotPoint &point : points)
        data.append({point.x, point.y});
    graph.data()->set(data, true);
}

void removeGraphs(QCustomPlot &plot, std::initializer_list<QCPGraph *> graphs)
{
    for (QCPGraph *graph : graphs) {
        if (graph)
            plot.removeGraph(graph);
    }
}

} // namespace

void LinePlot::addSeries(const SeriesSpec &spec)
{
    Series *series = find(spec.id);
    if (!series) {
        m_series.push_back(std::make_shared<Series>());
        series = m_series.back().get();
        series->smoother = Smoother(m_smoothing);
    }
    removeGraphs(*canvas().plot(), {series->low, series->high, series->ghost, series->line});
    series->spec = spec;
    QCPAxis *value = canvas().axis(spec.onRightAxis ? PlotAxis::Y2 : PlotAxis::Y);
    // in drawing order
    for (QCPGraph **graph : {&series->low, &series->high, &series->ghost, &series->line})
        *graph = canvas().plot()->addGraph(canvas().axis(PlotAxis::X), value);
    series->high->setChannelFillGraph(series->low);
    smoothAgain(*series);
    rebuildLegend();
}

void LinePlot::removeSeries(const QString &id)
{
    const auto at =
        std::find_if(m_series.begin(), m_series.end(), [&](const auto &s) { return s->spec.id == id; });
    if (at == m_series.end())
        return;
    removeGraphs(*canvas().plot(), {(*at)->low, (*at)->high, (*at)->ghost, (*at)->line});
    m_series.erase(at);
    rebuildLegend();
}

void LinePlot::clear()
{
    canvas().plot()->clearGraphs();
    m_sharedLine = nullptr;
    m_series.clear();
    m_probes.clear();
    m_phases.clear();
    m_cuts.clear();
    m_events.clear();
    m_levels.clear();
    m_strip.clear();
    m_now = std::nan("");
    rebuildLegend();
}

void LinePlot::feed(Series &series, int buckets)
{
    const AxisRange x = range(PlotAxis::X);
    std::vector<PlotPoint> points;
    const auto take = [&](const SeriesBuffer &from) {
        from.decimate(x.low, x.high, std::size_t(buckets), points);
    };
    const SeriesBuffer &shown = series.shown(m_smoothing);
    take(shown);
    if (m_shared && series.shared > 0 && series.shared <= series.raw.size()) {
        const double leaves = series.raw.x(series.shared - 1);
        std::erase_if(points, [leaves](const PlotPoint &p) { return p.x <= leaves; });
        points.insert(points.begin(),
                      {leaves, series.raw.y(series.shared - 1)}); // no gap to the shared curve
    }
    give(*series.line, points);
    if (&shown != &series.raw) {
        take(series.raw);
        give(*series.ghost, points);
    }
    if (series.bandLow.isEmpty() && series.low->data()->isEmpty())
        return;
    take(series.bandLow);
    give(*series.low, points);
    take(series.bandHigh);
    give(*series.high, points);
}

void LinePlot::feedShared(int buckets)
{
    const Series *longest = m_shared ? longestShared() : nullptr;
    if (!m_sharedLine && longest)
        m_sharedLine = canvas().plot()->addGraph(canvas().axis(PlotAxis::X), canvas().axis(PlotAxis::Y));
    if (!m_sharedLine)
        return;
    std::vector<PlotPoint> points;
    if (longest && longest->shared > 0) {
        const double end = longest->raw.x(longest->shared - 1);
        const AxisRange x = range(PlotAxis::X);
        longest->raw.decimate(x.low, std::min(end, x.high), std::size_t(buckets), points);
        std::erase_if(points, [end](const PlotPoint &p) { return p.x > end; });
    }
    give(*m_sharedLine, points);
    m_sharedLine->setPen(QPen(theme()[Token::Text], lineWidth));
    m_sharedLine->setAntialiased(true);
}

void LinePlot::style(Series &series, bool antialiased)
{
    const SeriesSpec &spec = series.spec;
    const QColor color =
        PlotLegend::colorOf({spec.id, {}, KeyMark::Line, spec.color, {}, true, false}, theme());
    const double usual = spec.color == LegendEntry::muted ? mutedWidth : lineWidth;
    const double width = spec.id == m_selected ? selectedWidth : usual;
    QPen pen = spec.color >= 0 ? theme().seriesPen(spec.color, width) : QPen(color, width);
    if (spec.dashed)
        pen.setDashPattern({6 / width, 4 / width});
    QColor faint = color, filled = color;
    faint.setAlphaF(ghostOpacity);
    filled.setAlphaF(bandOpacity);
    series.line->setPen(pen);
    series.ghost->setPen(QPen(faint, ghostWidth));
    series.low->setPen(Qt::NoPen);
    series.high->setPen(Qt::NoPen);
    series.high->setBrush(filled);
    const bool smoothed = &series.shown(m_smoothing) == &series.smoothed;
    series.line->setVisible(series.visible);
    series.ghost->setVisible(series.visible && smoothed);
    for (QCPGraph *edge : {series.low, series.high})
        edge->setVisible(series.visible && !series.bandLow.isEmpty());
    for (QCPGraph *graph : {series.line, series.ghost})
        graph->setAntialiased(antialiased);
}

void LinePlot::refresh()
{
    updateShared();
    const int buckets = std::clamp(int(plotArea().width()), 100, bucketsAtMost);
    std::size_t inView = 0;
    for (const auto &series : m_series) {
        if (!series->visible)
            continue;
        feed(*series, buckets);
        const AxisRange x = range(PlotAxis::X);
        inView += series->raw.lowerBound(x.high) - series->raw.lowerBound(x.low);
    }
    feedShared(buckets);
    // one path of thousands of crossing strokes takes a quarter of a second; segment by segment it takes
    // none, but wide lines then show their joints, so this is for many points only
    const bool dense = inView > antialiasedAtMost;
    canvas().plot()->setPlottingHint(QCP::phFastPolylines, dense);
    for (const auto &series : m_series)
        style(*series, !dense);
}

} // namespace espalier::widgets
