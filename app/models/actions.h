// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/models/action_table.h"

#include <QtCore/QObject>
#include <QtGui/QAction>

#include <array>
#include <functional>

class QMenuBar;

namespace espalier::app {

/// The QActions of the table, by id: made once, used by menus, toolbar, palette and panels alike.
class Actions : public QObject
{
    Q_OBJECT

public:
    explicit Actions(QObject *parent = nullptr);

    QAction &operator[](ActionId id) { return *m_actions[static_cast<std::size_t>(id)]; }
    const QAction &operator[](ActionId id) const { return *m_actions[static_cast<std::size_t>(id)]; }
    /// Calls `act` whenever the action is triggered, as long as `context` lives.
    void on(ActionId id, QObject *context, const std::function<void()> &act);
    /// Fills the menu bar in table order; the View menu gets a "Panels" submenu that the caller fills.
    void fillMenuBar(QMenuBar &bar);
    /// Enables what is possible with `met`; a disabled action's tooltip says why.
    void setMet(Need met);
    QList<QAction *> all() const;

private:
    std::array<QAction *, actionCount> m_actions{};
};

/// Why an action with these needs is disabled while only `met` holds: "Needs data: Model > Bind Data". Empty if enabled.
QString unmetReason(Need needs, Need met);

} // namespace espalier::app
