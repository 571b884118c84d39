// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/forms/option_field.h"

#include "widgets/number_format.h"

#include <QtCore/QCoreApplication>

#include <cmath>

namespace espalier::widgets {
namespace {

QString worded(const char *text)
{
    return QCoreApplication::translate("espalier::widgets", text);
}

QString plainNumber(QString text)
{
    text.remove(format::thinSpace).remove(QChar(0x00A0)).remove(QLatin1Char(' '));
    return text.replace(format::minusSign, QLatin1Char('-'));
}

QString rangeError(const OptionField &field, double value, const QString &text)
{
    const bool low = value < field.least;
    const QString bound = optionText(field, low ? field.least : field.most);
    return (low ? worded(QT_TRANSLATE_NOOP("espalier::widgets", "%1 is below %2"))
                : worded(QT_TRANSLATE_NOOP("espalier::widgets", "%1 is above %2")))
        .arg(text, bound);
}

ParsedOption parseNumber(const OptionField &field, const QString &text)
{
    const QString plain = plainNumber(text);
    const bool whole = field.type == OptionField::Type::Integer;
    bool ok = false;
    double value = plain.toDouble(&ok);
    if (!ok || std::isnan(value))
        return {{}, worded(QT_TRANSLATE_NOOP("espalier::widgets", "“%1” is not a number")).arg(text)};
    if (whole && value != std::floor(value))
        return {{}, worded(QT_TRANSLATE_NOOP("espalier::widgets", "%1 is not a whole number")).arg(text)};
    if (value < field.least || value > field.most)
        return {{}, rangeError(field, value, text)};
    return {whole ? QVariant(qint64(std::llround(value))) : QVariant(value), {}};
}

QString realText(double value)
{
    if (value == 0)
        return QStringLiteral("0");
    const double size = std::abs(value);
    if (size >= 1e-3 && size < 1e6)
        return QString::number(value, 'g', 12);
    // Qt writes 1.50000e-04; nobody types that
    const QString text = QString::number(value, 'e', 11);
    const qsizetype at = text.indexOf(QLatin1Char('e'));
    return QString::number(text.left(at).toDouble(), 'g', 12) + QLatin1Char('e') +
           QString::number(text.mid(at + 1).toInt());
}

} // namespace

ParsedOption parseOption(const OptionField &field, const QString &text)
{
    switch (field.type) {
    case OptionField::Type::Integer:
    case OptionField::Type::Real:
        return parseNumber(field, text.trimmed());
    case OptionField::Type::Boolean:
        return {text == QLatin1String("true"), {}};
    case OptionField::Type::Choice:
        if (!field.choices.contains(text))
            return {{},
                    worded(QT_TRANSLATE_NOOP("espalier::widgets", "“%1” is not one of the choices")).arg(text)};
        break;
    case OptionField::Type::Text:
        break;
    }
    return {text, {}};
}

QString optionText(const OptionField &field, const QVariant &value)
{
    switch (field.type) {
    case OptionField::Type::Integer: return QString::number(value.toLongLong());
    case OptionField::Type::Real: return realText(value.toDouble());
    case OptionField::Type::Boolean: return value.toBool() ? QStringLiteral("true") : QStringLiteral("false");
    default: return value.toString();
    }
}

bool sameOption(const OptionField &field, const QVariant &a, const QVariant &b)
{
    return optionText(field, a) == optionText(field, b);
}

} // namespace espalier::widgets
