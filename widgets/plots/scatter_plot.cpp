// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/scatter_plot.h"

#include "widgets/number_format.h"
#include "widgets/painting.h"

#include <QtGui/QPainter>

#include <algorithm>
#include <cmath>

namespace espalier::widgets {
namespace {

constexpr double reachOfClick = 12;

double sizeOf(ScatterPoint::Kind kind)
{
    return kind == ScatterPoint::Kind::Own ? 11 : kind == ScatterPoint::Kind::Control ? 10 : 9;
}

} // namespace

QList<QPointF> paretoFront(QList<QPointF> points)
{
    std::sort(points.begin(), points.end(), [](const QPointF &a, const QPointF &b) {
        return a.x() != b.x() ? a.x() > b.x() : a.y() > b.y();
    });
    QList<QPointF> front;
    for (const QPointF &point : std::as_const(points)) {
        if (front.isEmpty() || point.y() > front.first().y())
            front.prepend(point);
    }
    return front;
}

ScatterPlot::ScatterPlot(const ThemeService &themes, RepaintGate &gate, QWidget *parent)
    : PlotFrame(themes, gate, parent), m_base(std::nan(""))
{
    using Mark = KeyMark;
    legend()->setEntries(
        {{QStringLiteral("own"), tr("own run, ± std"), Mark::Disc, LegendEntry::muted, {}, true, false},
         {QStringLiteral("control"), tr("own control"), Mark::Square, LegendEntry::muted, {}, true, false},
         {QStringLiteral("published"), tr("published"), Mark::Ring, LegendEntry::muted, {}, true, false}});
    legend()->setNote(tr("line: front of own runs"));
    relayLegend();
    connect(this, &PlotFrame::clicked, this, &ScatterPlot::click);
}

void ScatterPlot::setPoints(const QList<ScatterPoint> &points)
{
    m_points = points;
    changed();
}

void ScatterPlot::setSelected(const QStringList &ids)
{
    m_selected = ids;
    changed();
}

void ScatterPlot::setBase(double y, const QString &text)
{
    m_base = y;
    m_baseText = text;
    changed();
}

bool ScatterPlot::dataRange(PlotAxis axis, AxisRange &range) const
{
    bool any = false;
    const auto widen = [&](double low, double high) {
        range.low = any ? std::min(range.low, low) : low;
        range.high = any ? std::max(range.high, high) : high;
        any = true;
    };
    for (const ScatterPoint &point : m_points) {
        if (axis == PlotAxis::X)
            widen(point.x, point.x);
        else
            widen(point.y - point.deviation, point.y + point.deviation);
    }
    if (any && axis == PlotAxis::Y && !std::isnan(m_base))
        widen(m_base, m_base);
    return any && axis != PlotAxis::Y2;
}

QPointF ScatterPlot::pixel(const ScatterPoint &point) const
{
    return {toPixel(PlotAxis::X, point.x), toPixel(PlotAxis::Y, point.y)};
}

void ScatterPlot::paintFront(QPainter &painter) const
{
    QList<QPointF> own;
    for (const ScatterPoint &point : m_points) {
        if (point.kind != ScatterPoint::Kind::Published)
            own << QPointF(point.x, point.y);
    }
    QPolygonF steps;
    const QRectF area = plotArea();
    for (const QPointF &point : paretoFront(own)) {
        const QPointF at(toPixel(PlotAxis::X, point.x()), toPixel(PlotAxis::Y, point.y()));
        steps << QPointF(steps.isEmpty() ? area.left() : steps.last().x(), at.y()) << at;
    }
    if (steps.isEmpty())
        return;
    QPolygonF below = steps;
    below << QPointF(steps.last().x(), area.bottom()) << QPointF(area.left(), area.bottom());
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme().faded(Token::Accent, 0.06));
    painter.drawPolygon(below);
    painter.setPen(QPen(theme()[Token::Accent], 1.5));
    painter.drawPolyline(steps);
}

void ScatterPlot::paintBase(QPainter &painter) const
{
    const QRectF area = plotArea();
    const double y = std::round(toPixel(PlotAxis::Y, m_base)) + 0.5;
    if (!(y >= area.top() && y <= area.bottom()))
        return;
    QPen pen(theme()[Token::Text2], 1);
    pen.setDashPattern({5, 3});
    painter.setPen(pen);
    painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
    painter.setFont(fonts().caption);
    painter.setPen(theme()[Token::Text2]);
    drawHaloText(painter, QRectF(area.left(), y - metrics().px(17), area.width() - 4, metrics().px(16)),
                 Qt::AlignRight | Qt::AlignVCenter, m_baseText, theme()[Token::Plot]);
}

