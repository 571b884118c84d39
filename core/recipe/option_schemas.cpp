// SPDX-License-Identifier: GPL-3.0-or-later
#include "recipe/option_schemas.h"

namespace espalier::recipe {

namespace {

OptionSchema ofType(OptionType type, const char *name, const char *title, OptionValue value)
{
    OptionSchema schema;
    schema.name = name;
    schema.title = title;
    schema.type = type;
    schema.defaultValue = std::move(value);
    return schema;
}

OptionSchema withHelp(OptionSchema schema, const char *help)
{
    schema.help = help;
    return schema;
}

} // namespace

OptionSchema boolSchema(const char *name, const char *title, bool value, const char *help)
{
    return withHelp(ofType(OptionType::Bool, name, title, value), help);
}

OptionSchema integerSchema(const char *name, const char *title, std::int64_t value, const char *help)
{
    return withHelp(ofType(OptionType::Integer, name, title, value), help);
}

OptionSchema realSchema(const char *name, const char *title, double value, const char *help)
{
    return withHelp(ofType(OptionType::Real, name, title, value), help);
}

OptionSchema textSchema(const char *name, const char *title, const char *value, const char *help)
{
    return withHelp(ofType(OptionType::Text, name, title, std::string(value)), help);
}

OptionSchema scheduleSchema(const char *name, const char *title, const char *value, const char *help)
{
    return withHelp(ofType(OptionType::Schedule, name, title, std::string(value)), help);
}

OptionSchema choiceSchema(const char *name, const char *title, std::vector<std::string> choices, const char *help)
{
    OptionSchema schema = withHelp(ofType(OptionType::Choice, name, title, choices.front()), help);
    schema.choices = std::move(choices);
    return schema;
}

OptionSchema atLeast(OptionSchema schema, double minimum)
{
    schema.minimum = minimum;
    return schema;
}

OptionSchema above(OptionSchema schema, double minimum)
{
    schema.minimum = minimum;
    schema.minimumExcluded = true;
    return schema;
}

OptionSchema atMost(OptionSchema schema, double maximum)
{
    schema.maximum = maximum;
    return schema;
}

OptionSchema below(OptionSchema schema, double maximum)
{
    schema.maximum = maximum;
    schema.maximumExcluded = true;
    return schema;
}

OptionSchema advanced(OptionSchema schema)
{
    schema.advanced = true;
    return schema;
}

Options defaultsOf(const std::vector<OptionSchema> &schemas)
{
    Options options;
    for (const OptionSchema &schema : schemas)
        options[schema.name] = schema.defaultValue;
    return options;
}

} // namespace espalier::recipe
