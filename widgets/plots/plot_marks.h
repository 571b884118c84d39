// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme_service.h"

#include <QtCore/QList>
#include <QtCore/QRectF>

#include <functional>
#include <limits>

class QPainter;

namespace espalier::widgets {

/// A phase on the step axis: tape above the plot and a faint band over its height.
struct PlotPhase
{
    double from = 0, to = 0;
    QString name;
    PhaseKind kind = PhaseKind::Other;
    bool planned = false; ///< half as strong, hatched
};

/// Where channels were (or will be) cut. `before` and `after` are values on the right axis if there is one.
/// Without `text` only these two are drawn: the cut of another run.
struct CutMark
{
    double x = 0;
    QString text;
    double before = std::numeric_limits<double>::quiet_NaN();
    double after = std::numeric_limits<double>::quiet_NaN();
};

/// A numbered flag on a dashed line: a live change, a checkpoint.
struct EventMark
{
    double x = 0;
    QString label; ///< one or two characters
    QString text;  ///< tooltip
};

/// A horizontal line with its name: a ceiling τ.
struct LevelMark
{
    double y = 0;
    QString text;
    bool onRightAxis = false;
};

/// One measured value with its interval, e.g. accuracy if cut now.
struct ProbePoint
{
    double x = 0;
    double value = 0;
    double low = 0, high = 0; ///< both equal to value: no whisker
};

/// From data to pixels.
struct PlotMap
{
    QRectF area;
    std::function<double(double)> x, y, yRight;
};

/// Draws the marks of a plot over steps. No state; everything is clipped to the area but the tape above it.
class MarkPainter
{
public:
    MarkPainter(QPainter &painter, const ThemeService &themes, const PlotMap &map);

    static constexpr int tapeHeight = 15;

    void phaseBands(const QList<PlotPhase> &phases) const;
    void phaseTape(const QList<PlotPhase> &phases) const;
    void now(double x) const;
    void cut(const CutMark &mark) const;
    void event(const EventMark &mark) const;
    void level(const LevelMark &mark) const;
    void probes(const QList<ProbePoint> &points, const QColor &color, bool onRightAxis) const;
    /// A disc of 8 px where a curve has finished.
    void finish(double x, double y, const QColor &color, bool onRightAxis) const;

private:
    bool inside(double pixel) const;
    double yPixel(double value, bool right) const;
    void cutLine(double x, const QString &words) const;
    void ring(double x, double y, bool filled) const;

    QPainter &m_painter;
    const ThemeService &m_themes;
    const PlotMap &m_map;
};

} // namespace espalier::widgets
