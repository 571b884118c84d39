// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/forms/option_field.h"
#include "widgets/themed.h"

#include <QtCore/QHash>

class QGridLayout;

namespace espalier::widgets {

class OptionRow;

/// A form made from a list of fields: label, editor, unit, live badge, changed mark, reset button, error
/// line. Labels stand beside the editors, or above them where the form is too narrow for both. Only valid values are announced; while a field's text is wrong its error stands below it.
class OptionForm : public Themed
{
    Q_OBJECT

public:
    explicit OptionForm(const ThemeService &themes, QWidget *parent = nullptr);
    ~OptionForm() override;

    /// Replaces the form. Fields with the same key keep the keyboard focus.
    void setFields(const QList<OptionField> &fields);
    /// Updates a value from outside; does not emit.
    void setValue(const QString &key, const QVariant &value);
    QVariant value(const QString &key) const;
    /// Message of the owner's own check, e.g. a rule over several fields; empty clears it.
    void setError(const QString &key, const QString &message);
    QString error(const QString &key) const;
    bool hasErrors() const;
    /// Differs from its default.
    bool isChanged(const QString &key) const;
    /// Shows the help text below each field too.
    void setHelpVisible(bool visible);
    void setReadOnly(bool readOnly);
    /// The editor widget of a field, nullptr if there is none.
    QWidget *editor(const QString &key) const;
    /// Labels stand above the editors.
    bool isStacked() const { return m_stacked; }
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void valueChanged(const QString &key, const QVariant &value);
    void errorsChanged(bool any);

protected:
    void themeChanged() override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void connectRow(OptionRow *row);
    int widthBeside() const;
    void arrange();
    void place(OptionRow &row, int index);
    void spaceOut();

    QGridLayout *m_grid;
    QList<OptionRow *> m_rows; // children of this
    QHash<QString, OptionRow *> m_byKey;
    bool m_stacked = false;
    bool m_helpVisible = false;
    bool m_readOnly = false;
};

} // namespace espalier::widgets
