// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/events.h"

#include <QtCore/QObject>

namespace espalier::app {

class MainWindow;
struct Workbench;

/// Data, evaluation, runs and the cut: the Model, Prune and Run menus; keeps every action's enabled state right.
class RunController : public QObject
{
    Q_OBJECT

public:
    RunController(Workbench &workbench, MainWindow &window);

    /// Restores a point after asking (Timeline).
    void restore(const QString &point, const QString &title);

private:
    void connectActions();
    void followState();
    void refreshNeeds();
    void bindData();
    void solve();
    void toggleLock();
    void commit();
    void compareRun();
    void start();
    void resume();
    void pauseOrResume();
    void onFinished(const report::CommandDone &done);
    void mayClose(bool *accept);

    Workbench &m_workbench;
    MainWindow &m_window;
};

} // namespace espalier::app
