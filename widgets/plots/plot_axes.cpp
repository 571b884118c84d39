// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/plot_axes.h"

#include "widgets/painting.h"

#include <QtGui/QPainter>

#include <algorithm>
#include <cmath>

namespace espalier::widgets {

int AxesPainter::ticksAcross() const
{
    return std::clamp(int(area.width() / themes.metrics().px(70)), 2, 7);
}

int AxesPainter::ticksDown() const
{
    return std::clamp(int(area.height() / themes.metrics().px(28)), 2, 7);
}

void AxesPainter::gridLine(bool vertical, double pixel) const
{
    const QColor color = themes.theme().mixed(Token::Line, 0.5, Token::Plot);
    const double at = std::round(pixel);
    if (vertical)
        painter.fillRect(QRectF(at, area.top(), 1, area.height()), color);
    else
        painter.fillRect(QRectF(area.left(), at, area.width(), 1), color);
}

void AxesPainter::axis(PlotAxis axis, const Texts &texts, const QMargins &margins, int strip) const
{
    if (axis == PlotAxis::X)
        return bottom(texts, margins, strip);
    side(axis == PlotAxis::Y2, texts.pixels, texts.labels);
    sideTitle(axis == PlotAxis::Y2, texts.title, margins);
}

void AxesPainter::bottom(const Texts &texts, const QMargins &margins, int strip) const
{
    const auto &[pixels, labels, title] = texts;
    const Theme &t = themes.theme();
    const Metrics &m = themes.metrics();
    painter.fillRect(QRectF(area.left(), area.bottom(), area.width(), m.line), t[Token::Control]);
    painter.setFont(themes.fonts().caption);
    const QFontMetricsF fm(painter.font());
    const QRectF row(area.left(), area.bottom() + strip + m.px(3), area.width(), fm.height());
    painter.setPen(t[Token::Text3]);
    double free = 0;
    for (int i = 0; i < pixels.size(); ++i) {
        const double width = numberWidth(fm, labels[i]);
        const double right = area.right() + margins.right();
        const double x = std::clamp(pixels[i] - width / 2, 0.0, std::max(0.0, right - width));
        if (x < free)
            continue;
        drawNumber(painter, QRectF(x, row.top(), width, row.height()), labels[i],
                   Qt::AlignLeft | Qt::AlignVCenter);
        free = x + width + m.px(6);
    }
    painter.setPen(t[Token::Text2]);
    const double below =
        std::max(row.bottom() - m.px(1), area.bottom() + margins.bottom() - fm.height() - m.px(1));
    painter.drawText(QRectF(row.left(), below, row.width(), fm.height()), Qt::AlignCenter, title);
}

void AxesPainter::side(bool right, const QList<double> &pixels, const QStringList &labels) const
{
    const Theme &t = themes.theme();
    const Metrics &m = themes.metrics();
    painter.fillRect(
        QRectF(right ? area.right() : area.left() - m.line, area.top(), m.line, area.height() + m.line),
        t[Token::Control]);
    painter.setFont(themes.fonts().caption);
    painter.setPen(t[Token::Text3]);
    const double height = QFontMetricsF(painter.font()).height();
    for (int i = 0; i < pixels.size(); ++i) {
        const double y = pixels[i] - height / 2;
        const QRectF box = right ? QRectF(area.right() + m.px(6), y, m.px(80), height)
                                 : QRectF(area.left() - m.px(86), y, m.px(80), height);
        drawNumber(painter, box, labels[i], (right ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    }
}

void AxesPainter::sideTitle(bool right, const QString &title, const QMargins &margins) const
{
    if (title.isEmpty())
        return;
    painter.save();
    painter.setFont(themes.fonts().caption);
    painter.setPen(themes.theme()[Token::Text2]);
    const double height = QFontMetricsF(painter.font()).height();
    const double x = right ? area.right() + margins.right() - height / 2 - 1
                           : area.left() - margins.left() + height / 2 + 1;
    painter.translate(x, area.center().y());
    painter.rotate(right ? 90 : -90);
    const double reach = area.height() / 2 + 20;
    painter.drawText(QRectF(-reach, -height / 2, 2 * reach, height), Qt::AlignCenter, title);
    painter.restore();
}

} // namespace espalier::widgets
