// SPDX-License-Identifier: GPL-3.0-or-later
#include "methods/growth.h"

#include "base/translate.h"

namespace espalier::methods {

using recipe::OptionSchema;
using recipe::OptionType;

namespace {

OptionSchema intervalOption(const char *name, const char *title, std::int64_t value, double minimum)
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

OptionSchema updateInterval()
{
    OptionSchema option = intervalOption("update_interval", ESP_TR("Engine", "Update interval"), 5, 1);
    option.help = ESP_TR(
        "Engine", "Iterations between two growth steps of the penalty (K_u; 5 on ImageNet, 10 on CIFAR).");
    return option;
}

OptionSchema stabilizeInterval()
{
    OptionSchema option =
        intervalOption("stabilize_interval", ESP_TR("Engine", "Stabilise interval"), 40000, 0);
    option.help =
        ESP_TR("Engine",
               "Iterations under the full penalty before the cut (K_s; 40000 on ImageNet, 10000 on CIFAR).");
    option.scaled = true;
    return option;
}

OptionSchema ceiling()
{
    OptionSchema option = positiveOption("reg_upper_limit", ESP_TR("Engine", "Penalty ceiling"), 1.0);
    option.help = ESP_TR("Engine", "A layer is finished once its factor exceeds this (tau).");
    option.live = true;
    return option;
}

OptionSchema granularity()
{
    OptionSchema option = positiveOption("granularity_prune", ESP_TR("Engine", "Penalty step"), 1e-4);
    option.help = ESP_TR("Engine", "Growth of the factor per update (delta).");
    option.live = true;
    option.rate = true;
    return option;
}

OptionSchema magnitudeLimit()
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

} // namespace

float grown(float factor, const Growth &growth)
{
    return factor + static_cast<float>(growth.step);
}

std::optional<std::int64_t> updatesToCeiling(const Growth &growth)
{
    float factor = 0.0F;
    for (std::int64_t updates = 1;; ++updates) {
        const float next = grown(factor, growth);
        if (next > static_cast<float>(growth.ceiling))
            return updates;
        if (next == factor)
            return std::nullopt;
        factor = next;
    }
}

std::vector<recipe::OptionSchema> growthOptions()
{
    return {updateInterval(), stabilizeInterval(), ceiling(), granularity(), magnitudeLimit()};
}

} // namespace espalier::methods
