// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/panels/recipe_panel.h"

#include "app/models/actions.h"
#include "app/models/engine_texts.h"
#include "app/models/project.h"
#include "app/panels/stage_list.h"
#include "widgets/controls/banner.h"
#include "widgets/controls/empty_state.h"
#include "widgets/controls/scrolled_column.h"

#include <QtWidgets/QPushButton>
#include <QtWidgets/QStackedLayout>
#include <QtWidgets/QVBoxLayout>

namespace espalier::app {

RecipePanel::RecipePanel(const PanelContext &context, QWidget *parent)
    : Panel(parent), m_context(context), m_pages(new QStackedLayout(this)), m_banners(new widgets::BannerStack(context.themes))
{
    auto *empty = new widgets::EmptyState(
        context.themes, {QStringLiteral("list"), tr("The stages of the run appear here once a model is open."), tr("Open sample")}, this);
    connect(empty, &widgets::EmptyState::activated, &context.actions[ActionId::OpenSample], &QAction::trigger);
    m_pages->addWidget(empty);
    m_pages->addWidget(makePage());
    connect(&context.project, &Project::recipeChanged, this, &RecipePanel::refresh);
    connect(&context.project, &Project::structureChanged, this, &RecipePanel::refresh);
    connect(&context.project, &Project::planChanged, this, &RecipePanel::refreshProblem);
    connect(&context.bridge, &SessionBridge::snapshotChanged, this, &RecipePanel::refreshProblem);
    refresh();
    orderFocus();
}

QWidget *RecipePanel::makePage()
{
    auto *page = new QWidget(this);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 8);
    column->setSpacing(6);
    auto *scroll = new widgets::ScrolledColumn(page);
    QWidget *content = scroll->content();
    auto *contentColumn = new QVBoxLayout(content);
    contentColumn->setContentsMargins(0, 0, 0, 0);
    m_none = new widgets::EmptyState(
        m_context.themes, {QStringLiteral("list"), tr("The stages of a recipe appear here: import one, or add stage by stage."), tr("Import recipe…")},
        content);
    connect(m_none, &widgets::EmptyState::activated, &m_context.actions[ActionId::ImportRecipe], &QAction::trigger);
    contentColumn->addWidget(m_none);
    m_stages = new StageList(m_context, {}, content);
    connect(m_stages, &StageList::rebuilt, this, &RecipePanel::orderFocus);
    contentColumn->addWidget(m_stages);
    contentColumn->addStretch(1);
    column->addWidget(scroll, 1);
    m_banners->setContentsMargins(12, 0, 12, 0);
    column->addWidget(m_banners);
    return page;
}

void RecipePanel::refresh()
{
    m_pages->setCurrentIndex(m_context.project.hasModel() ? 1 : 0);
    const recipe::Recipe &recipe = m_context.project.edits().recipe;
    setSubtitle(QString::fromStdString(recipe.name));
    m_none->setVisible(recipe.stages.empty());
    m_stages->refresh();
    refreshProblem();
}

// Editors are made late, so the focus would come to them last.
void RecipePanel::orderFocus()
{
    QWidget *last = m_none->findChild<QPushButton *>();
    for (QWidget *child : m_stages->findChildren<QWidget *>()) {
        if (!(child->focusPolicy() & Qt::TabFocus) || child->window() != window()) // lists that drop down are windows
            continue;
        setTabOrder(last, child);
        last = child;
    }
}

void RecipePanel::refreshProblem()
{
    const auto problem = m_context.project.hasModel() ? m_context.project.startProblem() : std::nullopt;
    if (problem == m_shownProblem)
        return;
    m_shownProblem = problem;
    m_banners->clear();
    if (problem)
        m_banners->post(QStringLiteral("start"), {widgets::Notice::Warning, problemText(*problem).toHtmlEscaped(), {}, {}, false});
}

} // namespace espalier::app
