// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/histogram.h"
#include "widgets/plots/plot_frame.h"
#include "widgets/plots/plot_marks.h"

namespace espalier::widgets {

/// Distribution of scores: kept solid, chosen hatched; before anything is chosen all are neutral (kept only).
/// Bars of one bin are stacked. The bars are drawn by our painter, because bins are equally wide on the log
/// axis, which QCPBars cannot do.
class HistogramPlot : public PlotFrame
{
    Q_OBJECT

public:
    HistogramPlot(const ThemeService &themes, RepaintGate &gate, QWidget *parent = nullptr);

    void setScores(const QList<double> &kept, const QList<double> &marked);
    void setBins(int bins);
    void setLogX(bool on);
    /// Before a method has picked: bars in text3, no hatch.
    void setNeutral(bool neutral);
    /// A vertical line: threshold τ. NaN removes it.
    void setThreshold(double x, const QString &text);
    const Histogram &histogram() const { return m_histogram; }

    PlotTable table() const override;

protected:
    void paintAbove(QPainter &painter) override;
    bool dataRange(PlotAxis axis, AxisRange &range) const override;
    Readout readoutAt(double x) const override;
    QMargins margins() const override;
    double paddingOf(PlotAxis axis) const override { return axis == PlotAxis::X ? 0.03 : 0.0; }

private:
    void recount();
    void paintBars(QPainter &painter) const;
    struct GroupLabel
    {
        QString text;
        Token token;
        double center = 0, width = 0; ///< pixels
    };
    GroupLabel groupLabel(const QList<double> &values, const QString &text, Token token) const;
    void paintGroupLabels(QPainter &painter) const;

    QList<double> m_kept, m_marked;
    Histogram m_histogram;
    int m_bins = 60;
    bool m_neutral = false;
    double m_threshold;
    QString m_thresholdText;
};

} // namespace espalier::widgets
