// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>
#include <QtCore/QStringList>
#include <QtCore/QVariant>

#include <limits>

namespace espalier::widgets {

/// One option as a form shows it. Values are bool, qint64, double or QString by type; Choice holds the chosen
/// key.
struct OptionField
{
    enum class Type { Integer, Real, Boolean, Choice, Text };

    QString key;   ///< unique within the form
    QString label; ///< sentence case, no colon
    QString unit;  ///< stands behind the field
    QString help;  ///< tooltip and, on request, a line below
    Type type = Type::Text;
    QVariant value;
    QVariant defaultValue;
    double least = -std::numeric_limits<double>::infinity(); ///< of numbers, inclusive
    double most = std::numeric_limits<double>::infinity();
    QStringList choices;      ///< keys of a Choice
    QStringList choiceLabels; ///< as many, translated; empty: the keys
    bool live = false;        ///< may change during a run: shown as a badge
    bool enabled = true;
    QString whyDisabled; ///< tooltip of a disabled field
};

/// A value read from text.
struct ParsedOption
{
    QVariant value; ///< invalid if `error` is set
    QString error;  ///< names value and rule: "0 is below 1"
};

/// Reads what the user typed for this field; checks type and range. Accepts 1e-4, thin spaces and a true
/// minus.
ParsedOption parseOption(const OptionField &field, const QString &text);
/// The text of a value in an edit field: plain digits, 1e-4 for small and large reals.
QString optionText(const OptionField &field, const QVariant &value);
/// Same value? Reals are compared as they are written.
bool sameOption(const OptionField &field, const QVariant &a, const QVariant &b);

} // namespace espalier::widgets
