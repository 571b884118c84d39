// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/plot_canvas.h"

#include <qcustomplot.h>

namespace espalier::widgets {
namespace {

class Overlay : public QCPLayerable
{
public:
    Overlay(QCustomPlot *plot, const QString &layer, std::function<void(QPainter &)> paint)
        : QCPLayerable(plot, layer), m_paint(std::move(paint))
    {
    }

protected:
    void applyDefaultAntialiasingHint(QCPPainter *painter) const override { painter->setAntialiasing(false); }
    void draw(QCPPainter *painter) override
    {
        // QPainter's own save, not QCPPainter's: what paints here knows plain painters only
        auto &plain = static_cast<QPainter &>(*painter);
        plain.save();
        m_paint(plain);
        plain.restore();
    }

private:
    std::function<void(QPainter &)> m_paint;
};

} // namespace

PlotCanvas::PlotCanvas(QWidget *parent) : m_plot(new QCustomPlot(parent))
{
    m_plot->setInteractions(QCP::iNone);
    m_plot->setNoAntialiasingOnDrag(false);
    m_plot->setPlottingHint(QCP::phCacheLabels, false);
    m_plot->setFocusPolicy(Qt::NoFocus);
    m_plot->setMouseTracking(true);
    m_plot->axisRect()->setAutoMargins(QCP::msNone);
    m_plot->axisRect()->setMinimumMargins(QMargins());
    m_plot->plotLayout()->setRowSpacing(0);
    for (QCPAxis *axis : {m_plot->xAxis, m_plot->yAxis, m_plot->yAxis2}) {
        axis->setVisible(false);
        axis->grid()->setVisible(false);
    }
}

QWidget *PlotCanvas::widget() const
{
    return m_plot;
}

QCPAxis *PlotCanvas::axis(PlotAxis axis) const
{
    if (axis == PlotAxis::X)
        return m_plot->xAxis;
    return axis == PlotAxis::Y ? m_plot->yAxis : m_plot->yAxis2;
}

void PlotCanvas::addOverlay(Depth depth, std::function<void(QPainter &)> paint)
{
    const char *layer = depth == Depth::BelowData ? "background" : "overlay";
    new Overlay(m_plot, QLatin1String(layer), std::move(paint)); // the plot owns it
}

void PlotCanvas::setGround(const QColor &color)
{
    m_plot->setBackground(QBrush(color));
}

void PlotCanvas::setMargins(const QMargins &margins)
{
    m_plot->axisRect()->setMargins(margins);
}

QRectF PlotCanvas::area() const
{
    return QRectF(m_plot->axisRect()->rect());
}

AxisRange PlotCanvas::range(PlotAxis at) const
{
    const QCPRange range = axis(at)->range();
    return {range.lower, range.upper};
}

void PlotCanvas::setRange(PlotAxis at, AxisRange range)
{
    axis(at)->setRange(range.low, range.high);
}

void PlotCanvas::setReversed(PlotAxis at, bool reversed)
{
    axis(at)->setRangeReversed(reversed);
}

AxisScale PlotCanvas::scale(PlotAxis at) const
{
    return axis(at)->scaleType() == QCPAxis::stLogarithmic ? AxisScale::Log : AxisScale::Linear;
}

void PlotCanvas::setScale(PlotAxis at, AxisScale scale)
{
    axis(at)->setScaleType(scale == AxisScale::Log ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
}

double PlotCanvas::toPixel(PlotAxis at, double value) const
{
    return axis(at)->coordToPixel(value);
}

double PlotCanvas::fromPixel(PlotAxis at, double pixel) const
{
    return axis(at)->pixelToCoord(pixel);
}

void PlotCanvas::replot()
{
    m_plot->replot(QCustomPlot::rpQueuedRefresh);
}

bool PlotCanvas::exportTo(QPaintDevice &device, const Export &how)
{
    QCPPainter painter;
    if (!painter.begin(&device))
        return false;
    if (how.vector)
        painter.setMode(QCPPainter::pmVectorized);
    painter.scale(how.scale, how.scale);
    painter.fillRect(QRect(0, 0, how.size.width(), how.size.height() + how.header), how.ground);
    if (how.paintHeader)
        how.paintHeader(painter);
    painter.translate(0, how.header);
    m_plot->toPainter(&painter, how.size.width(), how.size.height());
    return painter.end();
}

} // namespace espalier::widgets
