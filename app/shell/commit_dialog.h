// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/events.h"
#include "report/snapshot.h"
#include "widgets/controls/dialog.h"

class QCheckBox;
class QLabel;
class QTableView;

namespace espalier::widgets {
class Banner;
class StatTile;
}

namespace espalier::app {

struct Workbench;

/// Before: the ledger and the options. After: the same ledger with parity and accuracies. The cut itself is the
/// session's; a failed gate leaves the model as it was and says where the first difference is.
class CommitDialog : public widgets::Dialog
{
    Q_OBJECT

public:
    CommitDialog(Workbench &workbench, QWidget *parent);

private:
    void buildTiles();
    void buildTable();
    int nameWidth() const;
    void buildOptions();
    void buildButtons();
    void showCosts(const graph::Cost &before, const graph::Cost &after);
    void cut();
    void onFinished(const report::CommandDone &done);
    void showResult(const report::CutReport &report);
    QString accuracies(const report::CutReport &report) const;
    void saveCsv();

    Workbench &m_workbench;
    widgets::StatTile *m_macs;
    widgets::StatTile *m_parameters;
    widgets::StatTile *m_speedup;
    QTableView *m_table;
    QCheckBox *m_recalibrate;
    QCheckBox *m_forward;
    QCheckBox *m_approximate;
    widgets::Banner *m_parity;
    QLabel *m_accuracy;
    base::CommandId m_running;
};

} // namespace espalier::app
