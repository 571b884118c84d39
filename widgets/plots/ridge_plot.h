// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/plot_frame.h"

namespace espalier::widgets {

/// Scores at one step: of what stays and of what goes.
struct Ridge
{
    double step = 0;
    QList<double> kept, marked;
};

/// How a distribution moves: one ridge per snapshot over log10 of the scores, standing at its step, the
/// oldest in front. What stays is filled solid, what goes in the colour of the marked, hatched. All ridges
/// share their bins, and the highest of all bins reaches over about three of them.
class RidgePlot : public PlotFrame
{
    Q_OBJECT

public:
    RidgePlot(const ThemeService &themes, RepaintGate &gate, QWidget *parent = nullptr);

    /// Steps ascend.
    void setRidges(const QList<Ridge> &ridges);
    qsizetype ridgeCount() const { return m_ridges.size(); }

    PlotTable table() const override;

protected:
    void paintAbove(QPainter &painter) override;
    bool dataRange(PlotAxis axis, AxisRange &range) const override;
    Readout readoutAt(double x) const override;

private:
    struct Counts
    {
        double step = 0;
        QList<int> kept, marked;
    };
    QList<int> count(const QList<double> &values) const;
    void paintRidge(QPainter &painter, const Counts &ridge) const;
    QPolygonF outline(const Counts &ridge, bool all) const;
    double spacing() const;
    double rise() const;

    QList<double> m_edges;
    QList<Counts> m_ridges;
    int m_highest = 0;
};

} // namespace espalier::widgets
