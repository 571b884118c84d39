// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/plot_legend.h"

#include <limits>

namespace espalier::widgets {

/// One line of the read-out: key, name, value.
struct ReadoutRow
{
    LegendEntry key;
    QString value;
    double y = std::numeric_limits<double>::quiet_NaN(); ///< pixel of the dot on the curve; NaN: none
};

/// What the read-out shows at one place.
struct Readout
{
    QString title; ///< "step"
    QString value; ///< "61 400"
    QList<ReadoutRow> rows;
};

/// A transparent layer over a plot: the cursor line and the read-out box, so that moving the mouse replots
/// nothing. The box stands on the emptier side.
class PlotCursor : public Themed
{
    Q_OBJECT

public:
    explicit PlotCursor(const ThemeService &themes, QWidget *canvas);

    /// `x` in pixels of the canvas; `area` is the plot's inner rectangle.
    void show(double x, const QRectF &area, const Readout &readout);
    void clear();
    bool isShown() const { return m_shown; }
    const Readout &readout() const { return m_readout; }
    QRectF boxRect() const;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void paintBox(QPainter &painter) const;

    Readout m_readout;
    QRectF m_area;
    double m_x = 0;
    bool m_shown = false;
};

} // namespace espalier::widgets
