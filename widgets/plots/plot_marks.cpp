// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/plot_marks.h"

#include "widgets/painting.h"

#include <QtGui/QPainter>

#include <algorithm>
#include <cmath>

namespace espalier::widgets {
namespace {

constexpr double tapeOpacity = 0.22, bandOpacity = 0.045;

} // namespace

MarkPainter::MarkPainter(QPainter &painter, const ThemeService &themes, const PlotMap &map)
    : m_painter(painter), m_themes(themes), m_map(map)
{
}

bool MarkPainter::inside(double pixel) const
{
    return pixel >= m_map.area.left() && pixel <= m_map.area.right();
}

double MarkPainter::yPixel(double value, bool right) const
{
    return right ? m_map.yRight(value) : m_map.y(value);
}

void MarkPainter::phaseBands(const QList<PlotPhase> &phases) const
{
    const QRectF &area = m_map.area;
    for (const PlotPhase &phase : phases) {
        const double left = std::max(area.left(), m_map.x(phase.from)),
                     right = std::min(area.right(), m_map.x(phase.to));
        if (right <= left)
            continue;
        const QRectF band(left, area.top(), right - left, area.height());
        QColor color = m_themes.theme().phase(phase.kind);
        color.setAlphaF(float(phase.planned ? bandOpacity / 2 : bandOpacity));
        m_painter.fillRect(band, color);
        if (phase.planned)
            fillHatched(m_painter, band, m_themes.theme().faded(Token::Text3, 0.12), m_themes.metrics());
    }
}

void MarkPainter::phaseTape(const QList<PlotPhase> &phases) const
{
    const QRectF &area = m_map.area;
    const Metrics &m = m_themes.metrics();
    const double height = m.px(tapeHeight), top = area.top() - height - m.px(3);
    m_painter.setFont(m_themes.fonts().caption);
    const QFontMetricsF fm(m_painter.font());
    for (const PlotPhase &phase : phases) {
        const double left = std::max(area.left(), m_map.x(phase.from)),
                     right = std::min(area.right(), m_map.x(phase.to));
        if (right <= left)
            continue;
        const QRectF tape(left, top, std::max(1.0, right - left - 1), height);
        QColor color = m_themes.theme().phase(phase.kind);
        color.setAlphaF(float(phase.planned ? tapeOpacity * 0.7 : tapeOpacity));
        drawOutline(m_painter, tape, {color, {}, 1});
        m_painter.setPen(m_themes.theme()[Token::Text2]);
        const QRectF text = tape.adjusted(m.px(4), 0, -2, 0);
        if (text.width() > fm.averageCharWidth() * 2)
            m_painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter,
                               fm.elidedText(phase.name, Qt::ElideRight, text.width()));
    }
}

void MarkPainter::now(double x) const
{
    const double at = m_map.x(x);
    if (!std::isnan(x) && inside(at))
        m_painter.fillRect(QRectF(std::round(at), m_map.area.top(), 1, m_map.area.height()),
                           m_themes.theme().faded(Token::Text, 0.55));
}

void MarkPainter::ring(double x, double y, bool filled) const
{
    const QColor color = m_themes.theme()[Token::Text2];
    const double r = m_themes.metrics().px(8) / 2.0;
    drawOutline(m_painter, QRectF(x - r, y - r, 2 * r, 2 * r),
                {filled ? color : m_themes.theme()[Token::Plot], color, r, 1.5});
}

void MarkPainter::cut(const CutMark &mark) const
{
    const double x = std::round(m_map.x(mark.x));
    if (!inside(x))
        return;
    if (!mark.text.isEmpty())
        cutLine(x, mark.text);
    if (!m_map.yRight || std::isnan(mark.before) || std::isnan(mark.after))
        return;
    ring(x, m_map.yRight(mark.before), false);
    ring(x, m_map.yRight(mark.after), true);
}

void MarkPainter::cutLine(double x, const QString &words) const
{
    const Theme &t = m_themes.theme();
    const Metrics &m = m_themes.metrics();
    const QRectF &area = m_map.area;
    m_painter.setPen(cutPen(t, 2));
    m_painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    const double side = m.px(20);
    const QRectF tile(x - side / 2, area.top() + m.px(8), side, side);
    drawOutline(m_painter, tile, {t[Token::CutSoft], t[Token::Cut], 4, 1.2});
    m_themes.icons().paint(m_painter, tile.adjusted(3, 3, -3, -3), stateIcon(ChannelState::Cut),
                           t[Token::Cut]);
    m_painter.setFont(m_themes.fonts().caption);
    m_painter.setPen(t[Token::Cut]);
    const double width = QFontMetricsF(m_painter.font()).horizontalAdvance(words);
    const bool right = tile.right() + m.px(6) + width < area.right();
    const QRectF text = right ? QRectF(tile.right() + m.px(6), tile.top(), width, side)
                              : QRectF(tile.left() - m.px(6) - width, tile.top(), width, side);
    drawHaloText(m_painter, text, Qt::AlignLeft | Qt::AlignVCenter, words, t[Token::Plot]);
}

