// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/panels/recipe_panel.h"

#include "app/models/actions.h"
#include "app/models/engine_texts.h"
#include "app/models/project.h"
#include "app/panels/stage_editor.h"
#include "recipe/option_schemas.h"
#include "widgets/controls/banner.h"
#include "widgets/controls/buttons.h"
#include "widgets/controls/empty_state.h"

#include <QtWidgets/QMenu>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QScrollArea>
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
}

QWidget *RecipePanel::makePage()
{
    auto *page = new QWidget(this);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 8);
    column->setSpacing(6);
    auto *scroll = new QScrollArea(page);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto *content = new QWidget(scroll);
    auto *contentColumn = new QVBoxLayout(content);
    contentColumn->setContentsMargins(0, 0, 0, 0);
    m_stages = new QVBoxLayout;
    m_stages->setSpacing(0);
    m_none = new widgets::EmptyState(
        m_context.themes, {QStringLiteral("list"), tr("The stages of a recipe appear here: import one, or add stage by stage."), tr("Import recipe…")},
        content);
    connect(m_none, &widgets::EmptyState::activated, &m_context.actions[ActionId::ImportRecipe], &QAction::trigger);
    contentColumn->addWidget(m_none);
    contentColumn->addLayout(m_stages);
    m_add = makeAddButton();
    contentColumn->addWidget(m_add, 0, Qt::AlignLeft);
    contentColumn->addStretch(1);
    scroll->setWidget(content);
    column->addWidget(scroll, 1);
    m_banners->setContentsMargins(12, 0, 12, 0);
    column->addWidget(m_banners);
    return page;
}

QPushButton *RecipePanel::makeAddButton()
{
    QPushButton *add = widgets::makeButton(tr("Add stage"), widgets::ButtonKind::Quiet, this);
    widgets::setButtonIcon(add, m_context.themes, QStringLiteral("add"));
    auto *menu = new QMenu(add);
    connect(menu, &QMenu::aboutToShow, menu, [this, menu] {
        menu->clear();
        for (const recipe::StageSchema &schema : m_context.bridge.vocabulary().stages) {
            QAction *action = menu->addAction(translated(schema.title));
            action->setToolTip(translated(schema.summary));
            connect(action, &QAction::triggered, this, [this, kind = QString::fromStdString(schema.id)] { addStage(kind); });
        }
    });
    // Not setMenu: its arrow has no place beside the icon.
    connect(add, &QPushButton::clicked, menu, [add, menu] { menu->popup(add->mapToGlobal(QPoint(0, add->height()))); });
    return add;
}

QStringList RecipePanel::stageKinds() const
{
    QStringList kinds;
    for (const recipe::Stage &stage : m_context.project.edits().recipe.stages)
        kinds.append(QString::fromStdString(stage.kind));
    return kinds;
}

void RecipePanel::refresh()
{
    m_pages->setCurrentIndex(m_context.project.hasModel() ? 1 : 0);
    setSubtitle(QString::fromStdString(m_context.project.edits().recipe.name));
    if (stageKinds() != m_shownKinds)
        rebuild();
    else
        for (StageEditor *editor : std::as_const(m_editors))
            editor->refresh();
    refreshProblem();
}

void RecipePanel::rebuild()
{
    qDeleteAll(m_editors);
    m_editors.clear();
    m_shownKinds = stageKinds();
    for (int i = 0; i < m_shownKinds.size(); ++i) {
        auto *editor = new StageEditor(m_context, i, this);
        editor->setFolded(m_shownKinds[i] != QLatin1String("penalize"));
        m_stages->addWidget(editor);
        m_editors.append(editor);
    }
    m_none->setVisible(m_editors.isEmpty());
    orderFocus();
}

// Editors are made late, so the focus would come to them last.
void RecipePanel::orderFocus()
{
    QWidget *last = m_none->findChild<QPushButton *>();
    for (StageEditor *editor : std::as_const(m_editors)) {
        for (QWidget *child : editor->findChildren<QWidget *>()) {
            if (!(child->focusPolicy() & Qt::TabFocus) || child->window() != window()) // lists that drop down are windows
                continue;
            setTabOrder(last, child);
            last = child;
        }
    }
    setTabOrder(last, m_add);
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

void RecipePanel::addStage(const QString &kind)
{
    recipe::Recipe recipe = m_context.project.edits().recipe;
    const recipe::Vocabulary &vocabulary = m_context.bridge.vocabulary();
    recipe::Stage stage;
    stage.kind = kind.toStdString();
    const recipe::StageSchema *schema = vocabulary.stage(stage.kind);
    stage.options = recipe::defaultsOf(schema->options);
    if (schema->takesMethod && !vocabulary.methods.empty()) {
        stage.method = vocabulary.methods.front().id;
        stage.methodOptions = recipe::defaultsOf(vocabulary.methods.front().options);
    }
    if (schema->takesCriterion && !vocabulary.criteria.empty())
        stage.criterion = vocabulary.criteria.front().id;
    recipe.stages.push_back(stage);
    m_context.project.setRecipeSettings(recipe, tr("Add stage"));
}

} // namespace espalier::app
