// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/themed.h"

#include <QtCore/QList>

#include <limits>

namespace espalier::widgets {

/// One measured value with its interval.
struct IntervalRow
{
    QString label;
    double value = std::numeric_limits<double>::quiet_NaN(); ///< NaN: not measured
    double low = 0, high = 0;
    int series = 0;     ///< colour, or -1 for the text colour
    QString text;       ///< at the right, e.g. "71.4 ± 2.8 %"; may be empty
};

/// Dots with whiskers on one common axis: the damage probe, accuracy before and after a cut.
class IntervalRows : public Themed
{
    Q_OBJECT

public:
    explicit IntervalRows(const ThemeService &themes, QWidget *parent = nullptr);

    void setRows(const QList<IntervalRow> &rows);
    /// A dashed line through all rows (the base accuracy); NaN: none.
    void setReference(double value);
    /// What the axis counts, e.g. "top-1, %".
    void setAxisTitle(const QString &title);
    /// The axis covers all intervals and the reference.
    QPair<double, double> axisRange() const;
    double xOf(double value) const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QRectF plotRect() const;
    void paintRow(QPainter &painter, const IntervalRow &row, double top) const;
    void paintAxis(QPainter &painter) const;
    double labelWidth() const;
    double textWidth() const;

    QList<IntervalRow> m_rows;
    double m_reference;
    QString m_axisTitle;
};

} // namespace espalier::widgets
