// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/controls/kept_bar.h"

#include "widgets/number_format.h"
#include "widgets/painting.h"

#include <QtGui/QPainter>

#include <algorithm>
#include <cmath>

namespace espalier::widgets {

KeptBar::KeptBar(const ThemeService &themes, QWidget *parent) : Themed(themes, parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setShares(1, 0);
}

void KeptBar::setShares(double kept, double marked)
{
    m_kept = std::clamp(kept, 0.0, 1.0);
    m_marked = std::clamp(marked, 0.0, 1.0 - m_kept);
    setAccessibleName(tr("%1 kept").arg(format::percent(m_kept, 0)));
    update();
}

QSize KeptBar::sizeHint() const
{
    return {metrics().px(40), metrics().px(9)};
}

void KeptBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    drawKeptBar(painter, rect(), {m_kept, m_marked, false}, themes());
}

void drawKeptBar(QPainter &painter, const QRectF &rect, const KeptShares &shares, const ThemeService &themes)
{
    const auto [kept, marked, cut] = shares;
    const auto x = [&rect](double share) { return std::round(rect.left() + rect.width() * share); };
    const auto part = [&](double from, double to) {
        return QRectF(QPointF(x(from), rect.top()), QPointF(x(to), rect.bottom()));
    };
    painter.fillRect(part(0, kept), themes.theme()[Token::Keep]);
    drawMarked(painter, part(kept, kept + marked), themes.theme(), themes.metrics());
    if (cut)
        drawCut(painter, part(kept + marked, 1), themes.theme());
}

} // namespace espalier::widgets
