// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/plot_frame.h"

namespace espalier::widgets {

/// One result in a plane of two costs, e.g. speed-up and accuracy.
struct ScatterPoint
{
    enum class Kind { Own, Control, Published }; ///< disc 11, square 10, hollow ring 9

    QString id;
    QString name;
    double x = 0, y = 0;
    double deviation = 0; ///< of y; 0: none
    int color = 0;
    Kind kind = Kind::Own;
};

/// Results as points with names, and the front of the own ones: those that no other own point beats in both
/// values (greater is better). Click selects.
class ScatterPlot : public PlotFrame
{
    Q_OBJECT

public:
    ScatterPlot(const ThemeService &themes, RepaintGate &gate, QWidget *parent = nullptr);

    void setPoints(const QList<ScatterPoint> &points);
    void setSelected(const QStringList &ids);
    /// A dashed horizontal line, e.g. "base 93.41"; NaN removes it.
    void setBase(double y, const QString &text);

    PlotTable table() const override;

Q_SIGNALS:
    void pointClicked(const QString &id);

protected:
    void paintAbove(QPainter &painter) override;
    bool dataRange(PlotAxis axis, AxisRange &range) const override;
    double paddingOf(PlotAxis) const override { return 0.1; }

private:
    void paintFront(QPainter &painter) const;
    void paintBase(QPainter &painter) const;
    void paintPoint(QPainter &painter, const ScatterPoint &point) const;
    void paintName(QPainter &painter, const ScatterPoint &point, QList<QRectF> &taken) const;
    QPointF pixel(const ScatterPoint &point) const;
    void click(double x, double y);

    QList<ScatterPoint> m_points;
    QStringList m_selected;
    double m_base;
    QString m_baseText;
};

/// The points that none of the others beats or equals in both values, by growing x.
QList<QPointF> paretoFront(QList<QPointF> points);

} // namespace espalier::widgets
