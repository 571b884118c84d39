// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/controls/interval_rows.h"

#include "widgets/painting.h"
#include "widgets/plots/axis_ticks.h"

#include <QtGui/QPainter>

#include <algorithm>
#include <cmath>

namespace espalier::widgets {
namespace {

constexpr double rowHeight = 22;

} // namespace

IntervalRows::IntervalRows(const ThemeService &themes, QWidget *parent)
    : Themed(themes, parent), m_reference(std::nan(""))
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void IntervalRows::setRows(const QList<IntervalRow> &rows)
{
    m_rows = rows;
    QStringList words;
    for (const IntervalRow &row : rows)
        words << row.label + QLatin1Char(' ') + row.text;
    setAccessibleDescription(words.join(QLatin1String(", ")));
    updateGeometry();
    update();
}

void IntervalRows::setReference(double value)
{
    m_reference = value;
    update();
}

void IntervalRows::setAxisTitle(const QString &title)
{
    m_axisTitle = title;
    setAccessibleName(title);
    update();
}

QPair<double, double> IntervalRows::axisRange() const
{
    double low = m_reference, high = m_reference;
    for (const IntervalRow &row : m_rows) {
        if (std::isnan(row.value))
            continue;
        low = std::fmin(low, std::min(row.low, row.value)); // fmin and fmax pass over NaN
        high = std::fmax(high, std::max(row.high, row.value));
    }
    if (std::isnan(low))
        return {0, 1};
    const AxisRange range = padded({low, high}, AxisScale::Linear, 0.08);
    return {range.low, range.high};
}

double IntervalRows::labelWidth() const
{
    double width = 0;
    for (const IntervalRow &row : m_rows)
        width = std::max(width, QFontMetricsF(fonts().table).horizontalAdvance(row.label));
    return width + metrics().padding;
}

double IntervalRows::textWidth() const
{
    double width = 0;
    for (const IntervalRow &row : m_rows)
        width = std::max(width, row.text.isEmpty() ? 0.0
                                                   : numberWidth(QFontMetricsF(fonts().table), row.text) +
                                                         metrics().padding);
    return width;
}

QRectF IntervalRows::plotRect() const
{
    const double left = labelWidth();
    return {left, 0, std::max(20.0, width() - left - textWidth()),
            double(m_rows.size()) * metrics().px(rowHeight)};
}

double IntervalRows::xOf(double value) const
{
    const auto [low, high] = axisRange();
    const QRectF plot = plotRect();
    return plot.left() + plot.width() * (value - low) / (high - low);
}

QSize IntervalRows::sizeHint() const
{
    return {qCeil(labelWidth() + textWidth()) + metrics().px(120),
            int(m_rows.size()) * metrics().px(rowHeight) + qCeil(QFontMetricsF(fonts().caption).height()) +
                metrics().px(4)};
}

void IntervalRows::paintRow(QPainter &painter, const IntervalRow &row, double top) const
{
    const double height = metrics().px(rowHeight), y = top + height / 2;
    painter.setFont(fonts().table);
    painter.setPen(theme()[Token::Text2]);
    painter.drawText(QRectF(0, top, labelWidth(), height), Qt::AlignLeft | Qt::AlignVCenter, row.label);
    painter.setPen(theme()[Token::Text]);
    drawNumber(painter, QRectF(0, top, width(), height), row.text);
    if (std::isnan(row.value))
        return;
    const QColor color = row.series < 0 ? theme()[Token::Text2] : theme().series(row.series).color;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (row.high > row.low) {
        painter.setPen(QPen(color, 1.5));
        painter.drawLine(QPointF(xOf(row.low), y), QPointF(xOf(row.high), y));
        for (double end : {row.low, row.high})
            painter.drawLine(QPointF(xOf(end), y - 4), QPointF(xOf(end), y + 4));
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    const double radius = metrics().px(8) / 2.0;
    painter.drawEllipse(QPointF(xOf(row.value), y), radius, radius);
    painter.restore();
}

void IntervalRows::paintAxis(QPainter &painter) const
{
    const QRectF plot = plotRect();
    const auto [low, high] = axisRange();
    const AxisTicks ticks =
        makeTicks(low, high, AxisScale::Linear, std::clamp(int(plot.width() / metrics().px(44)), 1, 6));
    painter.setFont(fonts().caption);
    const double height = QFontMetricsF(painter.font()).height();
    for (int i = 0; i < ticks.positions.size(); ++i) {
        const double x = std::round(xOf(ticks.positions[i]));
        painter.fillRect(QRectF(x, plot.top(), 1, plot.height()), theme()[Token::Line]);
        painter.setPen(theme()[Token::Text3]);
        drawNumber(painter, QRectF(x - 40, plot.bottom() + 2, 80, height), ticks.labels[i],
                   Qt::AlignHCenter | Qt::AlignVCenter);
    }
    painter.setPen(theme()[Token::Text3]);
    painter.drawText(QRectF(0, plot.bottom() + 2, plot.left(), height), Qt::AlignLeft | Qt::AlignVCenter,
                     m_axisTitle);
    if (std::isnan(m_reference))
        return;
    QPen pen(theme()[Token::Text], 1);
    pen.setDashPattern({4, 3});
    painter.setPen(pen);
    const double x = std::round(xOf(m_reference)) + 0.5;
    painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
}

void IntervalRows::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintAxis(painter);
    for (int i = 0; i < m_rows.size(); ++i)
        paintRow(painter, m_rows[i], i * metrics().px(rowHeight));
}

} // namespace espalier::widgets
