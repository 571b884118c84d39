// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/option_fields.h"

#include "app/models/choice_texts.h"
#include "app/models/engine_texts.h"

#include <cmath>

namespace espalier::app {

namespace {

using recipe::OptionSchema;
using recipe::OptionType;
using recipe::OptionValue;
using widgets::OptionField;

QVariant toVariant(const OptionValue &value)
{
    if (const auto *flag = std::get_if<bool>(&value))
        return *flag;
    if (const auto *integer = std::get_if<std::int64_t>(&value))
        return static_cast<qint64>(*integer);
    if (const auto *real = std::get_if<double>(&value))
        return *real;
    return QString::fromStdString(std::get<std::string>(value));
}

OptionField::Type fieldType(OptionType type)
{
    switch (type) {
    case OptionType::Bool: return OptionField::Type::Boolean;
    case OptionType::Integer: return OptionField::Type::Integer;
    case OptionType::Real: return OptionField::Type::Real;
    case OptionType::Choice: return OptionField::Type::Choice;
    case OptionType::Text:
    case OptionType::Schedule: break;
    }
    return OptionField::Type::Text;
}

// Forms know inclusive limits only; the nearest double inside stands for an excluded one.
double inclusive(double limit, bool excluded, double towards)
{
    return excluded ? std::nextafter(limit, towards) : limit;
}

} // namespace

QList<OptionField> optionFields(const std::vector<OptionSchema> &schemas, const recipe::Options &values, const QString &prefix)
{
    QList<OptionField> fields;
    for (const OptionSchema &schema : schemas) {
        OptionField field;
        field.key = prefix + QString::fromStdString(schema.name);
        field.label = translated(schema.title.empty() ? schema.name : schema.title);
        field.unit = translated(schema.unit);
        field.help = translated(schema.help);
        field.type = fieldType(schema.type);
        const auto given = values.find(schema.name);
        field.defaultValue = toVariant(schema.defaultValue);
        field.value = given == values.end() ? field.defaultValue : toVariant(given->second);
        field.least = inclusive(schema.minimum, schema.minimumExcluded, schema.maximum);
        field.most = inclusive(schema.maximum, schema.maximumExcluded, schema.minimum);
        for (const std::string &choice : schema.choices) {
            field.choices.append(QString::fromStdString(choice));
            field.choiceLabels.append(choiceText(field.choices.back()));
        }
        field.live = schema.live;
        if (field.type == OptionField::Type::Text) { // a schedule may be given as a bare number
            field.value = field.value.toString();
            field.defaultValue = field.defaultValue.toString();
        }
        fields.append(field);
    }
    return fields;
}

OptionValue optionValue(const OptionSchema &schema, const QVariant &value)
{
    switch (schema.type) {
    case OptionType::Bool: return value.toBool();
    case OptionType::Integer: return static_cast<std::int64_t>(value.toLongLong());
    case OptionType::Real: return value.toDouble();
    default: return value.toString().toStdString();
    }
}

} // namespace espalier::app
