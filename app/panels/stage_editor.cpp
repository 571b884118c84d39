// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/panels/stage_editor.h"

#include "app/models/engine_texts.h"
#include "app/models/option_fields.h"
#include "app/models/project.h"
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

} // namespace

StageEditor::StageEditor(const PanelContext &context, int stage, QWidget *parent)
    : QWidget(parent), m_context(context), m_stage(stage), m_form(new widgets::OptionForm(context.themes, this))
{
    const recipe::StageSchema *schema = context.bridge.vocabulary().stage(this->stage().kind);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(12, 4, 12, 8);
    column->setSpacing(6);
    column->addWidget(makeHeader(schema));
    column->addWidget(m_form);
    connect(m_form, &widgets::OptionForm::valueChanged, this, &StageEditor::take);
    refresh();
}

const recipe::Stage &StageEditor::stage() const
{
    return m_context.project.edits().recipe.stages.at(static_cast<std::size_t>(m_stage));
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
    m_title->setText(QStringLiteral("%1  %2").arg(m_stage + 1).arg(schema ? translated(schema->title) : QString::fromStdString(stage().kind)));
    m_title->setFont(m_context.themes.fonts().strong);
    m_title->setToolTip(schema ? translated(schema->summary) : QString());
    connect(m_title, &QToolButton::toggled, this, [this](bool open) { setFolded(!open); });
    row->addWidget(m_title);
    row->addStretch(1);
    if (schema && schema->takesMethod) {
        m_method = new QComboBox(header);
        m_method->setAccessibleName(tr("Method"));
        fillMethods();
        row->addWidget(m_method);
        connect(m_method, &QComboBox::activated, this,
                [this] { m_context.project.setMethod(m_stage, m_method->currentData().toString().toStdString()); });
    }
    QToolButton *away = widgets::makeIconButton(m_context.themes, QStringLiteral("delete"), tr("Remove this stage"), header);
    row->addWidget(away);
    connect(away, &QToolButton::clicked, this, &StageEditor::remove, Qt::QueuedConnection);
    return header;
}

void StageEditor::fillMethods()
{
    for (const recipe::MethodSchema &method : m_context.bridge.vocabulary().methods) {
        m_method->addItem(translated(method.title), QString::fromStdString(method.id));
        m_method->setItemData(m_method->count() - 1, translated(method.summary), Qt::ToolTipRole);
    }
}

QString StageEditor::formKey() const
{
    return QString::fromStdString(stage().kind + '/' + stage().method + '/' + stage().criterion);
}

void StageEditor::refresh()
{
    const recipe::Vocabulary &vocabulary = m_context.bridge.vocabulary();
    const recipe::StageSchema *schema = vocabulary.stage(stage().kind);
    const recipe::MethodSchema *method = vocabulary.method(stage().method);
    if (m_method)
        m_method->setCurrentIndex(m_method->findData(QString::fromStdString(stage().method)));
    QList<widgets::OptionField> fields;
    if (schema)
        fields += optionFields(schema->options, stage().options);
    if (method)
        fields += optionFields(method->options, stage().methodOptions, methodPrefix);
    if (m_shownForm != formKey()) {
        m_shownForm = formKey();
        m_form->setFields(fields);
    } else {
        for (const widgets::OptionField &field : fields)
            m_form->setValue(field.key, field.value);
    }
}

bool StageEditor::isFolded() const
{
    return m_form->isHidden();
}

void StageEditor::setFolded(bool folded)
{
    m_form->setVisible(!folded);
    m_title->setChecked(!folded);
    m_title->setIcon(m_context.themes.icon(folded ? QStringLiteral("chevron-right") : QStringLiteral("chevron-down")));
}

void StageEditor::take(const QString &key, const QVariant &value)
{
    const recipe::Vocabulary &vocabulary = m_context.bridge.vocabulary();
    const bool ofMethod = key.startsWith(methodPrefix);
    const std::string name = (ofMethod ? key.mid(methodPrefix.size()) : key).toStdString();
    const auto *schema = ofMethod ? findOption(vocabulary.method(stage().method)->options, name)
                                  : findOption(vocabulary.stage(stage().kind)->options, name);
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
    recipe.stages.erase(recipe.stages.begin() + m_stage);
    m_context.project.setRecipeSettings(recipe, tr("Remove stage"));
}

} // namespace espalier::app
