// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/panels/panel.h"

#include <QtGui/QPainter>
#include <QtGui/QScreen>

#include <algorithm>

namespace espalier::app {

Panel::Panel(QWidget *parent) : QWidget(parent)
{
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    setContentsMargins(1, 0, 1, 1);
}

// Small enough for docks to share a small window: what does not fit scrolls, elides or hides.
QSize Panel::minimumSizeHint() const
{
    const int line = fontMetrics().height();
    const int share = screen()->availableSize().width() * 2 / 7; // three docks side by side
    return QWidget::minimumSizeHint().boundedTo({std::min(25 * line, share), 8 * line});
}

// Left, right and bottom of the dock's border; its header draws the rest.
void Panel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setPen(palette().color(QPalette::Mid));
    painter.drawRect(rect().adjusted(0, -1, -1, -1));
}

void Panel::setSubtitle(const QString &subtitle)
{
    if (subtitle == m_subtitle)
        return;
    m_subtitle = subtitle;
    Q_EMIT subtitleChanged(subtitle);
}

} // namespace espalier::app
