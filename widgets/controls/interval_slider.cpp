// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/controls/interval_slider.h"

#include "widgets/number_format.h"
#include "widgets/painting.h"

#include <QtGui/QKeyEvent>
#include <QtGui/QMouseEvent>
#include <QtGui/QPainter>

#include <algorithm>

namespace espalier::widgets {

IntervalSlider::IntervalSlider(const ThemeService &themes, QWidget *parent)
    : QAbstractSlider(parent), m_themes(themes)
{
    setOrientation(Qt::Horizontal);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setRange(0, 100);
    followTheme(this, themes);
}

void IntervalSlider::setTrack(int lowest, int highest)
{
    m_trackLow = std::min(lowest, minimum());
    m_trackHigh = std::max({highest, maximum(), m_trackLow + 1});
    update();
}

void IntervalSlider::setAchievable(int lowest, int highest)
{
    setRange(lowest, std::max(lowest, highest));
    setTrack(m_trackLow, m_trackHigh);
}

void IntervalSlider::setReasons(const QString &atMinimum, const QString &atMaximum)
{
    m_reasonLow = atMinimum;
    m_reasonHigh = atMaximum;
}

void IntervalSlider::setFormatter(Formatter formatter)
{
    m_formatter = std::move(formatter);
    update();
}

QString IntervalSlider::text(int value) const
{
    return m_formatter ? m_formatter(value) : format::integer(value);
}

QSize IntervalSlider::sizeHint() const
{
    return {m_themes.metrics().px(240), minimumSizeHint().height()};
}

QSize IntervalSlider::minimumSizeHint() const
{
    const Metrics &m = m_themes.metrics();
    return {m.px(120), m.px(20) + qCeil(QFontMetricsF(m_themes.fonts().caption).height())};
}

QRectF IntervalSlider::groove() const
{
    const Metrics &m = m_themes.metrics();
    const double height = m.px(6), inset = m.px(9);
    return {inset, m.px(10) - height / 2, width() - 2 * inset, height};
}

double IntervalSlider::xOf(int value) const
{
    const QRectF g = groove();
    return g.left() + g.width() * double(value - m_trackLow) / double(m_trackHigh - m_trackLow);
}

int IntervalSlider::valueAt(double x) const
{
    const QRectF g = groove();
    return qRound(m_trackLow + (x - g.left()) / std::max(1.0, g.width()) * (m_trackHigh - m_trackLow));
}

void IntervalSlider::showReason(int asked)
{
    const bool low = asked < minimum(), high = asked > maximum();
    const QString reason = low ? m_reasonLow : high ? m_reasonHigh : QString();
    if (reason != m_reason) {
        m_reason = reason;
        setAccessibleDescription(reason);
        update();
    }
    if (low || high)
        Q_EMIT stopped(high);
}

void IntervalSlider::moveTo(double x)
{
    const int asked = valueAt(x);
    setSliderPosition(std::clamp(asked, minimum(), maximum()));
    showReason(asked);
}

void IntervalSlider::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return event->ignore();
    setSliderDown(true);
    moveTo(event->position().x());
}

void IntervalSlider::mouseMoveEvent(QMouseEvent *event)
{
    if (isSliderDown())
        moveTo(event->position().x());
}

void IntervalSlider::mouseReleaseEvent(QMouseEvent *)
{
    setSliderDown(false);
}

void IntervalSlider::keyPressEvent(QKeyEvent *event)
{
    const int before = value();
    QAbstractSlider::keyPressEvent(event);
    if (!event->isAccepted())
        return;
    const bool atEnd = value() == before && (value() == maximum() || value() == minimum());
    const bool up =
        event->key() == Qt::Key_Right || event->key() == Qt::Key_Up || event->key() == Qt::Key_PageUp;
    showReason(!atEnd ? value() : up ? maximum() + 1 : minimum() - 1);
}

void IntervalSlider::sliderChange(SliderChange change)
{
    QAbstractSlider::sliderChange(change);
    update();
}

void IntervalSlider::paintTrack(QPainter &painter) const
{
    const Theme &t = m_themes.theme();
    const QRectF g = groove();
    const qreal round = g.height() / 2;
    painter.save();
    QColor stripes = t.faded(Token::Text3, 0.45);
    drawOutline(painter, g, {t.faded(Token::Text3, 0.18), {}, round});
    painter.setPen(Qt::NoPen);
    painter.setBrush(hatchBrush(stripes, m_themes.metrics(), devicePixelRatioF()));
    painter.drawRoundedRect(g, round, round);
    const QRectF reach(QPointF(xOf(minimum()), g.top()), QPointF(xOf(maximum()), g.bottom()));
    painter.fillRect(reach, t[Token::Panel]);
    painter.fillRect(reach, t.faded(Token::Keep, isEnabled() ? 0.25 : 0.12));
    painter.fillRect(QRectF(reach.topLeft(), QPointF(xOf(sliderPosition()), g.bottom())),
                     t[isEnabled() ? Token::Accent : Token::Disabled]);
    painter.restore();
}

void IntervalSlider::paintEnds(QPainter &painter) const
{
    const Theme &t = m_themes.theme();
    const Metrics &m = m_themes.metrics();
    const double tick = m.px(16), top = groove().center().y() - tick / 2;
    for (int end : {minimum(), maximum()})
        painter.fillRect(QRectF(std::round(xOf(end)) - 0.75, top, 1.5, tick), t[Token::Text]);
    painter.setFont(m_themes.fonts().caption);
    const QFontMetricsF fm(painter.font());
    const QRectF line(0, m.px(20), width(), fm.height());
    painter.setPen(t[m_reason.isEmpty() ? Token::Text3 : Token::Warning]);
    const QString low = text(minimum()), high = text(maximum());
    double lowX = std::clamp(xOf(minimum()) - m.px(2), 0.0, double(width()));
    const double highWidth = numberWidth(fm, high);
    double highX = std::clamp(xOf(maximum()) - highWidth / 2, 0.0, std::max(0.0, width() - highWidth));
    const double free = highX - lowX - numberWidth(fm, low) - 2 * m.gap;
    const QString words = m_reason.isEmpty() ? tr("achievable") : m_reason;
    const QRectF middle(lowX + numberWidth(fm, low) + m.gap, line.top(), std::max(0.0, free), line.height());
    painter.drawText(middle, Qt::AlignCenter, fm.elidedText(words, Qt::ElideRight, middle.width()));
    painter.setPen(t[Token::Text2]);
    drawNumber(painter, line.adjusted(lowX, 0, 0, 0), low, Qt::AlignLeft | Qt::AlignVCenter);
    if (free > 0)
        drawNumber(painter, line.adjusted(highX, 0, 0, 0), high, Qt::AlignLeft | Qt::AlignVCenter);
}

void IntervalSlider::paintHandle(QPainter &painter) const
{
    const Theme &t = m_themes.theme();
    const Metrics &m = m_themes.metrics();
    const double size = m.px(16);
    const QRectF knob(xOf(sliderPosition()) - size / 2, groove().center().y() - size / 2, size, size);
    drawOutline(painter, knob,
                {t[Token::Panel], t[isEnabled() ? Token::Accent : Token::Disabled], size / 2, 2});
    if (hasFocus())
        drawFocusRing(painter, knob.adjusted(-3, -3, 3, 3), t, m, size);
}

void IntervalSlider::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintTrack(painter);
    paintEnds(painter);
    paintHandle(painter);
}

} // namespace espalier::widgets
