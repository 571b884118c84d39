// SPDX-License-Identifier: GPL-3.0-or-later
#include "recipe/options.h"

#include "base/text.h"
#include "graph/json_reader.h"

#include <algorithm>
#include <cmath>

namespace espalier::recipe {

using base::cat;
using base::numberText;
using base::Problem;
using base::ProblemCode;
using base::Result;

namespace {

constexpr double largestExactInteger = 9007199254740992.0; // 2^53

const char *expectation(OptionType type)
{
    switch (type) {
    case OptionType::Bool: return "true or false";
    case OptionType::Integer: return "a whole number";
    case OptionType::Real: return "a number";
    case OptionType::Choice: return "one of the choices";
    case OptionType::Text: return "a text";
    case OptionType::Schedule: return "a number or a schedule such as 0:0.01,60:0.001";
    }
    return "";
}

std::string quoted(const OptionValue &value)
{
    return std::holds_alternative<std::string>(value) ? cat("'", std::get<std::string>(value), "'") : toString(value);
}

std::string defaultText(const OptionSchema &schema)
{
    const std::string text = toString(schema.defaultValue);
    return text.empty() ? std::string() : cat("The default is ", text, ".");
}

Problem wrongType(const OptionSchema &schema, const OptionValue &value, const std::string &path)
{
    return {ProblemCode::BadUsage, cat("expected ", expectation(schema.type), ", found ", quoted(value), "."), path,
            defaultText(schema)};
}

bool isInRange(const OptionSchema &schema, double value)
{
    const bool aboveLow = schema.minimumExcluded ? value > schema.minimum : value >= schema.minimum;
    const bool belowHigh = schema.maximumExcluded ? value < schema.maximum : value <= schema.maximum;
    return aboveLow && belowHigh && std::isfinite(value);
}

Problem outOfRange(const OptionSchema &schema, const std::string &value, const std::string &path)
{
    const std::string range = rangeText(schema);
    const char *verb = range.empty() ? "finite" : range.front() == '[' || range.front() == '(' ? "in " : "";
    return {ProblemCode::BadUsage, cat(value, " is out of range: ", schema.name, " must be ", verb, range, "."), path,
            defaultText(schema)};
}

std::optional<double> numberOf(const OptionValue &value)
{
    if (const auto *integer = std::get_if<std::int64_t>(&value))
        return static_cast<double>(*integer);
    if (const auto *real = std::get_if<double>(&value))
        return *real;
    return std::nullopt;
}

Result<OptionValue> checkInteger(const OptionSchema &schema, const OptionValue &value, const std::string &path)
{
    const std::optional<double> number = numberOf(value);
    const bool isWhole = number && *number == std::trunc(*number) && std::abs(*number) <= largestExactInteger;
    if (!isWhole)
        return wrongType(schema, value, path);
    if (!isInRange(schema, *number))
        return outOfRange(schema, toString(value), path);
    return OptionValue(static_cast<std::int64_t>(*number));
}

Result<OptionValue> checkReal(const OptionSchema &schema, const OptionValue &value, const std::string &path)
{
    const std::optional<double> number = numberOf(value);
    if (!number)
        return wrongType(schema, value, path);
    if (!isInRange(schema, *number))
        return outOfRange(schema, numberText(*number), path);
    return OptionValue(*number);
}

Result<OptionValue> checkChoice(const OptionSchema &schema, const OptionValue &value, const std::string &path)
{
    const auto *text = std::get_if<std::string>(&value);
    if (text && std::find(schema.choices.begin(), schema.choices.end(), *text) != schema.choices.end())
        return value;
    const std::string near = text ? base::closest(*text, schema.choices) : std::string();
    return Problem{ProblemCode::BadUsage, cat(quoted(value), " is not a choice of ", schema.name, "."), path,
                   near.empty() ? cat("Choose from ", base::listNames(schema.choices, 32), ".")
                                : cat("Did you mean '", near, "'?")};
}

Result<OptionValue> checkSchedule(const OptionSchema &schema, const OptionValue &value, const std::string &path)
{
    if (std::holds_alternative<bool>(value))
        return wrongType(schema, value, path);
    const Result<Schedule> schedule = Schedule::parse(toString(value), path);
    if (!schedule)
        return schedule.problem();
    for (const auto &[epoch, number] : schedule->steps()) {
        if (!isInRange(schema, number))
            return outOfRange(schema, numberText(number), path);
    }
    return OptionValue(schedule->toString());
}

Result<OptionValue> checkOption(const OptionSchema &schema, const OptionValue &value, const std::string &path)
{
    switch (schema.type) {
    case OptionType::Integer: return checkInteger(schema, value, path);
    case OptionType::Real: return checkReal(schema, value, path);
    case OptionType::Choice: return checkChoice(schema, value, path);
    case OptionType::Schedule: return checkSchedule(schema, value, path);
    case OptionType::Bool:
        if (std::holds_alternative<bool>(value))
            return value;
        break;
    case OptionType::Text:
        if (std::holds_alternative<std::string>(value))
            return value;
        break;
    }
    return wrongType(schema, value, path);
}

base::Status refuseUnknown(const std::vector<OptionSchema> &schema, const Options &given, const std::string &path)
{
    std::vector<std::string> known;
    for (const OptionSchema &option : schema)
        known.push_back(option.name);
    for (const auto &[name, value] : given) {
        if (std::find(known.begin(), known.end(), name) != known.end())
            continue;
        const std::string near = base::closest(name, known);
        std::string remedy = cat("Known keys: ", base::listNames(known, 40), ".");
        if (!near.empty())
            remedy = cat("Did you mean '", near, "'?");
        else if (known.empty())
            remedy = "Nothing can be set here.";
        return Problem{ProblemCode::BadUsage, cat("unknown key '", name, "'."), graph::child(path, name), remedy};
    }
    return {};
}

} // namespace

Result<Options> validateOptions(const std::vector<OptionSchema> &schema, const Options &given, const std::string &path)
{
    if (const base::Status status = refuseUnknown(schema, given, path); !status)
        return status.problem();
    Options checked;
    for (const OptionSchema &option : schema) {
        const std::string where = graph::child(path, option.name);
        // In the form that validation gives values (a schedule as text), if it has one.
        const Result<OptionValue> canonical = checkOption(option, option.defaultValue, where);
        const OptionValue byDefault = canonical ? *canonical : option.defaultValue;
        const auto found = given.find(option.name);
        if (found == given.end() || found->second == byDefault) {
            checked[option.name] = byDefault;
            continue;
        }
        const Result<OptionValue> value = checkOption(option, found->second, where);
        if (!value)
            return value.problem();
        checked[option.name] = *value;
    }
    return checked;
}

std::string rangeText(const OptionSchema &schema)
{
    const bool hasLow = std::isfinite(schema.minimum);
    const bool hasHigh = std::isfinite(schema.maximum);
    if (hasLow && hasHigh)
        return cat(schema.minimumExcluded ? "(" : "[", numberText(schema.minimum), ", ", numberText(schema.maximum),
                   schema.maximumExcluded ? ")" : "]");
    if (hasLow)
        return cat(schema.minimumExcluded ? "> " : ">= ", numberText(schema.minimum));
    if (hasHigh)
        return cat(schema.maximumExcluded ? "< " : "<= ", numberText(schema.maximum));
    return {};
}

std::string toString(OptionType type)
{
    switch (type) {
    case OptionType::Bool: return "bool";
    case OptionType::Integer: return "integer";
    case OptionType::Real: return "real";
    case OptionType::Choice: return "choice";
    case OptionType::Text: return "text";
    case OptionType::Schedule: return "schedule";
    }
    return "text";
}

std::string toString(const OptionValue &value)
{
    if (const auto *boolean = std::get_if<bool>(&value))
        return *boolean ? "true" : "false";
    if (const auto *integer = std::get_if<std::int64_t>(&value))
        return std::to_string(*integer);
    if (const auto *real = std::get_if<double>(&value))
        return numberText(*real);
    return std::get<std::string>(value);
}

bool boolOption(const Options &options, const std::string &name)
{
    return std::get<bool>(options.at(name));
}

std::int64_t integerOption(const Options &options, const std::string &name)
{
    return std::get<std::int64_t>(options.at(name));
}

double realOption(const Options &options, const std::string &name)
{
    return numberOf(options.at(name)).value();
}

const std::string &textOption(const Options &options, const std::string &name)
{
    return std::get<std::string>(options.at(name));
}

Schedule scheduleOption(const Options &options, const std::string &name)
{
    return Schedule::parse(toString(options.at(name)), name).value();
}

} // namespace espalier::recipe
