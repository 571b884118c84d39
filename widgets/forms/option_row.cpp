// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/forms/option_row.h"

#include "widgets/controls/badge.h"
#include "widgets/controls/buttons.h"
#include "widgets/themed.h"

#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QToolButton>

#include <algorithm>

namespace espalier::widgets {
namespace {

enum Column { LabelColumn, EditorColumn };
constexpr double numberWidth = 120, choiceWidth = 200;

} // namespace

OptionRow::OptionRow(const ThemeService &themes, const OptionField &field, QWidget *form)
    : QObject(form), m_themes(themes), m_field(field), m_line(new QWidget(form)), m_editor(makeEditor()),
      m_label(makeLabel(themes, field.label)),
      m_unit(makeLabel(themes, field.unit, FontRole::Table, "caption")),
      m_message(makeLabel(themes, {}, FontRole::Caption, "danger")),
      m_help(makeLabel(themes, field.help, FontRole::Caption, "caption")),
      m_reset(makeIconButton(themes, QStringLiteral("restore"), tr("Back to the default"), m_line))
{
    m_label->setBuddy(m_editor);
    m_label->setToolTip(field.help);
    m_message->setWordWrap(true);
    m_help->setWordWrap(true);
    m_help->hide();
    if (field.live)
        m_live = new Badge(themes, BadgeSpec::plain(tr("live")), m_line);
    m_editor->setAccessibleName(field.label);
    m_editor->setAccessibleDescription(field.help);
    m_editor->setObjectName(field.key);
    m_editor->setEnabled(field.enabled);
    m_editor->setToolTip(field.enabled ? field.help : field.whyDisabled);
    connect(m_reset, &QToolButton::clicked, this, [this] {
        show(m_field.defaultValue);
        take(optionText(m_field, m_field.defaultValue));
    });
    layOut();
    show(field.value);
    refresh();
}

OptionRow::~OptionRow()
{
    for (QWidget *widget : {m_line, static_cast<QWidget *>(m_label), static_cast<QWidget *>(m_message),
                            static_cast<QWidget *>(m_help)})
        delete widget;
}

QWidget *OptionRow::makeEditor()
{
    switch (m_field.type) {
    case OptionField::Type::Boolean: return makeSwitch();
    case OptionField::Type::Choice: return makeChoice();
    default: return makeText();
    }
}

QWidget *OptionRow::makeSwitch()
{
    auto *box = new QCheckBox(m_line);
    connect(box, &QCheckBox::clicked, this,
            [this](bool on) { take(on ? QStringLiteral("true") : QStringLiteral("false")); });
    return box;
}

QWidget *OptionRow::makeChoice()
{
    auto *box = new QComboBox(m_line);
    for (qsizetype i = 0; i < m_field.choices.size(); ++i)
        box->addItem(m_field.choiceLabels.value(i, m_field.choices[i]), m_field.choices[i]);
    box->setSizeAdjustPolicy(QComboBox::AdjustToContentsOnFirstShow);
    connect(box, &QComboBox::activated, this, [this, box](int at) { take(box->itemData(at).toString()); });
    return box;
}

QWidget *OptionRow::makeText()
{
    auto *edit = new QLineEdit(m_line);
    if (m_field.type != OptionField::Type::Text)
        edit->setAlignment(Qt::AlignRight);
    connect(edit, &QLineEdit::textEdited, this, &OptionRow::take);
    connect(edit, &QLineEdit::editingFinished, this, [this] {
        if (m_typingError.isEmpty())
            show(m_field.value);
    });
    return edit;
}

void OptionRow::layOut()
{
    auto *row = new QHBoxLayout(m_line);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(m_themes.metrics().labelGap);
    const bool stretches = m_field.type == OptionField::Type::Text;
    row->addWidget(m_editor, stretches ? 1 : 0);
    row->addWidget(m_unit); // before it is shown: without a parent it would become a window
    m_unit->setVisible(!m_field.unit.isEmpty());
    if (m_live)
        row->addWidget(m_live);
    row->addWidget(m_reset);
    if (!stretches)
        row->addStretch(1);
    fitEditor();
    connect(&m_themes, &ThemeService::changed, this, &OptionRow::fitEditor);
}

void OptionRow::fitEditor()
{
    const Metrics &m = m_themes.metrics();
    if (m_field.type == OptionField::Type::Integer || m_field.type == OptionField::Type::Real)
        m_editor->setFixedWidth(m.px(numberWidth));
    else if (m_field.type == OptionField::Type::Choice)
        m_editor->setMaximumWidth(m.px(choiceWidth));
}

void OptionRow::addTo(QGridLayout &grid, int row, bool stacked)
{
    const int first = row * 4, column = stacked ? LabelColumn : EditorColumn, span = stacked ? 2 : 1;
    grid.addWidget(m_label, first, LabelColumn, 1, span);
    grid.addWidget(m_line, stacked ? first + 1 : first, column, 1, span);
    grid.addWidget(m_message, first + 2, column, 1, span);
    grid.addWidget(m_help, first + 3, column, 1, span);
}

int OptionRow::labelWidth() const
{
    return m_label->sizeHint().width();
}

int OptionRow::lineWidth() const
{
    return m_line->minimumSizeHint().width();
}

void OptionRow::take(const QString &text)
{
    const ParsedOption parsed = parseOption(m_field, text);
    m_typingError = parsed.error;
    const bool news = parsed.error.isEmpty() && !sameOption(m_field, parsed.value, m_field.value);
    if (news)
        m_field.value = parsed.value;
    refresh();
    Q_EMIT errorChanged();
    if (news)
        Q_EMIT valueChanged(m_field.key, m_field.value);
}

void OptionRow::show(const QVariant &value)
{
    const QString text = optionText(m_field, value);
    if (auto *box = qobject_cast<QCheckBox *>(m_editor))
        box->setChecked(value.toBool());
    else if (auto *choice = qobject_cast<QComboBox *>(m_editor))
        choice->setCurrentIndex(choice->findData(text));
    else if (auto *edit = qobject_cast<QLineEdit *>(m_editor); edit && edit->text() != text)
        edit->setText(text);
}

void OptionRow::setValue(const QVariant &value)
{
    m_field.value = value;
    m_typingError.clear();
    show(value);
    refresh();
}

void OptionRow::setOwnersError(const QString &message)
{
    if (m_ownersError == message)
        return;
    m_ownersError = message;
    refresh();
    Q_EMIT errorChanged();
}

bool OptionRow::isChanged() const
{
    return m_field.defaultValue.isValid() && !sameOption(m_field, m_field.value, m_field.defaultValue);
}

void OptionRow::refresh()
{
    const QString message = error();
    m_message->setText(message);
    m_message->setVisible(!message.isEmpty());
    setStyleProperty(m_editor, "invalid", message.isEmpty() ? QVariant() : QVariant(QStringLiteral("true")));
    m_label->setText(isChanged() ? m_field.label + QStringLiteral(" \u2022") : m_field.label);
    m_label->setToolTip(
        isChanged()
            ? tr("Changed. Default: %1\n%2").arg(optionText(m_field, m_field.defaultValue), m_field.help)
            : m_field.help);
    QSizePolicy policy = m_reset->sizePolicy();
    policy.setRetainSizeWhenHidden(true);
    m_reset->setSizePolicy(policy);
    m_reset->setVisible(isChanged() && m_editor->isEnabled());
}

void OptionRow::setHelpVisible(bool visible)
{
    m_help->setVisible(visible && !m_field.help.isEmpty());
}

void OptionRow::setReadOnly(bool readOnly)
{
    m_editor->setEnabled(m_field.enabled && !readOnly);
    refresh();
}

} // namespace espalier::widgets
