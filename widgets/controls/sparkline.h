// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/themed.h"

#include <QtCore/QList>

#include <limits>

namespace espalier::widgets {

/// A small curve of the last values with a faint fill, for the System dock: no axes, one colour. Old values
/// drop out.
class Sparkline : public Themed
{
    Q_OBJECT

public:
    Sparkline(const ThemeService &themes, int series, QWidget *parent = nullptr);

    /// How many values it holds; 300 at first.
    void setCapacity(int count);
    /// NaN is a gap.
    void append(double value);
    void setValues(const QList<double> &values);
    /// Fixed ends, e.g. 0 to 100 for a share; without them 0 (or the least) to the greatest value held.
    void setRange(double low, double high);
    const QList<double> &values() const { return m_values; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QPair<double, double> ends() const;

    QList<double> m_values;
    int m_series;
    int m_capacity = 300;
    double m_low = std::numeric_limits<double>::quiet_NaN();
    double m_high = std::numeric_limits<double>::quiet_NaN();
};

} // namespace espalier::widgets
