// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/panels/stage_list.h"

#include "app/models/engine_texts.h"
#include "app/models/project.h"
#include "app/panels/stage_editor.h"
#include "recipe/option_schemas.h"
#include "widgets/controls/buttons.h"

#include <QtWidgets/QMenu>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QVBoxLayout>

namespace espalier::app {

namespace {

constexpr int NestedIndent = 16;

/// What is open at first: where most is set, and what holds others.
bool opensAtFirst(const QString &kind)
{
    return kind == QLatin1String("penalize") || kind == QLatin1String("repeat");
}

} // namespace

StageList::StageList(const PanelContext &context, StagePlace list, QWidget *parent)
    : QWidget(parent), m_context(context), m_list(std::move(list)), m_column(new QVBoxLayout)
{
    auto *all = new QVBoxLayout(this);
    all->setContentsMargins(m_list.empty() ? 0 : NestedIndent, 0, 0, 0);
    all->setSpacing(0);
    auto *editors = new QWidget(this); // before the button: the focus goes in this order
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(0);
    editors->setLayout(m_column);
    all->addWidget(editors);
    all->addWidget(makeAddButton(), 0, Qt::AlignLeft);
    refresh();
}

QPushButton *StageList::makeAddButton()
{
    QPushButton *add = widgets::makeButton(tr("Add stage"), widgets::ButtonKind::Quiet, this);
    widgets::setButtonIcon(add, m_context.themes, QStringLiteral("add"));
    auto *menu = new QMenu(add);
    connect(menu, &QMenu::aboutToShow, menu, [this, menu] { fillMenu(*menu); });
    // Not setMenu: its arrow has no place beside the icon.
    connect(add, &QPushButton::clicked, menu, [add, menu] { menu->popup(add->mapToGlobal(QPoint(0, add->height()))); });
    return add;
}

void StageList::fillMenu(QMenu &menu)
{
    menu.clear();
    for (const recipe::StageSchema &schema : m_context.bridge.vocabulary().stages) {
        if (schema.takesStages && !m_list.empty()) // a repeat in a repeat is no recipe
            continue;
        QAction *action = menu.addAction(translated(schema.title));
        action->setToolTip(translated(schema.summary));
        connect(action, &QAction::triggered, this, [this, &schema] { addStage(schema); });
    }
}

QStringList StageList::stageKinds() const
{
    QStringList kinds;
    for (const recipe::Stage &stage : stagesAt(m_context.project.edits().recipe, m_list))
        kinds.append(QString::fromStdString(stage.kind));
    return kinds;
}

void StageList::refresh()
{
    if (const QStringList kinds = stageKinds(); kinds != m_shownKinds)
        return rebuild(kinds);
    for (StageEditor *editor : std::as_const(m_editors))
        editor->refresh();
}

void StageList::rebuild(const QStringList &kinds)
{
    qDeleteAll(m_editors);
    m_editors.clear();
    m_shownKinds = kinds;
    for (qsizetype i = 0; i < kinds.size(); ++i) {
        StagePlace place = m_list;
        place.push_back(static_cast<std::size_t>(i));
        auto *editor = new StageEditor(m_context, place, m_column->parentWidget());
        editor->setFolded(!opensAtFirst(kinds[i]));
        connect(editor, &StageEditor::rebuilt, this, &StageList::rebuilt);
        m_column->addWidget(editor);
        m_editors.append(editor);
    }
    Q_EMIT rebuilt();
}

void StageList::addStage(const recipe::StageSchema &schema)
{
    const recipe::Vocabulary &vocabulary = m_context.bridge.vocabulary();
    recipe::Stage stage;
    stage.kind = schema.id;
    stage.options = recipe::defaultsOf(schema.options);
    stage.stages = schema.defaultStages;
    if (schema.takesMethod && !vocabulary.methods.empty()) {
        stage.method = vocabulary.methods.front().id;
        stage.methodOptions = recipe::defaultsOf(vocabulary.methods.front().options);
    }
    if (schema.takesCriterion && !vocabulary.criteria.empty())
        stage.criterion = vocabulary.criteria.front().id;
    recipe::Recipe recipe = m_context.project.edits().recipe;
    stagesAt(recipe, m_list).push_back(stage);
    m_context.project.setRecipeSettings(recipe, tr("Add stage"));
}

} // namespace espalier::app
