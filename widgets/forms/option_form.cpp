// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/forms/option_form.h"

#include "widgets/forms/option_row.h"

#include <QtWidgets/QGridLayout>

#include <algorithm>

namespace espalier::widgets {

OptionForm::OptionForm(const ThemeService &themes, QWidget *parent)
    : Themed(themes, parent), m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setColumnStretch(1, 1);
    spaceOut();
}

OptionForm::~OptionForm() = default;

void OptionForm::spaceOut()
{
    m_grid->setHorizontalSpacing(metrics().gap);
    m_grid->setVerticalSpacing(metrics().px(3));
}

void OptionForm::themeChanged()
{
    spaceOut();
    arrange();
}

void OptionForm::resizeEvent(QResizeEvent *event)
{
    Themed::resizeEvent(event);
    arrange();
}

// What scrolls is only as wide as the form must be, and stacked it needs less.
QSize OptionForm::minimumSizeHint() const
{
    int width = 0;
    for (const OptionRow *row : m_rows)
        width = std::max({width, row->labelWidth(), row->lineWidth()});
    return {width, Themed::minimumSizeHint().height()};
}

int OptionForm::widthBeside() const
{
    int labels = 0, lines = 0;
    for (const OptionRow *row : m_rows) {
        labels = std::max(labels, row->labelWidth());
        lines = std::max(lines, row->lineWidth());
    }
    return labels + metrics().gap + lines;
}

void OptionForm::arrange()
{
    const bool stacked = width() < widthBeside();
    if (stacked == m_stacked)
        return;
    m_stacked = stacked;
    for (int i = 0; i < m_rows.size(); ++i)
        place(*m_rows[i], i);
}

void OptionForm::place(OptionRow &row, int index)
{
    row.addTo(*m_grid, index, m_stacked);
}

void OptionForm::setFields(const QList<OptionField> &fields)
{
    QString focused;
    for (OptionRow *row : std::as_const(m_rows)) {
        if (row->editor()->hasFocus())
            focused = row->field().key;
    }
    qDeleteAll(m_rows);
    m_rows.clear();
    m_byKey.clear();
    for (const OptionField &field : fields) {
        auto *row = new OptionRow(themes(), field, this);
        place(*row, int(m_rows.size()));
        row->setHelpVisible(m_helpVisible);
        row->setReadOnly(m_readOnly);
        connectRow(row);
        m_rows << row;
        m_byKey.insert(field.key, row);
    }
    arrange();
    if (QWidget *again = editor(focused))
        again->setFocus();
    Q_EMIT errorsChanged(hasErrors());
}

void OptionForm::connectRow(OptionRow *row)
{
    connect(row, &OptionRow::valueChanged, this, &OptionForm::valueChanged);
    connect(row, &OptionRow::errorChanged, this, [this] { Q_EMIT errorsChanged(hasErrors()); });
}

void OptionForm::setValue(const QString &key, const QVariant &value)
{
    if (OptionRow *row = m_byKey.value(key))
        row->setValue(value);
}

QVariant OptionForm::value(const QString &key) const
{
    const OptionRow *row = m_byKey.value(key);
    return row ? row->field().value : QVariant();
}

void OptionForm::setError(const QString &key, const QString &message)
{
    if (OptionRow *row = m_byKey.value(key))
        row->setOwnersError(message);
}

QString OptionForm::error(const QString &key) const
{
    const OptionRow *row = m_byKey.value(key);
    return row ? row->error() : QString();
}

bool OptionForm::hasErrors() const
{
    return std::any_of(m_rows.begin(), m_rows.end(),
                       [](const OptionRow *row) { return !row->error().isEmpty(); });
}

bool OptionForm::isChanged(const QString &key) const
{
    const OptionRow *row = m_byKey.value(key);
    return row && row->isChanged();
}

void OptionForm::setHelpVisible(bool visible)
{
    m_helpVisible = visible;
    for (OptionRow *row : std::as_const(m_rows))
        row->setHelpVisible(visible);
}

void OptionForm::setReadOnly(bool readOnly)
{
    m_readOnly = readOnly;
    for (OptionRow *row : std::as_const(m_rows))
        row->setReadOnly(readOnly);
}

QWidget *OptionForm::editor(const QString &key) const
{
    const OptionRow *row = m_byKey.value(key);
    return row ? row->editor() : nullptr;
}

} // namespace espalier::widgets
