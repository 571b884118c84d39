// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/controls/stat_tile.h"

#include "widgets/number_format.h"
#include "widgets/painting.h"

#include <QtGui/QPainter>

#include <algorithm>

namespace espalier::widgets {

StatTile::StatTile(const ThemeService &themes, const QString &caption, QWidget *parent)
    : Themed(themes, parent), m_caption(caption), m_figure(format::none())
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    changed();
}

void StatTile::setCaption(const QString &caption)
{
    m_caption = caption;
    changed();
}

void StatTile::setFigure(const QString &figure, const QString &suffix)
{
    if (m_figure == figure && m_suffix == suffix)
        return;
    m_figure = figure;
    m_suffix = suffix;
    changed();
}

void StatTile::setDelta(const QString &text, Token token)
{
    m_delta = text;
    m_deltaToken = token;
    changed();
}

void StatTile::setBefore(const QString &before)
{
    m_before = before;
    changed();
}

double StatTile::figureLineWidth() const
{
    const QFontMetricsF small(fonts().table), large(fonts().figure);
    double width = numberWidth(large, m_figure);
    if (!m_before.isEmpty())
        width += numberWidth(small, m_before) + small.horizontalAdvance(format::arrow) + metrics().px(10);
    if (!m_suffix.isEmpty())
        width += metrics().px(4) + numberWidth(small, m_suffix);
    return width;
}

void StatTile::changed()
{
    setAccessibleName(m_caption + QLatin1String(": ") + m_figure + QLatin1Char(' ') + m_suffix);
    const double width = figureLineWidth();
    if (width > m_widest) {
        m_widest = width;
        updateGeometry();
    }
    update();
}

QSize StatTile::sizeHint() const
{
    const QFontMetricsF caption(fonts().caption), large(fonts().figure), delta(fonts().table);
    const double width = std::max({m_widest, figureLineWidth(), caption.horizontalAdvance(m_caption)});
    const double height =
        caption.height() + metrics().px(2) + large.height() + (m_delta.isEmpty() ? 0 : delta.height());
    return {qCeil(width) + 2, qCeil(height)};
}

void StatTile::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setFont(fonts().caption);
    painter.setPen(theme()[Token::Text3]);
    const QFontMetricsF caption(painter.font()), large(fonts().figure), small(fonts().table);
    painter.drawText(QPointF(0, caption.ascent()), m_caption);
    const double base = caption.height() + metrics().px(2) + large.ascent();
    double x = 0;
    const auto put = [&](const QFont &font, Token token, const QString &text) {
        painter.setFont(font);
        painter.setPen(theme()[token]);
        const QFontMetricsF fm(font);
        const QRectF box(x, base - fm.ascent(), width(), fm.height());
        x = drawNumber(painter, box, text, Qt::AlignLeft | Qt::AlignTop).right();
    };
    if (!m_before.isEmpty()) {
        put(fonts().table, Token::Text3, m_before);
        x += metrics().px(5);
        put(fonts().table, Token::Text3, QString(format::arrow));
        x += metrics().px(5);
    }
    put(fonts().figure, isEnabled() ? Token::Text : Token::Disabled, m_figure);
    x += metrics().px(4);
    put(fonts().table, Token::Text3, m_suffix);
    if (!m_delta.isEmpty()) {
        painter.setFont(fonts().table);
        painter.setPen(theme()[m_deltaToken]);
        drawNumber(painter, QRectF(0, height() - small.height(), width(), small.height()), m_delta,
                   Qt::AlignLeft | Qt::AlignVCenter);
    }
}

} // namespace espalier::widgets
