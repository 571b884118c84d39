// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/panels/panel.h"
#include "base/result.h"

#include <optional>

class QPushButton;
class QStackedLayout;
class QVBoxLayout;

namespace espalier::widgets {
class BannerStack;
class EmptyState;
}

namespace espalier::app {

class StageEditor;

/// The recipe as a list of stages with generated forms; says at once what keeps it from running.
class RecipePanel : public Panel
{
    Q_OBJECT

public:
    RecipePanel(const PanelContext &context, QWidget *parent);

private:
    QWidget *makePage();
    QPushButton *makeAddButton();
    void refresh();
    void rebuild();
    void orderFocus();
    void refreshProblem();
    void addStage(const QString &kind);
    QStringList stageKinds() const;

    PanelContext m_context;
    QStackedLayout *m_pages;
    QVBoxLayout *m_stages = nullptr;
    widgets::EmptyState *m_none = nullptr; ///< shown while the recipe has no stage
    QPushButton *m_add = nullptr;
    widgets::BannerStack *m_banners;
    QList<StageEditor *> m_editors;
    QStringList m_shownKinds;
    std::optional<base::Problem> m_shownProblem;
};

} // namespace espalier::app
