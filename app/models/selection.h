// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/id.h"

#include <QtCore/QObject>
#include <QtCore/QString>

#include <algorithm>
#include <vector>

namespace espalier::app {

/// The one selection that table, bars, graph and plots share: a layer, and the group it belongs to.
class Selection : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    const QString &layer() const { return m_layer; }
    base::GroupId group() const { return m_group; }
    void select(const QString &layer, base::GroupId group);

Q_SIGNALS:
    void changed();

private:
    QString m_layer;
    base::GroupId m_group;
};

/// What belongs to the selected layer among entries with a `layer` name; the first if it has none, null if there are none.
template <class Entry>
const Entry *entryOf(const Selection &selection, const std::vector<Entry> &entries)
{
    const auto found = std::ranges::find(entries, selection.layer().toStdString(), &Entry::layer);
    if (found != entries.end())
        return &*found;
    return entries.empty() ? nullptr : &entries.front();
}

} // namespace espalier::app
