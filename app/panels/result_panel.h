// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/models/result_tables.h"
#include "app/panels/panel.h"

class QHBoxLayout;
class QLabel;
class QPushButton;
class QStackedLayout;
class QTableView;

namespace espalier::widgets {
class Segments;
}

namespace espalier::app {

/// What the run that ended last came to: its figures beside the published ones and beside other runs, what
/// both removed, its phases, and in which fields the recipes differ.
class ResultPanel : public Panel
{
    Q_OBJECT

public:
    ResultPanel(const PanelContext &context, QWidget *parent);

    /// Another run as one more column.
    void addRun(const QString &name, report::RunRecord record);

Q_SIGNALS:
    /// The user wants to choose a run to compare with.
    void compareRequested();

private:
    QWidget *makePage();
    void addButtons(QHBoxLayout &row);
    void takeResult();
    void refresh();
    TextTable shownTable() const;
    QString remarks() const;

    PanelContext m_context;
    QStackedLayout *m_pages;
    widgets::Segments *m_view;
    QTableView *m_table;
    TextTableModel *m_model;
    QLabel *m_remarks;
    QPushButton *m_alone = nullptr; ///< takes the other runs away; seen while there are some
    QList<ShownRun> m_runs; ///< the first is the run at hand; empty = there is none
    std::shared_ptr<const report::RunRecord> m_shown;
};

} // namespace espalier::app
