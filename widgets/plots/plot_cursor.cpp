// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/plot_cursor.h"

#include "widgets/painting.h"

#include <QtGui/QPainter>

#include <algorithm>
#include <cmath>

namespace espalier::widgets {

PlotCursor::PlotCursor(const ThemeService &themes, QWidget *canvas) : Themed(themes, canvas)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setAttribute(Qt::WA_NoSystemBackground);
}

void PlotCursor::show(double x, const QRectF &area, const Readout &readout)
{
    m_x = x;
    m_area = area;
    m_readout = readout;
    m_shown = true;
    setGeometry(parentWidget()->rect());
    raise();
    QWidget::show();
    update();
}

void PlotCursor::clear()
{
    m_shown = false;
    hide();
}

QRectF PlotCursor::boxRect() const
{
    const QFontMetricsF caption(fonts().caption), figures(semiBold(fonts().caption));
    double width = caption.horizontalAdvance(m_readout.title) + numberWidth(figures, m_readout.value);
    for (const ReadoutRow &row : m_readout.rows)
        width = std::max(width, metrics().px(20) + caption.horizontalAdvance(row.key.name) +
                                    numberWidth(figures, row.value));
    const double inner = width + metrics().px(18), lines = double(m_readout.rows.size()) + 1;
    const QSizeF size(inner + 2 * metrics().px(9), lines * metrics().px(17) + metrics().px(12));
    const bool left = m_x > m_area.center().x();
    const double x = left ? m_x - metrics().px(12) - size.width() : m_x + metrics().px(12);
    const double y = m_area.bottom() - size.height() - metrics().px(8);
    return {std::clamp(x, m_area.left(), std::max(m_area.left(), m_area.right() - size.width())),
            std::max(m_area.top(), y), size.width(), size.height()};
}

void PlotCursor::paintBox(QPainter &painter) const
{
    const QRectF box = boxRect();
    QColor ground = theme()[Token::Raised];
    ground.setAlphaF(0.95f);
    drawOutline(painter, box,
                {ground, theme()[Token::Line], qreal(metrics().radiusControl), qreal(metrics().line)});
    QRectF line(box.left() + metrics().px(9), box.top() + metrics().px(6), box.width() - 2 * metrics().px(9),
                metrics().px(17));
    const auto put = [&](const QString &name, double indent, const QString &value) {
        painter.setFont(fonts().caption);
        painter.setPen(theme()[Token::Text2]);
        painter.drawText(line.adjusted(indent, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, name);
        painter.setFont(semiBold(fonts().caption));
        painter.setPen(theme()[Token::Text]);
        drawNumber(painter, line, value);
    };
    put(m_readout.title, 0, m_readout.value);
    for (const ReadoutRow &row : m_readout.rows) {
        line.translate(0, metrics().px(17));
        paintKeyMark(painter, row.key, QRectF(line.left(), line.top(), metrics().px(14), line.height()),
                     theme(), metrics());
        put(row.key.name, metrics().px(20), row.value);
    }
}

void PlotCursor::paintEvent(QPaintEvent *)
{
    if (!m_shown)
        return;
    QPainter painter(this);
    painter.fillRect(QRectF(std::round(m_x), m_area.top(), 1, m_area.height()),
                     theme().faded(Token::Text, 0.55));
    for (const ReadoutRow &row : m_readout.rows) {
        if (!std::isnan(row.y) && row.y >= m_area.top() && row.y <= m_area.bottom())
            drawOutline(painter, QRectF(m_x - 3.5, row.y - 3.5, 7, 7),
                        {PlotLegend::colorOf(row.key, theme()), theme()[Token::Plot], 3.5, 1});
    }
    if (!m_readout.rows.isEmpty())
        paintBox(painter);
}

} // namespace espalier::widgets
