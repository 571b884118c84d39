// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/heat_map.h"
#include "widgets/plots/plot_frame.h"

#include <memory>

class QCPColorMap;

namespace espalier::widgets {

/// A matrix in colours (Gram matrix, weight map): square cells, no interpolation, symmetric limits for
/// diverging data so that zero is the ground, kept block outlined, pruned rows and columns ticked outside, a
/// 12 px key. Above 1000 x 1000 it shows block maxima and says so; hovering reads exact values.
class HeatMapPlot : public PlotFrame
{
    Q_OBJECT

public:
    HeatMapPlot(const ThemeService &themes, RepaintGate &gate, QWidget *parent = nullptr);

    void setMap(HeatMap values);
    const HeatMap &map() const { return *m_shared; }
    void setRamp(Ramp ramp);
    void setLogarithmic(bool on);
    /// Square cells (a matrix) or stretched ones (a layer x step strip). Square at first.
    void setSquare(bool square);
    /// What the colours stand for: "w_i · w_j".
    void setValueTitle(const QString &title);
    /// Fixed limits, e.g. the same for start and now; low >= high returns to those of the data.
    void setLimits(ColorLimits limits);
    ColorLimits limits() const;
    /// The colour that a value has now.
    QColor colorOf(double value) const;
    /// "block maxima of 2 x 2", or empty.
    QString note() const;

    PlotTable table() const override;

Q_SIGNALS:
    /// Exact cell under the mouse; row -1: none.
    void cellHovered(int row, int column, float value);

protected:
    void refresh() override;
    void paintAbove(QPainter &painter) override;
    bool dataRange(PlotAxis axis, AxisRange &range) const override;
    Readout readoutAt(double x) const override;
    QMargins margins() const override;
    bool drawsAxes() const override { return false; }
    bool zoomsTogether() const override { return m_square; }
    double paddingOf(PlotAxis) const override { return 0.0; }
    bool eventFilter(QObject *watched, QEvent *event) override;
    void themeChanged() override;

private:
    QRectF cellsRect() const;
    void recolor();
    void paintKept(QPainter &painter) const;
    void paintTicks(QPainter &painter) const;
    void paintKey(QPainter &painter) const;
    void paintTitles(QPainter &painter) const;
    void paintNote(QPainter &painter) const;

    std::shared_ptr<const HeatMap> m_shared; // tables keep it
    Ramp m_ramp = Ramp::Diverging;
    bool m_logarithmic = false;
    bool m_square = true;
    bool m_stale = true;
    ColorLimits m_dataLimits, m_fixedLimits{1, -1};
    QString m_valueTitle;
    QCPColorMap *m_image; // owned by the canvas
    int m_block = 1;
    int m_hoverRow = -1, m_hoverColumn = -1;
};

} // namespace espalier::widgets
