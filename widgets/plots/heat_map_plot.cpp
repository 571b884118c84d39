// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/heat_map_plot.h"

#include "widgets/number_format.h"
#include "widgets/painting.h"

#include <qcustomplot.h>

#include <QtGui/QMouseEvent>
#include <QtGui/QPainter>

#include <algorithm>
#include <cmath>

namespace espalier::widgets {
namespace {

constexpr int levels = 511;

QCPColorGradient gradientOf(const Theme &theme, Ramp ramp)
{
    const QList<QColor> stops = ramp == Ramp::Diverging ? theme.divergingStops() : theme.sequentialStops();
    QCPColorGradient gradient;
    gradient.clearColorStops();
    for (qsizetype i = 0; i < stops.size(); ++i)
        gradient.setColorStopAt(double(i) / double(stops.size() - 1), stops[i]);
    gradient.setLevelCount(levels);
    gradient.setNanHandling(QCPColorGradient::nhNanColor);
    gradient.setNanColor(theme[Token::Plot]);
    return gradient;
}

} // namespace

HeatMapPlot::HeatMapPlot(const ThemeService &themes, RepaintGate &gate, QWidget *parent)
    : PlotFrame(themes, gate, parent), m_shared(std::make_shared<const HeatMap>()),
      m_image(new QCPColorMap(canvas().axis(PlotAxis::X), canvas().axis(PlotAxis::Y)))
{
    m_image->setInterpolate(false);
    m_image->setTightBoundary(false);
    m_image->setAntialiased(false);
    canvas().setReversed(PlotAxis::Y, true);
}

void HeatMapPlot::setMap(HeatMap values)
{
    m_shared = std::make_shared<const HeatMap>(std::move(values));
    m_dataLimits = limitsOf(map(), m_ramp);
    m_stale = true;
    changed();
}

void HeatMapPlot::setRamp(Ramp ramp)
{
    m_ramp = ramp;
    m_dataLimits = limitsOf(map(), ramp);
    m_stale = true;
    changed();
}

void HeatMapPlot::setLogarithmic(bool on)
{
    m_logarithmic = on;
    m_stale = true;
    changed(true);
}

void HeatMapPlot::setSquare(bool square)
{
    m_square = square;
    changed();
}

void HeatMapPlot::setValueTitle(const QString &title)
{
    m_valueTitle = title;
    changed();
}

void HeatMapPlot::setLimits(ColorLimits limits)
{
    m_fixedLimits = limits;
    m_stale = true;
    changed();
}

ColorLimits HeatMapPlot::limits() const
{
    return m_fixedLimits.low < m_fixedLimits.high ? m_fixedLimits : m_dataLimits;
}

QColor HeatMapPlot::colorOf(double value) const
{
    const double position = rampPosition(value, limits(), m_ramp, m_logarithmic);
    return m_ramp == Ramp::Diverging ? theme().diverging(position) : theme().sequential(position);
}

QString HeatMapPlot::note() const
{
    return m_block > 1 ? tr("greatest of each %1 × %1 block; hover reads exact values").arg(m_block)
                       : QString();
}

void HeatMapPlot::themeChanged()
{
    m_stale = true;
    PlotFrame::themeChanged();
}

bool HeatMapPlot::dataRange(PlotAxis axis, AxisRange &range) const
{
    if (map().isEmpty() || axis == PlotAxis::Y2)
        return false;
    range = {0, double(axis == PlotAxis::X ? map().columns : map().rows)};
    return true;
}

QMargins HeatMapPlot::margins() const
{
    const Metrics &m = metrics();
    const QSize size = canvasWidget()->size();
    QMargins room(m.px(26), m.px(14), m.px(78), m.px(34));
    // square cells: what is left over goes right and below
    const double width = size.width() - room.left() - room.right(),
                 height = size.height() - room.top() - room.bottom();
    if (map().isEmpty() || !m_square || width <= 0 || height <= 0)
        return room;
    const double cell = std::min(width / map().columns, height / map().rows);
    room.setRight(room.right() + int(width - cell * map().columns));
    room.setBottom(room.bottom() + int(height - cell * map().rows));
    return room;
}

void HeatMapPlot::recolor()
{
    m_stale = false;
    const Reduced cells = reduce(map());
    m_block = cells.block;
    m_image->setVisible(!map().isEmpty());
    m_image->data()->setSize(std::max(1, cells.columns), std::max(1, cells.rows));
    if (map().isEmpty())
        return;
    // QCPColorMap puts cell centres on its range
    const double half = cells.block / 2.0;
    m_image->data()->setRange(QCPRange(half, cells.columns * cells.block - half),
                              QCPRange(half, cells.rows * cells.block - half));
    for (int row = 0; row < cells.rows; ++row) {
        for (int column = 0; column < cells.columns; ++column) {
            const double value =
                double(cells.values[std::size_t(row) * std::size_t(cells.columns) + std::size_t(column)]);
            m_image->data()->setCell(column, row, rampPosition(value, limits(), m_ramp, m_logarithmic));
        }
    }
    m_image->setGradient(gradientOf(theme(), m_ramp));
    m_image->setDataRange(QCPRange(m_ramp == Ramp::Diverging ? -1 : 0, 1));
}

void HeatMapPlot::refresh()
{
    if (m_stale)
        recolor();
}

QRectF HeatMapPlot::cellsRect() const
{
    const auto x = [this](double v) { return toPixel(PlotAxis::X, v); };
    const auto y = [this](double v) { return toPixel(PlotAxis::Y, v); };
    return QRectF(QPointF(x(0), y(0)), QPointF(x(map().columns), y(map().rows)));
}

Readout HeatMapPlot::readoutAt(double) const
{
    return {};
}

bool HeatMapPlot::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::MouseMove && !map().isEmpty()) {
        const QPointF at = static_cast<QMouseEvent *>(event)->position();
        const int column = int(std::floor(canvas().fromPixel(PlotAxis::X, at.x())));
        const int row = int(std::floor(canvas().fromPixel(PlotAxis::Y, at.y())));
        const bool inside = column >= 0 && row >= 0 && column < map().columns && row < map().rows;
        m_hoverRow = inside ? row : -1;
        m_hoverColumn = inside ? column : -1;
        Q_EMIT cellHovered(m_hoverRow, m_hoverColumn, inside ? map().at(row, column) : 0);
        const QString text = inside ? tr("%1 %2, %3 %4: %5")
                                          .arg(map().rowTitle)
                                          .arg(map().rowName(row))
                                          .arg(map().columnTitle)
                                          .arg(map().columnName(column))
                                          .arg(format::general(double(map().at(row, column))))
                                    : QString();
        canvasWidget()->setToolTip(text);
        setAccessibleDescription(text);
    }
    return PlotFrame::eventFilter(watched, event);
}

PlotTable HeatMapPlot::table() const
{
    const auto cell = [shared = m_shared](int row, int column) -> QVariant {
        const int r = row / shared->columns, c = row % shared->columns;
        if (column == 2)
            return double(shared->at(r, c));
        return column == 0 ? shared->rowName(r) : shared->columnName(c);
    };
    return {{map().rowTitle, map().columnTitle, m_valueTitle}, map().rows * map().columns, cell};
}

} // namespace espalier::widgets
