// SPDX-License-Identifier: GPL-3.0-or-later
#include "recipe/recipe.h"

#include <algorithm>
#include <cmath>

namespace espalier::recipe {

namespace {

OptionValue scaledValue(const OptionSchema &schema, const OptionValue &value, double factor)
{
    if (schema.type == OptionType::Schedule) {
        const base::Result<Schedule> schedule = Schedule::parse(toString(value), schema.name);
        return schedule ? OptionValue(schedule->scaled(factor).toString()) : value;
    }
    if (const auto *growth = std::get_if<double>(&value); growth && schema.rate)
        return *growth / factor;
    if (!schema.scaled)
        return value;
    // Counts below 1 mean "none" or "automatic" and stay.
    if (const auto *count = std::get_if<std::int64_t>(&value); count && *count >= 1)
        return std::max<std::int64_t>(1, std::llround(static_cast<double>(*count) * factor));
    if (const auto *length = std::get_if<double>(&value); length && *length > 0.0)
        return *length * factor;
    return value;
}

void scaleOptions(const std::vector<OptionSchema> &schema, Options &options, double factor)
{
    for (const OptionSchema &option : schema) {
        if (const auto found = options.find(option.name); found != options.end())
            found->second = scaledValue(option, found->second, factor);
    }
}

void scaleStages(std::vector<Stage> &stages, const Vocabulary &vocabulary, double factor)
{
    for (Stage &stage : stages) {
        if (const StageSchema *schema = vocabulary.stage(stage.kind))
            scaleOptions(schema->options, stage.options, factor);
        if (const MethodSchema *schema = vocabulary.method(stage.method))
            scaleOptions(schema->options, stage.methodOptions, factor);
        if (const CriterionSchema *schema = vocabulary.criterion(stage.criterion))
            scaleOptions(schema->options, stage.methodOptions, factor);
        scaleStages(stage.stages, vocabulary, factor);
    }
}

} // namespace

Recipe scaledRecipe(const Recipe &recipe, const Vocabulary &vocabulary)
{
    Recipe result = recipe;
    result.scale = 1.0;
    if (recipe.scale == 1.0)
        return result;
    scaleStages(result.stages, vocabulary, recipe.scale);
    return result;
}

} // namespace espalier::recipe
