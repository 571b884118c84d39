// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/panels/stage_editor.h"

#include "app/models/engine_texts.h"
#include "app/models/option_fields.h"
#include "app/models/project.h"
#include "app/panels/stage_list.h"
#include "widgets/controls/buttons.h"
#include "widgets/forms/option_form.h"
#include "widgets/themed.h"

#include <QtWidgets/QComboBox>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QToolButton>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>

namespace espalier::app {

namespace {

const QString methodPrefix = QStringLiteral("options.");

const recipe::OptionSchema *findOption(const std::vector<recipe::OptionSchema> &schemas, const std::string &name)
{
    const auto found = std::ranges::find(schemas, name, &recipe::OptionSchema::name);
    return found == schemas.end() ? nullptr : &*found;
}

/// Items of a choice from the schemas of methods or criteria.
template <class Schema>
void fillChoice(QComboBox &choice, const std::vector<Schema> &schemas)
{
    for (const Schema &schema : schemas) {
        choice.addItem(translated(schema.title), QString::fromStdString(schema.id));
        choice.setItemData(choice.count() - 1, translated(schema.summary), Qt::ToolTipRole);
    }
}

} // namespace

StageEditor::StageEditor(const PanelContext &context, StagePlace stage, QWidget *parent)
    : QWidget(parent), m_context(context), m_stage(std::move(stage))
{
    const recipe::StageSchema *schema = context.bridge.vocabulary().stage(this->stage().kind);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(12, 4, 12, 8);
    column->setSpacing(6);
    column->addWidget(makeHeader(schema));
    m_form = new widgets::OptionForm(context.themes, this); // after the header: the focus goes in this order
    column->addWidget(m_form);
    connect(m_form, &widgets::OptionForm::valueChanged, this, &StageEditor::take);
    if (schema && schema->takesStages) {
        m_held = new StageList(context, m_stage, this);
        column->addWidget(m_held);
        connect(m_held, &StageList::rebuilt, this, &StageEditor::rebuilt);
    }
    refresh();
}

const recipe::Stage &StageEditor::stage() const
{
    return stageAt(m_context.project.edits().recipe, m_stage);
}

QWidget *StageEditor::makeHeader(const recipe::StageSchema *schema)
{
    auto *header = new QWidget(this);
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(0, 0, 0, 0);
    m_title = new QToolButton(header);
    m_title->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_title->setAutoRaise(true);
    m_title->setCheckable(true);
    m_title->setText(QStringLiteral("%1  %2").arg(placeText(m_stage), schema ? translated(schema->title) : QString::fromStdString(stage().kind)));
    m_title->setFont(m_context.themes.fonts().strong);
    m_title->setToolTip(schema ? translated(schema->summary) : QString());
    connect(m_title, &QToolButton::toggled, this, [this](bool open) { setFolded(!open); });
    row->addWidget(m_title);
    row->addStretch(1);
    if (schema && (schema->takesMethod || schema->takesCriterion)) {
        m_choice = new QComboBox(header);
        m_choice->setAccessibleName(schema->takesMethod ? tr("Method") : tr("Criterion"));
        if (schema->takesMethod)
            fillChoice(*m_choice, m_context.bridge.vocabulary().methods);
        else
            fillChoice(*m_choice, m_context.bridge.vocabulary().criteria);
        row->addWidget(m_choice);
        connect(m_choice, &QComboBox::activated, this, [this, method = schema->takesMethod] {
            const std::string id = m_choice->currentData().toString().toStdString();
            method ? m_context.project.setMethod(m_stage, id) : m_context.project.setCriterion(m_stage, id);
        });
    }
    QToolButton *away = widgets::makeIconButton(m_context.themes, QStringLiteral("delete"), tr("Remove this stage"), header);
    row->addWidget(away);
    connect(away, &QToolButton::clicked, this, &StageEditor::remove, Qt::QueuedConnection);
    return header;
}

const std::vector<recipe::OptionSchema> *StageEditor::nestedOptions() const
{
    const recipe::Vocabulary &vocabulary = m_context.bridge.vocabulary();
    if (const recipe::MethodSchema *method = vocabulary.method(stage().method))
        return &method->options;
    if (const recipe::CriterionSchema *criterion = vocabulary.criterion(stage().criterion))
        return &criterion->options;
    return nullptr;
}

QString StageEditor::formKey() const
{
    return QString::fromStdString(stage().kind + '/' + stage().method + '/' + stage().criterion);
}

void StageEditor::refresh()
{
    const recipe::Vocabulary &vocabulary = m_context.bridge.vocabulary();
    const recipe::StageSchema *schema = vocabulary.stage(stage().kind);
    if (m_choice)
        m_choice->setCurrentIndex(m_choice->findData(QString::fromStdString(stage().method + stage().criterion)));
    QList<widgets::OptionField> fields;
    if (schema)
        fields += optionFields(schema->options, stage().options);
    if (const auto *nested = nestedOptions())
        fields += optionFields(*nested, stage().methodOptions, methodPrefix);
    if (m_shownForm != formKey()) {
        m_shownForm = formKey();
        m_form->setFields(fields);
    } else {
        for (const widgets::OptionField &field : fields)
            m_form->setValue(field.key, field.value);
    }
    if (m_held)
        m_held->refresh();
}

bool StageEditor::isFolded() const
{
    return m_form->isHidden();
}

void StageEditor::setFolded(bool folded)
{
    m_form->setVisible(!folded);
    if (m_held)
        m_held->setVisible(!folded);
    m_title->setChecked(!folded);
    m_title->setIcon(m_context.themes.icon(folded ? QStringLiteral("chevron-right") : QStringLiteral("chevron-down")));
}

void StageEditor::take(const QString &key, const QVariant &value)
{
    const recipe::StageSchema *own = m_context.bridge.vocabulary().stage(stage().kind);
    const bool ofMethod = key.startsWith(methodPrefix);
    const std::string name = (ofMethod ? key.mid(methodPrefix.size()) : key).toStdString();
    const auto *schemas = ofMethod ? nestedOptions() : own ? &own->options : nullptr;
    const auto *schema = schemas ? findOption(*schemas, name) : nullptr;
    if (!schema)
        return;
    const recipe::OptionValue typed = optionValue(*schema, value);
    if (ofMethod)
        m_context.project.setMethodOption(m_stage, name, typed);
    else
        m_context.project.setStageOption(m_stage, name, typed);
    // The running job keeps its recipe, but an option marked live reaches it too, as a numbered marker.
    const auto *number = std::get_if<double>(&typed);
    if (schema->live && m_context.bridge.isBusy() && number)
        m_context.bridge.setLiveOption(QString::fromStdString(name), *number);
}

void StageEditor::remove()
{
    recipe::Recipe recipe = m_context.project.edits().recipe;
    std::vector<recipe::Stage> &stages = stagesAt(recipe, listOf(m_stage));
    stages.erase(stages.begin() + static_cast<std::ptrdiff_t>(m_stage.back()));
    m_context.project.setRecipeSettings(recipe, tr("Remove stage"));
}

} // namespace espalier::app
