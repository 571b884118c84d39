// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/bridge/session_bridge.h"

#include <QtCore/QAbstractListModel>

namespace espalier::app {

/// The points of the open project, newest first.
class TimelineModel : public QAbstractListModel
{
    Q_OBJECT

public:
    explicit TimelineModel(SessionBridge &bridge, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    const report::TimelineEntry *entry(const QModelIndex &index) const;
    /// True if the last thing that happened is that a run was stopped: it can go on from there.
    bool endsStopped() const;

private:
    void onSnapshot(const SnapshotPtr &now, const SnapshotPtr &before);
    QVariant timelineRole(const report::TimelineEntry &entry, int row, int role) const;

    std::vector<report::TimelineEntry> m_entries;
};

} // namespace espalier::app
