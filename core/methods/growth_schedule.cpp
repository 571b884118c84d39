// SPDX-License-Identifier: GPL-3.0-or-later
#include "methods/growth_schedule.h"

#include "base/translate.h"
#include "methods/growth.h"
#include "recipe/option_schemas.h"

#include <algorithm>
#include <cmath>

namespace espalier::methods {

using recipe::OptionSchema;

namespace {

double powerOf(const std::string &schedule)
{
    return schedule == "linear" ? 1.0 : static_cast<double>(schedule.back() - '0');
}

OptionSchema scheduleOption()
{
    return recipe::advanced(recipe::choiceSchema(
        "reg_schedule", ESP_TR("Engine", "Growth of the penalty"), {"linear", "poly2", "poly3", "poly4"},
        ESP_TR("Engine", "Whether the factor grows evenly or by a power of the time, slowly at first.")));
}

OptionSchema lengthOption()
{
    OptionSchema option = recipe::advanced(recipe::atLeast(
        countOption("reg_iters", ESP_TR("Engine", "Growth iterations"), -1,
                    ESP_TR("Engine", "Iterations until the factor reaches its ceiling; it then sets the update interval. "
                                     "-1 = as interval, step and ceiling say.")),
        1));
    option.scaled = true;
    return option;
}

} // namespace

GrowthSchedule::GrowthSchedule(const recipe::Options &options)
    : m_ceiling(recipe::realOption(options, "reg_upper_limit")),
      m_power(powerOf(recipe::textOption(options, "reg_schedule"))),
      m_interval(recipe::integerOption(options, "update_interval"))
{
    const double step = recipe::realOption(options, "granularity_prune");
    const std::int64_t given = recipe::integerOption(options, "reg_iters");
    m_iterations = static_cast<double>(m_interval) * m_ceiling / step;
    if (given < 1)
        return;
    m_iterations = static_cast<double>(given);
    m_interval = std::max<std::int64_t>(1, std::llround(m_iterations * step / m_ceiling));
}

double GrowthSchedule::at(std::int64_t t) const
{
    return m_ceiling * std::pow(static_cast<double>(t) / m_iterations, m_power);
}

bool GrowthSchedule::isDone(std::int64_t t) const
{
    constexpr double Rounding = 1e-12;
    return at(t) >= m_ceiling * (1.0 - Rounding);
}

std::int64_t GrowthSchedule::end() const
{
    const auto updates = static_cast<std::int64_t>(std::floor(m_iterations / static_cast<double>(m_interval)));
    std::int64_t t = std::max<std::int64_t>(0, updates - 1) * m_interval;
    while (!isDone(t))
        t += m_interval;
    return t;
}

std::vector<OptionSchema> growthScheduleOptions()
{
    return {scheduleOption(), lengthOption()};
}

} // namespace espalier::methods
