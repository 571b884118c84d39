// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/models/stage_place.h"
#include "app/panels/panel.h"

class QMenu;
class QPushButton;
class QVBoxLayout;

namespace espalier::app {

class StageEditor;

/// A list of stages with a form for each and a button that adds one: the recipe's own, or what a stage repeats.
class StageList : public QWidget
{
    Q_OBJECT

public:
    StageList(const PanelContext &context, StagePlace list, QWidget *parent);

    /// Shows the list as it stands in the project.
    void refresh();

Q_SIGNALS:
    /// There are other editors than before, here or in a list below.
    void rebuilt();

private:
    QPushButton *makeAddButton();
    void fillMenu(QMenu &menu);
    void rebuild(const QStringList &kinds);
    void addStage(const recipe::StageSchema &schema);
    QStringList stageKinds() const;

    PanelContext m_context;
    StagePlace m_list;
    QVBoxLayout *m_column;
    QList<StageEditor *> m_editors;
    QStringList m_shownKinds;
};

} // namespace espalier::app
