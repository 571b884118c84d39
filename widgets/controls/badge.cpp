// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/controls/badge.h"

#include "widgets/painting.h"

#include <QtGui/QPainter>

namespace espalier::widgets {
namespace {

QFont badgeFont(const ThemeService &themes)
{
    QFont font = themes.fonts().caption;
    font.setWeight(QFont::Medium);
    return font;
}

} // namespace

BadgeSpec BadgeSpec::forState(ChannelState state, const QString &text)
{
    return {stateIcon(state), text.isEmpty() ? stateWord(state) : text, stateToken(state),
            stateSoftToken(state)};
}

BadgeSpec BadgeSpec::forNotice(Notice notice, const QString &text)
{
    return {noticeIcon(notice), text, noticeToken(notice), noticeSoftToken(notice)};
}

BadgeSpec BadgeSpec::plain(const QString &text, const QString &icon)
{
    return {icon, text, Token::Text2, Token::Hover};
}

Badge::Badge(const ThemeService &themes, BadgeSpec spec, QWidget *parent) : Themed(themes, parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setSpec(spec);
}

void Badge::setSpec(const BadgeSpec &spec)
{
    m_spec = spec;
    setAccessibleName(spec.text);
    updateGeometry();
    update();
}

QSize Badge::sizeHint() const
{
    return sizeFor(m_spec, themes());
}

QSize Badge::sizeFor(const BadgeSpec &spec, const ThemeService &themes)
{
    const Metrics &m = themes.metrics();
    const int glyph = spec.icon.isEmpty() ? 0 : m.px(13) + m.px(4);
    const int text = qCeil(QFontMetricsF(badgeFont(themes)).horizontalAdvance(spec.text));
    return {m.px(6) * 2 + glyph + text, m.px(18)};
}

void Badge::paint(QPainter &painter, const QRect &rect, const BadgeSpec &spec, const ThemeService &themes)
{
    const Metrics &m = themes.metrics();
    const Theme &t = themes.theme();
    const QSize size = sizeFor(spec, themes);
    const QRectF box(rect.left(), rect.top() + (rect.height() - size.height()) / 2, size.width(),
                     size.height());
    const QColor border = t.isHighContrast() ? t[spec.color] : QColor();
    drawOutline(painter, box, {t[spec.fill], border, qreal(m.radiusBadge), qreal(m.line)});
    qreal x = box.left() + m.px(6);
    if (!spec.icon.isEmpty()) {
        const qreal glyph = m.px(13);
        themes.icons().paint(painter, QRectF(x, box.center().y() - glyph / 2, glyph, glyph), spec.icon,
                             t[spec.color]);
        x += glyph + m.px(4);
    }
    painter.save();
    painter.setFont(badgeFont(themes));
    painter.setPen(t[spec.color]);
    painter.drawText(QRectF(x, box.top(), box.right() - x, box.height()), Qt::AlignLeft | Qt::AlignVCenter,
                     spec.text);
    painter.restore();
}

void Badge::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paint(painter, rect(), m_spec, themes());
}

} // namespace espalier::widgets
