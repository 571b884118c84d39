// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/planning.h"
#include "widgets/controls/dialog.h"

#include <optional>

class QCheckBox;
class QDoubleSpinBox;
class QLabel;

namespace espalier::widgets {
class IntervalSlider;
class Segments;
}

namespace espalier::app {

struct Workbench;

/// Fills ratios so that a cost target is reached: one ratio for all unlocked groups, or inside residual blocks only
/// (the papers' scope). One undo step.
class TargetDialog : public widgets::Dialog
{
    Q_OBJECT

public:
    TargetDialog(Workbench &workbench, QWidget *parent);

private:
    graph::Target target() const;
    void chooseKind();
    void solve();
    void apply();

    Workbench &m_workbench;
    widgets::Segments *m_kind;
    QDoubleSpinBox *m_value;
    QCheckBox *m_paperScope;
    QLabel *m_result;
    std::optional<graph::Solution> m_solution;
};

} // namespace espalier::app
