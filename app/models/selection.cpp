// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/selection.h"

namespace espalier::app {

void Selection::select(const QString &layer, base::GroupId group)
{
    if (layer == m_layer && group == m_group)
        return;
    m_layer = layer;
    m_group = group;
    Q_EMIT changed();
}

} // namespace espalier::app
