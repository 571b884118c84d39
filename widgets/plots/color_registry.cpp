// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/color_registry.h"

#include "widgets/theme.h"

namespace espalier::widgets {

int ColorRegistry::colorOf(const QString &key)
{
    const auto known = m_colors.constFind(key);
    if (known != m_colors.constEnd())
        return *known;
    const int color = int(m_colors.size()) % Theme::seriesCount;
    m_colors.insert(key, color);
    return color;
}

} // namespace espalier::widgets
