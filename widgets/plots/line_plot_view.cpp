// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/line_plot.h"

#include "widgets/number_format.h"
#include "widgets/painting.h"
#include "widgets/plots/line_plot_series.h"

#include <QtGui/QPainter>

#include <algorithm>
#include <cmath>

namespace espalier::widgets {
namespace {

constexpr double stripHeight = 24, stripGap = 6;

void widen(AxisRange &range, bool &any, double low, double high)
{
    if (std::isnan(low) || std::isnan(high))
        return;
    range.low = any ? std::min(range.low, low) : low;
    range.high = any ? std::max(range.high, high) : high;
    any = true;
}

// a log axis shows positive values only
SeriesBuffer::Extent extentOn(AxisScale scale, const SeriesBuffer &buffer, double from, double to)
{
    SeriesBuffer::Extent extent = buffer.extent(from, to);
    if (scale == AxisScale::Linear || !extent.valid || extent.least > 0)
        return extent;
    std::vector<PlotPoint> points;
    buffer.decimate(from, to, LinePlot::bucketsAtMost, points);
    extent = {HUGE_VAL, extent.most, extent.most > 0};
    for (const PlotPoint &point : points) {
        if (point.y > 0)
            extent.least = std::min(extent.least, point.y);
    }
    extent.valid = extent.valid && std::isfinite(extent.least);
    return extent;
}

} // namespace

bool LinePlot::isRightUsed() const
{
    return hasAxis(PlotAxis::Y2);
}

QMargins LinePlot::margins() const
{
    QMargins margins = PlotFrame::margins();
    const Metrics &m = metrics();
    if (!m_phases.isEmpty())
        margins.setTop(m.px(30));
    margins.setBottom(margins.bottom() + stripBelow());
    return margins;
}

int LinePlot::stripBelow() const
{
    return m_strip.isEmpty() ? 0 : metrics().px(stripHeight + stripGap);
}

PlotMap LinePlot::map() const
{
    PlotMap map;
    map.area = plotArea();
    map.x = [this](double value) { return toPixel(PlotAxis::X, value); };
    map.y = [this](double value) { return toPixel(PlotAxis::Y, value); };
    if (isRightUsed())
        map.yRight = [this](double value) { return toPixel(PlotAxis::Y2, value); };
    return map;
}

void LinePlot::paintBelow(QPainter &painter)
{
    const PlotMap where = map();
    MarkPainter(painter, themes(), where).phaseBands(m_phases);
}

void LinePlot::paintAbove(QPainter &painter)
{
    const PlotMap where = map();
    const MarkPainter marks(painter, themes(), where);
    painter.setClipRect(where.area.adjusted(-6, 0, 6, 6));
    for (const LevelMark &level : m_levels)
        marks.level(level);
    for (const EventMark &event : m_events)
        marks.event(event);
    marks.now(m_now);
    for (const CutMark &cut : m_cuts)
        marks.cut(cut);
    for (const Probes &probes : m_probes) {
        const QColor color =
            PlotLegend::colorOf({{}, {}, KeyMark::Disc, probes.spec.color, {}, true, false}, theme());
        if (probes.visible)
            marks.probes(probes.points, color, probes.spec.onRightAxis);
    }
    for (const auto &series : m_series) {
        if (!series->visible || !series->finished || series->raw.isEmpty())
            continue;
        const bool leaves = m_shared && series->shared > 0;
        const PlotPoint at =
            leaves ? PlotPoint{series->raw.x(series->shared - 1), series->raw.y(series->shared - 1)}
                   : series->raw.back();
        marks.finish(at.x, at.y, theme().series(series->spec.color).color, series->spec.onRightAxis);
    }
    painter.setClipping(false);
    marks.phaseTape(m_phases);
    paintStrip(painter);
}

void LinePlot::paintStrip(QPainter &painter) const
{
    if (m_strip.isEmpty())
        return;
    const QRectF area = plotArea();
    const QRectF strip(area.left(), area.bottom() + metrics().px(stripGap), area.width(),
                       metrics().px(stripHeight));
    double most = 0;
    for (const PlotPoint &point : m_strip)
        most = std::max(most, point.y);
    const auto at = [&](const PlotPoint &p) {
        return QPointF(toPixel(PlotAxis::X, p.x),
                       strip.bottom() - (most > 0 ? p.y / most : 0) * (strip.height() - 4));
    };
    const double until = std::isnan(m_now) ? HUGE_VAL : m_now;
    QPolygonF done, planned;
    for (qsizetype i = 0; i < m_strip.size(); ++i) { // steps: each rate holds until the next
        const double next = i + 1 < m_strip.size() ? m_strip[i + 1].x : m_strip[i].x;
        if (m_strip[i].x <= until)
            done << at(m_strip[i]) << at({std::min(next, until), m_strip[i].y});
        if (next > until)
            planned << at({std::max(m_strip[i].x, until), m_strip[i].y}) << at({next, m_strip[i].y});
    }
    painter.save();
    painter.fillRect(QRectF(strip.left(), strip.top(), strip.width(), 1), theme().faded(Token::Line, 0.5));
    painter.setClipRect(strip.adjusted(0, 0, 0, 1));
    QPen pen(theme()[Token::Text2], 1.25);
    painter.setPen(pen);
    painter.drawPolyline(done);
    pen.setDashPattern({3, 2});
    painter.setPen(pen);
    painter.drawPolyline(planned);
    painter.setClipping(false);
    painter.setFont(fonts().caption);
    painter.setPen(theme()[Token::Text3]);
    painter.drawText(QRectF(0, strip.top(), strip.left() - metrics().px(6), strip.height()),
                     Qt::AlignRight | Qt::AlignVCenter, m_stripTitle);
    painter.drawText(QRectF(strip.right() + metrics().px(4), strip.top(), metrics().px(60), strip.height()),
                     Qt::AlignLeft | Qt::AlignVCenter, format::scientific(most));
    painter.restore();
}

bool LinePlot::dataRange(PlotAxis axis, AxisRange &range) const
{
    bool any = false;
    const bool across = axis == PlotAxis::X;
    const double from = across ? -HUGE_VAL : this->range(PlotAxis::X).low,
                 to = across ? HUGE_VAL : this->range(PlotAxis::X).high;
    for (const auto &series : m_series) {
        if (!series->visible || series->raw.isEmpty())
            continue;
        if (across) {
            widen(range, any, series->raw.x(0), series->raw.back().x);
            continue;
        }
        if (series->spec.onRightAxis != (axis == PlotAxis::Y2))
            continue;
        for (const SeriesBuffer *buffer : {&series->raw, &series->bandLow, &series->bandHigh}) {
            const SeriesBuffer::Extent extent = extentOn(axisSpec(axis).scale, *buffer, from, to);
            if (extent.valid)
                widen(range, any, extent.least, extent.most);
        }
    }
    for (const Probes &probes : m_probes) {
        for (const ProbePoint &point : probes.points) {
            if (across)
                widen(range, any, point.x, point.x);
        }
    }
    if (across && !m_phases.isEmpty())
        widen(range, any, m_phases.first().from, m_phases.last().to);
    return any;
}

Readout LinePlot::readoutAt(double x) const
{
    Readout readout{axisSpec(PlotAxis::X).title, format::general(std::round(x), 9), {}};
    for (const auto &series : m_series) {
        const SeriesBuffer &shown = series->shown(m_smoothing);
        if (!series->visible || shown.isEmpty() || x < shown.x(0) || x > shown.back().x)
            continue;
        const double y = shown.y(shown.nearest(x));
        const SeriesSpec &spec = series->spec;
        const LegendEntry key{spec.id,    spec.name, spec.dashed ? KeyMark::Dashed : KeyMark::Line,
                              spec.color, {},        true,
                              spec.mono};
        readout.rows.append({key, format::withUnit(format::fixed(y, spec.decimals), spec.unit),
                             toPixel(spec.onRightAxis ? PlotAxis::Y2 : PlotAxis::Y, y)});
    }
    for (const Probes &probes : m_probes) {
        const auto nearest =
            std::min_element(probes.points.begin(), probes.points.end(), [x](const auto &a, const auto &b) {
                return std::abs(a.x - x) < std::abs(b.x - x);
            });
        if (!probes.visible || nearest == probes.points.end())
            continue;
        const LegendEntry key{probes.spec.id, probes.spec.name, KeyMark::Disc, probes.spec.color, {}, true,
                              false};
        const QString value =
            format::plusMinus(nearest->value, (nearest->high - nearest->low) / 2, probes.spec.decimals);
        readout.rows.append({key, format::withUnit(value, probes.spec.unit), std::nan("")});
    }
    return readout;
}

PlotTable LinePlot::table() const
{
    std::vector<std::shared_ptr<const Series>> parts;
    QList<int> starts;
    int rows = 0;
    for (const auto &series : m_series) {
        parts.push_back(series);
        starts << rows;
        rows += int(series->raw.size());
    }
    const auto cell = [parts, starts](int row, int column) -> QVariant {
        const auto at = std::upper_bound(starts.begin(), starts.end(), row) - starts.begin() - 1;
        const Series &series = *parts[std::size_t(at)];
        const auto index = std::size_t(row - starts[at]);
        if (column == 0)
            return series.spec.name;
        if (index >= series.raw.size()) // cleared meanwhile
            return std::nan("");
        return column == 1 ? series.raw.x(index) : series.raw.y(index);
    };
    return {{tr("Series"), axisSpec(PlotAxis::X).title, axisSpec(PlotAxis::Y).title}, rows, cell};
}

QList<QPair<QString, SeriesStatistics>> LinePlot::statistics(double from, double to) const
{
    QList<QPair<QString, SeriesStatistics>> all;
    for (const auto &series : m_series) {
        if (series->visible)
            all.append({series->spec.name, series->raw.statistics(from, to)});
    }
    return all;
}

} // namespace espalier::widgets
