// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QHash>
#include <QtCore/QString>

namespace espalier::widgets {

/// Gives each key (a layer, a run) the next free series colour once and keeps it, so that one layer has one
/// colour in all plots. Colours repeat after Theme::seriesCount.
class ColorRegistry
{
public:
    int colorOf(const QString &key);
    /// -1 if the key has none yet.
    int find(const QString &key) const { return m_colors.value(key, -1); }
    void clear() { m_colors.clear(); }

private:
    QHash<QString, int> m_colors;
};

} // namespace espalier::widgets
