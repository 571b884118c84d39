// SPDX-License-Identifier: GPL-3.0-or-later
#include "methods/growth.h"

#include "base/translate.h"

namespace espalier::methods {

using recipe::OptionSchema;
using recipe::OptionType;

OptionSchema countOption(const char *name, const char *title, std::int64_t value, double minimum)
{
    OptionSchema option;
    option.name = name;
    option.title = title;
    option.type = OptionType::Integer;
    option.defaultValue = value;
    option.minimum = minimum;
    option.unit = ESP_TR("Engine", "iterations");
    return option;
}

OptionSchema positiveOption(const char *name, const char *title, double value)
{
    OptionSchema option;
    option.name = name;
    option.title = title;
    option.type = OptionType::Real;
    option.defaultValue = value;
    option.minimum = 0.0;
    option.minimumExcluded = true;
    return option;
}

OptionSchema switchOption(const char *name, const char *title, const char *help)
{
    OptionSchema option;
    option.name = name;
    option.title = title;
    option.type = OptionType::Bool;
    option.defaultValue = false;
    option.help = help;
    option.advanced = true;
    return option;
}

OptionSchema updateIntervalOption()
{
    OptionSchema option = countOption("update_interval", ESP_TR("Engine", "Update interval"), 5, 1);
    option.help = ESP_TR(
        "Engine", "Iterations between two growth steps of the penalty (K_u; 5 on ImageNet, 10 on CIFAR).");
    return option;
}

OptionSchema stabilizeIntervalOption(std::int64_t value)
{
    OptionSchema option =
        countOption("stabilize_interval", ESP_TR("Engine", "Stabilise interval"), value, 0);
    option.help =
        ESP_TR("Engine",
               "Iterations under the full penalty before the cut (K_s; 40000 on ImageNet, 10000 on CIFAR).");
    option.scaled = true;
    return option;
}

OptionSchema ceilingOption()
{
    OptionSchema option = positiveOption("reg_upper_limit", ESP_TR("Engine", "Penalty ceiling"), 1.0);
    option.help = ESP_TR("Engine", "A layer is finished once its factor exceeds this (tau).");
    option.live = true;
    return option;
}

OptionSchema growthStepOption()
{
    OptionSchema option = positiveOption("granularity_prune", ESP_TR("Engine", "Penalty step"), 1e-4);
    option.help = ESP_TR("Engine", "Growth of the factor per update (delta).");
    option.live = true;
    option.rate = true;
    return option;
}

OptionSchema magnitudeLimitOption()
{
    OptionSchema option =
        positiveOption("mag_ratio_limit", ESP_TR("Engine", "Magnitude ratio limit"), 1000.0);
    option.minimum = 1.0;
    option.help = ESP_TR(
        "Engine",
        "All layers are finished early once kept filters are this many times larger than chosen ones.");
    option.advanced = true;
    return option;
}

OptionSchema blockGradientOption()
{
    return switchOption(
        "block_loss_grad", ESP_TR("Engine", "Block task gradient"),
        ESP_TR("Engine",
               "The penalty's gradient takes the place of the task's on every convolution and linear weight."));
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
