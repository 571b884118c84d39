// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QMainWindow>

class QStackedWidget;

namespace espalier::app {

class DockHost;
class StateStrip;
class StatusCells;
class WelcomePage;
struct Workbench;

/// The window: menus, toolbar, strip, docks, status bar; the welcome page while nothing is open.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    explicit MainWindow(Workbench &workbench);
    ~MainWindow() override;

    DockHost &docks() { return *m_docks; }
    WelcomePage &welcome() { return *m_welcome; }
    /// "prune" or "train": saves the layout left behind, shows the other.
    void showPerspective(const QString &perspective);
    const QString &perspective() const { return m_perspective; }
    void resetLayout();

Q_SIGNALS:
    /// Files dropped anywhere in the window.
    void filesDropped(const QStringList &paths);
    /// The window is to close; a slot may refuse.
    void closeRequested(bool *accept);

protected:
    void closeEvent(QCloseEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void buildMenus();
    void buildToolBars();
    void refresh();
    void saveLayout();
    void restoreLayout();

    Workbench &m_workbench;
    DockHost *m_docks = nullptr;
    StateStrip *m_strip = nullptr;
    StatusCells *m_status = nullptr;
    WelcomePage *m_welcome = nullptr;
    QString m_perspective;
    bool m_open = false;
};

} // namespace espalier::app
