// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>

class QLabel;
class QStatusBar;

namespace espalier::app {

struct Workbench;

/// The cells of the status bar: state, cost changes of the plan, recipe revision, dropped points, problems.
class StatusCells : public QObject
{
    Q_OBJECT

public:
    StatusCells(Workbench &workbench, QStatusBar &bar);

private:
    QLabel *addCell(QStatusBar &bar, const char *name, bool permanent = false);
    void refreshState();
    void refreshPlan();

    Workbench &m_workbench;
    QLabel *m_state, *m_parameters, *m_macs, *m_recipe, *m_dropped, *m_problems;
    int m_problemCount = 0;
};

} // namespace espalier::app
