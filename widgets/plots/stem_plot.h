// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/plot_frame.h"

#include <limits>

namespace espalier::widgets {

/// One channel: its value, another one beside it, and whether it is to go.
struct Stem
{
    int channel = 0;
    double value = 0;
    double second = std::numeric_limits<double>::quiet_NaN(); ///< NaN: none
    bool marked = false;
};

/// Values per channel as stems from zero: what stays a solid disc, what goes a hatched square; a ring for the
/// second value. A band of ±τ shows what counts as collapsed.
class StemPlot : public PlotFrame
{
    Q_OBJECT

public:
    StemPlot(const ThemeService &themes, RepaintGate &gate, QWidget *parent = nullptr);

    /// In the order in which they are drawn.
    void setStems(const QList<Stem> &stems);
    const QList<Stem> &stems() const { return m_stems; }
    void setNames(const QString &value, const QString &second);
    void setThreshold(double threshold, const QString &text); ///< NaN: none

    PlotTable table() const override;

protected:
    void paintBelow(QPainter &painter) override;
    void paintAbove(QPainter &painter) override;
    bool dataRange(PlotAxis axis, AxisRange &range) const override;
    double paddingOf(PlotAxis axis) const override { return axis == PlotAxis::X ? 0.02 : 0.08; }
    Readout readoutAt(double x) const override;

private:
    void rebuildLegend();
    void paintStem(QPainter &painter, int place, double size) const;

    QList<Stem> m_stems;
    QString m_value, m_second, m_thresholdText;
    double m_threshold;
};

} // namespace espalier::widgets
