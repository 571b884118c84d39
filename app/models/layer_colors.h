// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QHash>
#include <QtCore/QString>

namespace espalier::app {

/// One layer, one colour in all plots: a layer takes the next free series number once and keeps it.
class LayerColors
{
public:
    int indexOf(const QString &layer);
    void clear() { m_indices.clear(); }

private:
    QHash<QString, int> m_indices;
};

} // namespace espalier::app
