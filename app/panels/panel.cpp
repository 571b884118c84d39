// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/panels/panel.h"

namespace espalier::app {

Panel::Panel(QWidget *parent) : QWidget(parent)
{
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
}

void Panel::setSubtitle(const QString &subtitle)
{
    if (subtitle == m_subtitle)
        return;
    m_subtitle = subtitle;
    Q_EMIT subtitleChanged(subtitle);
}

} // namespace espalier::app
