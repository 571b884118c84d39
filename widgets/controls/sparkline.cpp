// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/controls/sparkline.h"

#include <QtGui/QPainter>
#include <QtGui/QPolygonF>

#include <algorithm>
#include <cmath>

namespace espalier::widgets {

Sparkline::Sparkline(const ThemeService &themes, int series, QWidget *parent)
    : Themed(themes, parent), m_series(series)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
}

void Sparkline::setCapacity(int count)
{
    m_capacity = std::max(2, count);
    setValues(m_values);
}

void Sparkline::append(double value)
{
    m_values.append(value);
    setValues(m_values);
}

void Sparkline::setValues(const QList<double> &values)
{
    m_values = values.size() > m_capacity ? values.last(m_capacity) : values;
    update();
}

void Sparkline::setRange(double low, double high)
{
    m_low = low;
    m_high = high;
    update();
}

QSize Sparkline::sizeHint() const
{
    return {metrics().px(240), metrics().px(32)};
}

QSize Sparkline::minimumSizeHint() const
{
    return {metrics().px(60), metrics().px(20)};
}

QPair<double, double> Sparkline::ends() const
{
    double low = 0, high = 0;
    for (double value : m_values) {
        low = std::fmin(low, value);
        high = std::fmax(high, value);
    }
    low = std::isnan(m_low) ? low : m_low;
    high = std::isnan(m_high) ? high * 1.05 : m_high;
    return {low, high > low ? high : low + 1};
}

void Sparkline::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const auto [low, high] = ends();
    const double step = double(width() - 1) / (m_capacity - 1), ground = height() - 1.5;
    const double first =
        width() - 1 - step * double(m_values.size() - 1); // the newest is always at the right
    const QColor color = theme().series(m_series).color;
    QColor fill = color;
    fill.setAlphaF(0.18f);
    QPolygonF line;
    const auto flush = [&] {
        if (line.size() > 1) {
            QPolygonF area = line;
            area << QPointF(line.last().x(), ground) << QPointF(line.first().x(), ground);
            painter.setPen(Qt::NoPen);
            painter.setBrush(fill);
            painter.drawPolygon(area);
            painter.setPen(QPen(color, 1.5));
            painter.drawPolyline(line);
        }
        line.clear();
    };
    for (qsizetype i = 0; i < m_values.size(); ++i) {
        if (std::isnan(m_values[i])) {
            flush();
            continue;
        }
        const double share = std::clamp((m_values[i] - low) / (high - low), 0.0, 1.0);
        line << QPointF(first + step * double(i), ground - share * (height() - 3));
    }
    flush();
}

} // namespace espalier::widgets
