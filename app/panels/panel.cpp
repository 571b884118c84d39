// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/panels/panel.h"

namespace espalier::app {

void Panel::setSubtitle(const QString &subtitle)
{
    if (subtitle == m_subtitle)
        return;
    m_subtitle = subtitle;
    Q_EMIT subtitleChanged(subtitle);
}

} // namespace espalier::app
