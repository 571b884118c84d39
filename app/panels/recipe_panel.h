// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/panels/panel.h"
#include "base/result.h"

#include <optional>

class QStackedLayout;

namespace espalier::widgets {
class BannerStack;
class EmptyState;
}

namespace espalier::app {

class StageList;

/// The recipe as a list of stages with generated forms; says at once what keeps it from running.
class RecipePanel : public Panel
{
    Q_OBJECT

public:
    RecipePanel(const PanelContext &context, QWidget *parent);

private:
    QWidget *makePage();
    void refresh();
    void orderFocus();
    void refreshProblem();

    PanelContext m_context;
    QStackedLayout *m_pages;
    StageList *m_stages = nullptr;
    widgets::EmptyState *m_none = nullptr; ///< shown while the recipe has no stage
    widgets::BannerStack *m_banners;
    std::optional<base::Problem> m_shownProblem;
};

} // namespace espalier::app
