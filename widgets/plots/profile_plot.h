// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/plot_frame.h"

namespace espalier::widgets {

/// One snapshot of a layer's scores.
struct Profile
{
    QString id;
    QString name; ///< "step 61 400"
    int color = 0;
    QList<double> scores; ///< by filter index
};

/// Filter scores sorted from the greatest (or by index), each divided by its snapshot's greatest. A line
/// marks how many stay; the rest lies on a hatched ground.
class ProfilePlot : public PlotFrame
{
    Q_OBJECT

public:
    ProfilePlot(const ThemeService &themes, RepaintGate &gate, QWidget *parent = nullptr);

    void setProfiles(const QList<Profile> &profiles);
    void setSorted(bool sorted);
    /// Filters that stay; negative: not chosen yet. Shown only when sorted.
    void setKept(int count);

    PlotTable table() const override;

protected:
    void paintBelow(QPainter &painter) override;
    void paintAbove(QPainter &painter) override;
    bool dataRange(PlotAxis axis, AxisRange &range) const override;
    Readout readoutAt(double x) const override;

private:
    void prepare();
    int longest() const;

    QList<Profile> m_profiles;
    QList<QList<double>> m_curves; // as drawn
    QStringList m_hidden;
    bool m_sorted = true;
    int m_kept = -1;
};

/// Scores over their greatest, sorted from the greatest if asked for; NaN last and kept.
QList<double> profileOf(QList<double> scores, bool sorted);

} // namespace espalier::widgets
