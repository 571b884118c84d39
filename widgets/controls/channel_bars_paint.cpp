// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/controls/channel_bars.h"

#include "widgets/number_format.h"
#include "widgets/painting.h"

#include <QtGui/QPainter>

#include <array>
#include <cmath>

namespace espalier::widgets {
namespace {

constexpr double stageTextHeight = 16;

} // namespace

void ChannelBars::paintBar(QPainter &painter, int index) const
{
    const ChannelBar &bar = m_bars[index];
    const QRectF r = barRect(index);
    const Theme &t = theme();
    const bool fixed = bar.state == ChannelState::Frozen || bar.state == ChannelState::Locked;
    const double keptTop = std::round(yOf(bar.kept)), currentTop = std::round(yOf(bar.current));
    const auto part = [&](double top, double bottom) {
        return QRectF(QPointF(r.left(), top), QPointF(r.right(), bottom));
    };
    painter.fillRect(part(keptTop, r.bottom()),
                     fixed ? t.faded(stateToken(bar.state), 0.55) : t[Token::Keep]);
    drawMarked(painter, part(currentTop, keptTop), t, metrics());
    drawCut(painter, part(r.top(), currentTop), t);
    if (bar.floor > 0 && bar.floor < bar.original) {
        const double reach = r.width() > 6 ? 2 : 0;
        painter.fillRect(QRectF(r.left() - reach, std::round(yOf(bar.floor)), r.width() + 2 * reach, 1),
                         t[Token::Text]);
    }
}

void ChannelBars::paintAxis(QPainter &painter) const
{
    const QRectF a = area();
    painter.setFont(fonts().caption);
    for (int value : {0, m_highest / 2, m_highest}) {
        const double y = std::round(yOf(value));
        painter.fillRect(QRectF(a.left(), y, a.width(), 1),
                         theme().faded(Token::Line, value == 0 ? 1.0 : 0.5));
        painter.setPen(theme()[Token::Text3]);
        drawNumber(painter, QRectF(0, y - 8, a.left() - metrics().px(8), 16), format::integer(value));
    }
}

void ChannelBars::paintLabels(QPainter &painter) const
{
    painter.setFont(fonts().caption);
    const QFontMetricsF fm(painter.font());
    const double row = area().bottom() + metrics().px(2), height = metrics().px(14);
    double free = 0;
    for (int i = 0; i < m_bars.size(); ++i) {
        const double textWidth = fm.horizontalAdvance(m_bars[i].label);
        const double x = barRect(i).center().x() - textWidth / 2;
        if (m_bars[i].label.isEmpty() || x < free)
            continue;
        painter.setPen(theme()[m_selected.contains(i) ? Token::Accent : Token::Text3]);
        painter.drawText(QRectF(x, row, textWidth + 1, height), Qt::AlignLeft | Qt::AlignVCenter,
                         m_bars[i].label);
        free = x + textWidth + metrics().px(4);
    }
    for (const BarStage &stage : m_stages) {
        if (stage.count <= 0 || stage.first + stage.count > m_bars.size())
            continue;
        const double left = barRect(stage.first).left(),
                     right = barRect(stage.first + stage.count - 1).right();
        const double y = row + height + metrics().px(2);
        painter.fillRect(QRectF(left, y, right - left, 1), theme()[Token::Control]);
        painter.setPen(theme()[Token::Text2]);
        const QRectF box(left - metrics().px(20), y, right - left + 2 * metrics().px(20),
                         metrics().px(stageTextHeight));
        painter.drawText(box, Qt::AlignCenter, fm.elidedText(stage.label, Qt::ElideRight, box.width()));
    }
}

void ChannelBars::paintLegend(QPainter &painter) const
{
    painter.setFont(fonts().caption);
    const QFontMetricsF fm(painter.font());
    const Metrics &m = metrics();
    const double size = m.px(11), y = m.px(4);
    const std::array<QString, 4> words{tr("floor"), tr("cut"), tr("marked"), tr("kept")};
    double right = width() - m.px(8);
    for (std::size_t i = 0; i < words.size(); ++i) {
        const double textWidth = fm.horizontalAdvance(words[i]);
        painter.setPen(theme()[Token::Text2]);
        painter.drawText(QRectF(right - textWidth, 0, textWidth + 1, y + size + m.px(4)), Qt::AlignVCenter,
                         words[i]);
        right -= textWidth + m.px(5) + size;
        const QRectF key(std::round(right), y, size, size);
        if (i == 0)
            painter.fillRect(QRectF(key.left(), key.center().y(), size, 1), theme()[Token::Text]);
        else if (i == 1)
            drawCut(painter, key, theme());
        else if (i == 2)
            drawMarked(painter, key, theme(), m);
        else
            painter.fillRect(key, theme()[Token::Keep]);
        right -= m.px(14);
    }
    painter.setPen(theme()[Token::Text2]);
    painter.drawText(QRectF(m.px(8), 0, std::max(0.0, right - m.px(8)), y + size + m.px(4)), Qt::AlignVCenter,
                     tr("Channels per group"));
}

void ChannelBars::renderCache()
{
    const qreal ratio = devicePixelRatioF();
    m_cache = QPixmap(size() * ratio);
    m_cache.setDevicePixelRatio(ratio);
    m_cache.fill(theme()[Token::Panel]);
    QPainter painter(&m_cache);
    paintLegend(painter);
    if (m_bars.isEmpty())
        return;
    paintAxis(painter);
    for (int i = 0; i < m_bars.size(); ++i)
        paintBar(painter, i);
    paintLabels(painter);
}

void ChannelBars::paintEvent(QPaintEvent *)
{
    if (m_cache.isNull() || m_cache.devicePixelRatioF() != devicePixelRatioF())
        renderCache();
    QPainter painter(this);
    painter.drawPixmap(0, 0, m_cache);
    for (int index : m_selected) {
        if (index >= 0 && index < m_bars.size())
            drawOutline(painter, barRect(index).adjusted(-3, -3, 3, 1), {{}, theme()[Token::Accent], 2, 2});
    }
    if (hasFocus() && m_current < m_bars.size())
        drawFocusRing(painter, barRect(m_current).adjusted(-5, -5, 5, 3), theme(), metrics(), 3);
}

} // namespace espalier::widgets
