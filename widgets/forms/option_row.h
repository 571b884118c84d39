// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/forms/option_field.h"
#include "widgets/theme_service.h"

#include <QtCore/QObject>

class QGridLayout;
class QLabel;
class QToolButton;

namespace espalier::widgets {

/// One line of an OptionForm: its widgets and what they mean. Internal to the form.
class OptionRow : public QObject
{
    Q_OBJECT

public:
    OptionRow(const ThemeService &themes, const OptionField &field, QWidget *form);
    ~OptionRow() override;

    /// Label beside the editor, or above it.
    void addTo(QGridLayout &grid, int row, bool stacked);
    int labelWidth() const;
    int lineWidth() const; ///< that editor, unit, badge and reset button need
    const OptionField &field() const { return m_field; }
    QWidget *editor() const { return m_editor; }
    void setValue(const QVariant &value);
    void setOwnersError(const QString &message);
    QString error() const { return m_typingError.isEmpty() ? m_ownersError : m_typingError; }
    bool isChanged() const;
    void setHelpVisible(bool visible);
    void setReadOnly(bool readOnly);

Q_SIGNALS:
    void valueChanged(const QString &key, const QVariant &value);
    void errorChanged();

private:
    QWidget *makeEditor();
    QWidget *makeSwitch();
    QWidget *makeChoice();
    QWidget *makeText();
    void layOut();
    void fitEditor();
    void take(const QString &text);
    void show(const QVariant &value);
    void refresh();

    const ThemeService &m_themes;
    OptionField m_field;
    QString m_typingError, m_ownersError;
    QWidget *m_line; // holds editor, unit, badge and reset button
    QWidget *m_editor;
    QLabel *m_label;
    QLabel *m_unit;
    QLabel *m_message;
    QLabel *m_help;
    QWidget *m_live = nullptr;
    QToolButton *m_reset;
};

} // namespace espalier::widgets
