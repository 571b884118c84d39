// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/axis_ticks.h"

#include <QtCore/QMargins>
#include <QtCore/QRectF>
#include <QtGui/QColor>

#include <functional>

class QCPAxis;
class QCustomPlot;
class QPaintDevice;
class QPainter;
class QWidget;

namespace espalier::widgets {

enum class PlotAxis { X, Y, Y2 };

/// One QCustomPlot stripped of its own axes, legend and mouse handling: what the plots of this room need of
/// it, in one place. Axes and marks are drawn by overlays, because the look asks for things that
/// QCustomPlot's axes lack.
class PlotCanvas
{
public:
    explicit PlotCanvas(QWidget *parent);
    PlotCanvas(const PlotCanvas &) = delete;
    PlotCanvas &operator=(const PlotCanvas &) = delete;

    QCustomPlot *plot() const { return m_plot; }
    QWidget *widget() const;
    QCPAxis *axis(PlotAxis axis) const;

    enum class Depth { BelowData, AboveData };
    /// Called at each replot, below or above the graphs, also when exporting.
    void addOverlay(Depth depth, std::function<void(QPainter &)> paint);
    void setGround(const QColor &color);

    void setMargins(const QMargins &margins);
    /// Inner rectangle, between the axes.
    QRectF area() const;
    AxisRange range(PlotAxis axis) const;
    void setRange(PlotAxis axis, AxisRange range);
    void setReversed(PlotAxis axis, bool reversed);
    AxisScale scale(PlotAxis axis) const;
    void setScale(PlotAxis axis, AxisScale scale);
    double toPixel(PlotAxis axis, double value) const;
    double fromPixel(PlotAxis axis, double pixel) const;

    /// Draws everything now and asks for a repaint of the widget.
    void replot();
    /// Draws onto any device, scaled, below `header` pixels that `paintHeader` fills.
    struct Export
    {
        QSize size; ///< of the canvas, logical pixels
        int header = 0;
        double scale = 1;
        bool vector = false;
        QColor ground;
        std::function<void(QPainter &)> paintHeader;
    };
    bool exportTo(QPaintDevice &device, const Export &how);

private:
    QCustomPlot *m_plot; // child of the parent widget
};

} // namespace espalier::widgets
