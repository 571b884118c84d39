// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/controls/chip.h"

#include "widgets/number_format.h"
#include "widgets/painting.h"

#include <QtGui/QPainter>
#include <QtWidgets/QMenu>

namespace espalier::widgets {

Chip::Chip(const ThemeService &themes, const QString &text, QWidget *parent)
    : QAbstractButton(parent), m_themes(themes)
{
    setText(text);
    setCheckable(true);
    setAccessibleName(text);
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    followTheme(this, themes);
}

void Chip::setCount(int count)
{
    m_count = count;
    setAccessibleName(label());
    updateGeometry();
    update();
}

void Chip::setMenu(QMenu *menu)
{
    m_menu = menu;
    setCheckable(false);
    connect(this, &QAbstractButton::clicked, menu,
            [this] { m_menu->popup(mapToGlobal(rect().bottomLeft())); });
    updateGeometry();
}

QString Chip::label() const
{
    return m_count < 0 ? text() : text() + QLatin1Char(' ') + format::integer(m_count);
}

QSize Chip::sizeHint() const
{
    const Metrics &m = m_themes.metrics();
    const double width = QFontMetricsF(m_themes.fonts().table).horizontalAdvance(label());
    return {qCeil(width) + 2 * m.px(10) + (m_menu ? m.px(16) : 0), m.px(22)};
}

void Chip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &t = m_themes.theme();
    const Metrics &m = m_themes.metrics();
    const bool on = isChecked();
    const QColor fill = on ? t[Token::Select] : underMouse() && isEnabled() ? t[Token::Hover] : QColor();
    const QColor border = on ? t[Token::Accent] : t[isEnabled() ? Token::Control : Token::Line];
    drawOutline(painter, rect(), {fill, border, height() / 2.0, qreal(m.line)});
    if (hasFocus())
        drawFocusRing(painter, rect(), t, m, height() / 2.0);
    painter.setFont(m_themes.fonts().table);
    painter.setPen(t[!isEnabled() ? Token::Disabled : on ? Token::Accent : Token::Text2]);
    painter.drawText(rect().adjusted(m.px(10), 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, label());
    if (m_menu)
        m_themes.icons().paint(painter, QRectF(width() - m.px(24), 0, m.px(16), height()),
                               QStringLiteral("chevron-down"), t[Token::Text2]);
}

} // namespace espalier::widgets
