// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>

namespace espalier::app {

class MainWindow;
struct Workbench;

/// Editing, appearance and help: the Edit, View and Help menus.
class ViewController : public QObject
{
    Q_OBJECT

public:
    ViewController(Workbench &workbench, MainWindow &window);

private:
    void connectEdit();
    void connectView();
    void connectHelp();
    void followUndo();
    void setTheme(const QString &mode);
    void changeFont(int step);
    void restoreChoices();

    Workbench &m_workbench;
    MainWindow &m_window;
};

/// "system", "light", "dark", "high_contrast" applied to the theme service.
void applyThemeMode(Workbench &workbench, const QString &mode);

} // namespace espalier::app