void MarkPainter::event(const EventMark &mark) const
{
    const double x = std::round(m_map.x(mark.x));
    if (!inside(x))
        return;
    const Theme &t = m_themes.theme();
    const Metrics &m = m_themes.metrics();
    QPen pen(t[Token::Text2], 1);
    pen.setDashPattern({4, 3});
    m_painter.setPen(pen);
    m_painter.drawLine(QPointF(x + 0.5, m_map.area.top()), QPointF(x + 0.5, m_map.area.bottom()));
    const QRectF flag(x, m_map.area.top(), m.px(14), m.px(12));
    m_painter.fillRect(flag, t[Token::Text2]);
    m_painter.setFont(semiBold(m_themes.fonts().caption));
    m_painter.setPen(t[Token::Plot]);
    m_painter.drawText(flag, Qt::AlignCenter, mark.label);
}

void MarkPainter::level(const LevelMark &mark) const
{
    const double y = std::round(yPixel(mark.y, mark.onRightAxis));
    const QRectF &area = m_map.area;
    const Theme &t = m_themes.theme();
    m_painter.setFont(m_themes.fonts().caption);
    const double height = QFontMetricsF(m_painter.font()).height();
    const bool beyond = y < area.top(); // said at the edge instead of drawn
    if (!(y <= area.bottom()))
        return;
    if (!beyond) {
        QPen pen(t[Token::Text2], 1);
        pen.setDashPattern({6, 3});
        m_painter.setPen(pen);
        m_painter.drawLine(QPointF(area.left(), y + 0.5), QPointF(area.right(), y + 0.5));
    }
    const double top = beyond ? area.top() + 2 : y - height - 2 > area.top() ? y - height - 1 : y + 2;
    m_painter.setPen(t[Token::Text2]);
    drawHaloText(m_painter, QRectF(area.left(), top, area.width() - m_themes.metrics().px(6), height),
                 Qt::AlignRight | Qt::AlignVCenter,
                 beyond ? mark.text + QStringLiteral(" \u2191") : mark.text, t[Token::Plot]);
}

void MarkPainter::probes(const QList<ProbePoint> &points, const QColor &color, bool onRightAxis) const
{
    const QRectF &area = m_map.area;
    const double r = m_themes.metrics().px(7) / 2.0;
    m_painter.save();
    m_painter.setRenderHint(QPainter::Antialiasing);
    for (const ProbePoint &point : points) {
        const double x = m_map.x(point.x), y = yPixel(point.value, onRightAxis);
        if (!inside(x))
            continue;
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(color);
        if (y > area.bottom()) { // below the range: a small triangle at the edge
            const double edge = area.bottom() - 1.6 * r;
            m_painter.drawPolygon(QPolygonF({{x - r, edge}, {x + r, edge}, {x, edge + 1.5 * r}}));
            continue;
        }
        m_painter.drawEllipse(QPointF(x, y), r, r);
        if (point.high <= point.low)
            continue;
        const double top = std::max(area.top(), yPixel(point.high, onRightAxis));
        const double bottom = std::min(area.bottom(), yPixel(point.low, onRightAxis));
        m_painter.setPen(QPen(color, 1.25));
        m_painter.drawLine(QPointF(x, top), QPointF(x, bottom));
        for (double end : {top, bottom})
            m_painter.drawLine(QPointF(x - r, end), QPointF(x + r, end));
    }
    m_painter.restore();
}

void MarkPainter::finish(double x, double y, const QColor &color, bool onRightAxis) const
{
    const double px = m_map.x(x), py = yPixel(y, onRightAxis), r = m_themes.metrics().px(8) / 2.0;
    if (inside(px) && py >= m_map.area.top() - 4 && py <= m_map.area.bottom() + 4)
        drawOutline(m_painter, QRectF(px - r, py - r, 2 * r, 2 * r),
                    {color, m_themes.theme()[Token::Plot], r, 1});
}

} // namespace espalier::widgets
