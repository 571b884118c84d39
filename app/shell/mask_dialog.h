// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/events.h"
#include "report/snapshot.h"
#include "widgets/controls/dialog.h"

class QLabel;

namespace espalier::widgets {
class Banner;
class StatTile;
} // namespace espalier::widgets

namespace espalier::app {

struct Workbench;

/// The commit of unstructured pruning: the single weights that a method has chosen become zeros for good.
/// Says before what that saves and what not, and afterwards what it did to accuracy.
class MaskDialog : public widgets::Dialog
{
    Q_OBJECT

public:
    MaskDialog(Workbench &workbench, QWidget *parent);

private:
    void buildTiles(const report::ModelInfo &model);
    void mask();
    void onFinished(const report::CommandDone &done);
    void showResult(const report::CutReport &report);

    Workbench &m_workbench;
    widgets::StatTile *m_weights;
    widgets::StatTile *m_share;
    widgets::Banner *m_banner;
    QLabel *m_accuracy;
    base::CommandId m_running;
};

} // namespace espalier::app
