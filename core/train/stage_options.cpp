// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/stage_options.h"

#include "base/translate.h"

namespace espalier::train {

using recipe::OptionSchema;
using recipe::OptionType;

namespace {

OptionSchema option(const char *name, const char *title, OptionType type, recipe::OptionValue value)
{
    OptionSchema schema;
    schema.name = name;
    schema.title = title;
    schema.type = type;
    schema.defaultValue = std::move(value);
    return schema;
}

} // namespace

OptionSchema batchOption(std::int64_t value)
{
    OptionSchema schema = option("batch", ESP_TR("Engine", "Batch size"), OptionType::Integer, value);
    schema.minimum = 1;
    schema.unit = ESP_TR("Engine", "images");
    schema.help = ESP_TR("Engine", "Images per optimiser step.");
    return schema;
}

OptionSchema rateOption(const char *schedule)
{
    OptionSchema schema =
        option("lr", ESP_TR("Engine", "Learning rate"), OptionType::Schedule, std::string(schedule));
    schema.minimum = 0;
    schema.help = ESP_TR(
        "Engine", "A number, or a schedule over epochs such as 0:0.01,60:0.001; the last value stays.");
    schema.live = true;
    schema.scaled = true;
    return schema;
}

OptionSchema weightDecayOption(double value)
{
    OptionSchema schema = option("weight_decay", ESP_TR("Engine", "Weight decay"), OptionType::Real, value);
    schema.minimum = 0;
    schema.help = ESP_TR("Engine", "L2 penalty on all parameters (wd).");
    return schema;
}

OptionSchema momentumOption()
{
    OptionSchema schema = option("momentum", ESP_TR("Engine", "Momentum"), OptionType::Real, 0.9);
    schema.minimum = 0;
    schema.maximum = 1;
    schema.maximumExcluded = true;
    schema.help = ESP_TR("Engine", "Momentum of SGD (mu).");
    schema.advanced = true;
    return schema;
}

OptionSchema nesterovOption()
{
    OptionSchema schema = option("nesterov", ESP_TR("Engine", "Nesterov"), OptionType::Bool, false);
    schema.help = ESP_TR("Engine", "Nesterov's form of momentum.");
    schema.advanced = true;
    return schema;
}

OptionSchema epochsOption(std::int64_t value)
{
    OptionSchema schema = option("epochs", ESP_TR("Engine", "Epochs"), OptionType::Integer, value);
    schema.minimum = 1;
    schema.unit = ESP_TR("Engine", "epochs");
    schema.help = ESP_TR("Engine", "Passes over the training images.");
    schema.scaled = true;
    return schema;
}

OptionSchema iterationsOption(const char *help)
{
    OptionSchema schema =
        option("iterations", ESP_TR("Engine", "Iterations"), OptionType::Integer, std::int64_t{0});
    schema.minimum = 0;
    schema.unit = ESP_TR("Engine", "iterations");
    schema.help = help;
    schema.scaled = true;
    schema.advanced = true;
    return schema;
}

OptionSchema evaluateEveryOption()
{
    OptionSchema schema =
        option("evaluate_every", ESP_TR("Engine", "Evaluate every"), OptionType::Integer, std::int64_t{1});
    schema.minimum = 0;
    schema.unit = ESP_TR("Engine", "epochs");
    schema.help = ESP_TR("Engine", "Epochs between evaluations; 0 evaluates at the end only.");
    schema.advanced = true;
    return schema;
}

OptionSchema splitOption(const char *name, const char *value, std::vector<std::string> choices, const char *help)
{
    OptionSchema schema =
        option(name, ESP_TR("Engine", "Images to measure on"), OptionType::Choice, std::string(value));
    schema.choices = std::move(choices);
    schema.help = help;
    return schema;
}

OptimiserOptions optimiserOptions(const recipe::Options &options)
{
    return {recipe::realOption(options, "momentum"), recipe::realOption(options, "weight_decay"),
            recipe::boolOption(options, "nesterov")};
}

} // namespace espalier::train
