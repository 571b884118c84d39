// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QToolBar>

class QHBoxLayout;
class QLabel;

namespace espalier::widgets {
class Badge;
class Segments;
}

namespace espalier::app {

struct Workbench;

/// model › version › state badge, data and base accuracy; MACs or FLOPs at the right.
class StateStrip : public QToolBar
{
    Q_OBJECT

public:
    StateStrip(Workbench &workbench, QWidget *parent);

private:
    void refresh();
    void addUnitSwitch();

    Workbench &m_workbench;
    QLabel *m_model;
    QLabel *m_version;
    widgets::Badge *m_badge;
    QLabel *m_data;
    QHBoxLayout *m_row;
};

} // namespace espalier::app
