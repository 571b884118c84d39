// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/layer_colors.h"

namespace espalier::app {

int LayerColors::indexOf(const QString &layer)
{
    const auto found = m_indices.constFind(layer);
    if (found != m_indices.cend())
        return *found;
    const int next = static_cast<int>(m_indices.size());
    m_indices.insert(layer, next);
    return next;
}

} // namespace espalier::app
