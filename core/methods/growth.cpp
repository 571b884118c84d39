// SPDX-License-Identifier: GPL-3.0-or-later
#include "methods/growth.h"

#include "base/translate.h"
#include "recipe/option_schemas.h"

namespace espalier::methods {

using recipe::OptionSchema;

OptionSchema countOption(const char *name, const char *title, std::int64_t value, const char *help)
{
    OptionSchema option = recipe::atLeast(recipe::integerSchema(name, title, value, help), 0);
    option.unit = ESP_TR("Engine", "iterations");
    return option;
}

OptionSchema updateIntervalOption()
{
    return recipe::atLeast(
        countOption("update_interval", ESP_TR("Engine", "Update interval"), 5,
                    ESP_TR("Engine",
                           "Iterations between two growth steps of the penalty (K_u; 5 on ImageNet, 10 on CIFAR).")),
        1);
}

OptionSchema stabilizeIntervalOption(std::int64_t value)
{
    OptionSchema option = countOption(
        "stabilize_interval", ESP_TR("Engine", "Stabilise interval"), value,
        ESP_TR("Engine",
               "Iterations under the full penalty before the cut (K_s; 40000 on ImageNet, 10000 on CIFAR)."));
    option.scaled = true;
    return option;
}

OptionSchema ceilingOption()
{
    OptionSchema option =
        recipe::above(recipe::realSchema("reg_upper_limit", ESP_TR("Engine", "Penalty ceiling"), 1.0,
                                         ESP_TR("Engine", "A layer is finished once its factor exceeds this (tau).")),
                      0.0);
    option.live = true;
    return option;
}

OptionSchema growthStepOption()
{
    OptionSchema option =
        recipe::above(recipe::realSchema("granularity_prune", ESP_TR("Engine", "Penalty step"), 1e-4,
                                         ESP_TR("Engine", "Growth of the factor per update (delta).")),
                      0.0);
    option.live = true;
    option.rate = true;
    return option;
}

OptionSchema magnitudeLimitOption()
{
    return recipe::advanced(recipe::above(
        recipe::realSchema(
            "mag_ratio_limit", ESP_TR("Engine", "Magnitude ratio limit"), 1000.0,
            ESP_TR("Engine",
                   "All layers are finished early once kept filters are this many times larger than chosen ones.")),
        1.0));
}

OptionSchema blockGradientOption()
{
    return switchOption(
        "block_loss_grad", ESP_TR("Engine", "Block task gradient"),
        ESP_TR("Engine",
               "The penalty's gradient takes the place of the task's on every convolution and linear weight."));
}

OptionSchema switchOption(const char *name, const char *title, const char *help)
{
    return recipe::advanced(recipe::boolSchema(name, title, false, help));
}

float grown(float factor, const Growth &growth)
{
    return factor + static_cast<float>(growth.step);
}

std::optional<std::int64_t> updatesToCeiling(const Growth &growth, float start)
{
    float factor = start;
    for (std::int64_t updates = 1;; ++updates) {
        const float next = grown(factor, growth);
        if (next > static_cast<float>(growth.ceiling))
            return updates;
        if (next == factor)
            return std::nullopt;
        factor = next;
    }
}

std::optional<Reached> updatesToReach(const Growth &growth)
{
    Reached reached;
    while (reached.factor < static_cast<float>(growth.ceiling)) {
        const float next = grown(reached.factor, growth);
        if (next == reached.factor)
            return std::nullopt;
        reached = {reached.updates + 1, next};
    }
    return reached;
}

} // namespace espalier::methods