void ScatterPlot::paintPoint(QPainter &painter, const ScatterPoint &point) const
{
    const QPointF at = pixel(point);
    const QColor color = theme().series(point.color).color;
    if (point.deviation > 0) {
        const double top = toPixel(PlotAxis::Y, point.y + point.deviation),
                     bottom = toPixel(PlotAxis::Y, point.y - point.deviation);
        painter.setPen(QPen(color, 1.25));
        painter.drawLine(QPointF(at.x(), top), QPointF(at.x(), bottom));
        for (double end : {top, bottom})
            painter.drawLine(QPointF(at.x() - 3, end), QPointF(at.x() + 3, end));
    }
    const double size = metrics().px(sizeOf(point.kind));
    const QRectF box(at.x() - size / 2, at.y() - size / 2, size, size);
    if (m_selected.contains(point.id))
        drawOutline(painter, box.adjusted(-4, -4, 4, 4), {{}, theme()[Token::Accent], size, 2});
    if (point.kind == ScatterPoint::Kind::Published)
        drawOutline(painter, box, {{}, theme()[Token::Text2], size / 2, 1.5});
    else
        drawOutline(painter, box,
                    {color, theme()[Token::Plot], point.kind == ScatterPoint::Kind::Own ? size / 2 : 1, 1});
}

void ScatterPlot::paintName(QPainter &painter, const ScatterPoint &point, QList<QRectF> &taken) const
{
    const bool published = point.kind == ScatterPoint::Kind::Published;
    painter.setFont(fonts().caption);
    painter.setPen(theme()[published ? Token::Text3 : Token::Text]);
    const QFontMetricsF fm(painter.font());
    const double width = fm.horizontalAdvance(point.name), height = fm.height(), off = metrics().px(10);
    const QPointF at = pixel(point);
    const QRectF places[]{{at.x() + off, at.y() - height / 2, width, height},
                          {at.x() - off - width, at.y() - height / 2, width, height},
                          {at.x() - width / 2, at.y() - off - height, width, height},
                          {at.x() - width / 2, at.y() + off, width, height}};
    for (const QRectF &place : places) {
        const bool free = std::none_of(taken.begin(), taken.end(),
                                       [&](const QRectF &other) { return other.intersects(place); });
        if (!free || !plotArea().contains(place))
            continue;
        drawHaloText(painter, place, Qt::AlignLeft | Qt::AlignVCenter, point.name, theme()[Token::Plot]);
        taken << place;
        return; // without room the name is left to the tooltip and the table
    }
}

void ScatterPlot::paintAbove(QPainter &painter)
{
    painter.setClipRect(plotArea());
    painter.setRenderHint(QPainter::Antialiasing);
    paintFront(painter);
    paintBase(painter);
    QList<QRectF> taken;
    for (const ScatterPoint &point : m_points) {
        paintPoint(painter, point);
        const double half = metrics().px(6);
        taken << QRectF(pixel(point) - QPointF(half, half), QSizeF(2 * half, 2 * half));
    }
    for (bool published : {false, true}) { // own names first
        for (const ScatterPoint &point : m_points) {
            if ((point.kind == ScatterPoint::Kind::Published) == published)
                paintName(painter, point, taken);
        }
    }
}

void ScatterPlot::click(double x, double y)
{
    const QPointF at(toPixel(PlotAxis::X, x), toPixel(PlotAxis::Y, y));
    const ScatterPoint *nearest = nullptr;
    double best = metrics().px(reachOfClick);
    for (const ScatterPoint &point : m_points) {
        const QPointF away = pixel(point) - at;
        const double distance = std::hypot(away.x(), away.y());
        if (distance <= best) {
            best = distance;
            nearest = &point;
        }
    }
    if (nearest)
        Q_EMIT pointClicked(nearest->id);
}

PlotTable ScatterPlot::table() const
{
    const auto cell = [points = m_points](int row, int column) -> QVariant {
        const ScatterPoint &point = points[row];
        switch (column) {
        case 0: return point.name;
        case 1: return point.x;
        case 2: return point.y;
        default: return point.deviation;
        }
    };
    return {{tr("Run"), axisSpec(PlotAxis::X).title, axisSpec(PlotAxis::Y).title, tr("std")},
            int(m_points.size()),
            cell};
}

} // namespace espalier::widgets
