// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/panels/panel.h"

class QLabel;
class QPushButton;

namespace espalier::widgets {
class PhaseBar;
class StatTile;
}

namespace espalier::app {

/// The run strip: what runs, phases in true proportion, step, speed and time left, and the controls.
class RunPanel : public Panel
{
    Q_OBJECT

public:
    RunPanel(const PanelContext &context, QWidget *parent);

    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *makeState();
    QWidget *makeControls();
    void refreshState();
    void refreshPhases();
    void refreshProgress();
    void fit();
    void setCompact(bool on);
    int roomForFigures() const;
    QString stateText() const;
    QList<QPushButton *> buttons() const { return {m_resume, m_start, m_startOver, m_pause, m_probe, m_stop}; }

    PanelContext m_context;
    QLabel *m_state;
    QLabel *m_what;
    QWidget *m_states = nullptr;
    QWidget *m_controls = nullptr;
    widgets::PhaseBar *m_phases;
    widgets::StatTile *m_step, *m_accuracy, *m_speed, *m_left;
    QPushButton *m_resume, *m_start, *m_startOver, *m_pause, *m_probe, *m_stop;
    int m_generation = -1;
};

} // namespace espalier::app
