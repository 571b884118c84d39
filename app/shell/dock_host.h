// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/panels/panel.h"

#include <QtCore/QHash>
#include <QtCore/QObject>
#include <QtCore/QTimer>

class QDockWidget;
class QMainWindow;
class QMenu;

namespace espalier::widgets {
class DockHeader;
}

namespace espalier::app {

/// Makes one dock per panel of the catalogue, with the header of the look, and arranges them as perspectives.
class DockHost : public QObject
{
    Q_OBJECT

public:
    DockHost(QMainWindow &window, const PanelContext &context);

    QDockWidget *dock(const QString &id) const { return m_docks.value(id); }
    Panel *panel(const QString &id) const;
    QList<Panel *> panels() const;
    /// Checkable entries that show and hide each dock.
    void fillMenu(QMenu &menu) const;
    /// Shows the docks of a perspective in their default places.
    void arrange(const QString &perspective);
    void hideAll();
    /// Raises the dock, shown if need be, and gives it the focus.
    void reveal(const QString &id);

private:
    void addDock(const PanelEntry &entry);
    void shareWidth(QDockWidget *main, QDockWidget *side, int sideWidth);
    void arrangePrune();
    void arrangeTrain();
    void followTabs();

    QMainWindow &m_window;
    PanelContext m_context;
    QHash<QString, QDockWidget *> m_docks;
    QHash<QString, widgets::DockHeader *> m_headers;
    QStringList m_order;
    QTimer m_tabsChanged;
};

} // namespace espalier::app
