// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/heat_map_plot.h"

#include "widgets/number_format.h"
#include "widgets/painting.h"

#include <QtGui/QPainter>

#include <algorithm>
#include <cmath>

namespace espalier::widgets {
namespace {

constexpr double keyWidth = 12, tickLength = 5;

} // namespace

void HeatMapPlot::paintAbove(QPainter &painter)
{
    if (map().isEmpty())
        return;
    paintKept(painter);
    paintTicks(painter);
    paintKey(painter);
    paintTitles(painter);
    paintNote(painter);
}

void HeatMapPlot::paintKept(QPainter &painter) const
{
    if (map().keptRows <= 0 || map().keptColumns <= 0)
        return;
    painter.save();
    painter.setClipRect(plotArea().adjusted(-2, -2, 2, 2));
    painter.setPen(QPen(theme()[Token::Text], 1.75, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));
    painter.setBrush(Qt::NoBrush);
    const QPointF corner(toPixel(PlotAxis::X, map().keptColumns), toPixel(PlotAxis::Y, map().keptRows));
    painter.drawRect(QRectF(QPointF(toPixel(PlotAxis::X, 0), toPixel(PlotAxis::Y, 0)), corner));
    painter.restore();
}

void HeatMapPlot::paintTicks(QPainter &painter) const
{
    const QRectF area = plotArea();
    const QColor color = theme()[Token::Hatch];
    const double length = metrics().px(tickLength);
    const auto width = [](double cell) { return std::max(1.0, std::floor(cell * 0.5)); };
    const double cellX = toPixel(PlotAxis::X, 1) - toPixel(PlotAxis::X, 0);
    const double cellY = toPixel(PlotAxis::Y, 1) - toPixel(PlotAxis::Y, 0);
    for (int column = map().keptColumns; map().keptColumns > 0 && column < map().columns; ++column) {
        const double x = toPixel(PlotAxis::X, column + 0.5);
        if (x > area.left() && x < area.right())
            painter.fillRect(QRectF(x - width(cellX) / 2, area.bottom() + 3, width(cellX), length), color);
    }
    for (int row = map().keptRows; map().keptRows > 0 && row < map().rows; ++row) {
        const double y = toPixel(PlotAxis::Y, row + 0.5);
        if (y > area.top() && y < area.bottom())
            painter.fillRect(QRectF(area.right() + 3, y - width(cellY) / 2, length, width(cellY)), color);
    }
}

void HeatMapPlot::paintKey(QPainter &painter) const
{
    const QRectF area = plotArea();
    const Metrics &m = metrics();
    const QRectF key(area.right() + m.px(20), area.top() + m.px(4), m.px(keyWidth),
                     std::min(area.height() - m.px(8), double(m.px(170))));
    const ColorLimits ends = limits();
    const int rows = std::max(1, int(key.height()));
    for (int i = 0; i < rows; ++i) {
        const double share =
            1 - (i + 0.5) / rows; // of the ramp, not of the values: the key is even also when logarithmic
        const QColor color =
            m_ramp == Ramp::Diverging ? theme().diverging(2 * share - 1) : theme().sequential(share);
        painter.fillRect(QRectF(key.left(), key.top() + i, key.width(), 1), color);
    }
    drawOutline(painter, key.adjusted(-1, -1, 1, 1), {{}, theme()[Token::Line], 0, 1});
    painter.setFont(fonts().caption);
    painter.setPen(theme()[Token::Text3]);
    const double height = QFontMetricsF(painter.font()).height();
    const auto label = [&](double y, const QString &text) {
        drawNumber(painter, QRectF(key.right() + m.px(5), y - height / 2, m.px(60), height), text,
                   Qt::AlignLeft | Qt::AlignVCenter);
    };
    const bool diverging = m_ramp == Ramp::Diverging;
    label(key.top() + height / 4,
          (diverging ? QStringLiteral("+") : QString()) + format::general(ends.high, 2));
    label(key.bottom() - height / 4, format::general(ends.low, 2));
    if (diverging)
        label(key.center().y(), QStringLiteral("0"));
    painter.setPen(theme()[Token::Text2]);
    painter.drawText(QRectF(key.left(), area.top() - m.px(14), m.px(80), height),
                     Qt::AlignLeft | Qt::AlignVCenter, m_valueTitle);
}

void HeatMapPlot::paintTitles(QPainter &painter) const
{
    const QRectF area = plotArea();
    const Metrics &m = metrics();
    painter.setFont(fonts().caption);
    const double height = QFontMetricsF(painter.font()).height(), top = area.bottom() + m.px(tickLength + 5);
    painter.setPen(theme()[Token::Text2]);
    if (map().keptColumns > 0 && map().keptColumns < map().columns) {
        const double edge = std::clamp(toPixel(PlotAxis::X, map().keptColumns), area.left(), area.right());
        const QString kept = tr("%1 kept").arg(format::integer(map().keptColumns));
        if (QFontMetricsF(painter.font()).horizontalAdvance(kept) < edge - area.left())
            painter.drawText(QRectF(area.left(), top, edge - area.left(), height), Qt::AlignCenter, kept);
        painter.setPen(theme()[Token::Marked]);
        painter.drawText(QRectF(edge - m.px(40), top, area.right() - edge + m.px(80), height),
                         Qt::AlignCenter,
                         tr("%1 to be pruned").arg(format::integer(map().columns - map().keptColumns)));
    } else {
        painter.drawText(QRectF(area.left(), top, area.width(), height), Qt::AlignCenter, map().columnTitle);
    }
    painter.save();
    painter.setPen(theme()[Token::Text2]);
    painter.translate(area.left() - m.px(12), area.center().y());
    painter.rotate(-90);
    painter.drawText(QRectF(-area.height() / 2, -height / 2, area.height(), height), Qt::AlignCenter,
                     map().rowTitle);
    painter.restore();
}

void HeatMapPlot::paintNote(QPainter &painter) const
{
    if (note().isEmpty())
        return;
    const QRectF area = plotArea();
    painter.setFont(fonts().caption);
    painter.setPen(theme()[Token::Text3]);
    const double height = QFontMetricsF(painter.font()).height();
    painter.drawText(QRectF(area.left(), area.bottom() + metrics().px(tickLength + 5) + height,
                            area.width() + metrics().px(70), height),
                     Qt::AlignLeft | Qt::AlignVCenter, note());
}

} // namespace espalier::widgets
