// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/stage_options.h"

#include "base/translate.h"
#include "recipe/option_schemas.h"

namespace espalier::train {

using namespace recipe;

OptionSchema batchOption(std::int64_t value)
{
    OptionSchema schema = atLeast(integerSchema("batch", ESP_TR("Engine", "Batch size"), value,
                                                ESP_TR("Engine", "Images per optimiser step.")),
                                  1);
    schema.unit = ESP_TR("Engine", "images");
    return schema;
}

OptionSchema rateOption(const char *schedule)
{
    OptionSchema schema = atLeast(
        scheduleSchema(
            "lr", ESP_TR("Engine", "Learning rate"), schedule,
            ESP_TR("Engine",
                   "A number, or a schedule over epochs such as 0:0.01,60:0.001; the last value stays.")),
        0);
    schema.live = true;
    schema.scaled = true;
    return schema;
}

OptionSchema weightDecayOption(double value)
{
    return atLeast(realSchema("weight_decay", ESP_TR("Engine", "Weight decay"), value,
                              ESP_TR("Engine", "L2 penalty on all parameters (wd).")),
                   0);
}

OptionSchema momentumOption()
{
    return advanced(below(atLeast(realSchema("momentum", ESP_TR("Engine", "Momentum"), 0.9,
                                             ESP_TR("Engine", "Momentum of SGD (mu).")),
                                  0),
                          1));
}

OptionSchema nesterovOption()
{
    return advanced(boolSchema("nesterov", ESP_TR("Engine", "Nesterov"), false,
                               ESP_TR("Engine", "Nesterov's form of momentum.")));
}

OptionSchema epochsOption(std::int64_t value)
{
    OptionSchema schema = atLeast(integerSchema("epochs", ESP_TR("Engine", "Epochs"), value,
                                                ESP_TR("Engine", "Passes over the training images.")),
                                  1);
    schema.unit = ESP_TR("Engine", "epochs");
    schema.scaled = true;
    return schema;
}

OptionSchema iterationsOption(const char *help)
{
    OptionSchema schema =
        advanced(atLeast(integerSchema("iterations", ESP_TR("Engine", "Iterations"), 0, help), 0));
    schema.unit = ESP_TR("Engine", "iterations");
    schema.scaled = true;
    return schema;
}

OptionSchema evaluateEveryOption()
{
    OptionSchema schema = advanced(
        atLeast(integerSchema("evaluate_every", ESP_TR("Engine", "Evaluate every"), 1,
                              ESP_TR("Engine", "Epochs between evaluations; 0 evaluates at the end only.")),
                0));
    schema.unit = ESP_TR("Engine", "epochs");
    return schema;
}

OptionSchema splitOption(const char *name, std::vector<std::string> choices, const char *help)
{
    return choiceSchema(name, ESP_TR("Engine", "Images to measure on"), std::move(choices), help);
}

methods::Horizon horizonOf(const Options &options, std::int64_t stepsPerEpoch)
{
    methods::Horizon horizon;
    horizon.stepsPerEpoch = stepsPerEpoch;
    horizon.momentum = realOption(options, "momentum");
    const std::int64_t iterations = integerOption(options, "iterations");
    horizon.steps = iterations > 0 ? iterations : integerOption(options, "epochs") * stepsPerEpoch;
    return horizon;
}

OptimiserOptions optimiserOptions(const recipe::Options &options)
{
    return {recipe::realOption(options, "momentum"), recipe::realOption(options, "weight_decay"),
            recipe::boolOption(options, "nesterov")};
}

} // namespace espalier::train
