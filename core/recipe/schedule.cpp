// SPDX-License-Identifier: GPL-3.0-or-later
#include "recipe/options.h"

#include "base/text.h"

#include <algorithm>

namespace espalier::recipe {

using base::cat;
using base::numberText;
using base::Problem;
using base::ProblemCode;

namespace {

using Step = std::pair<double, double>;

Problem bad(const std::string &path, std::string what)
{
    return {ProblemCode::BadUsage, std::move(what), path, "Write one value, or epoch:value pairs such as 0:0.01,60:0.001."};
}

base::Result<Step> parseStep(const std::string &text, bool isOnly, const std::string &path)
{
    const std::size_t colon = text.find(':');
    const bool hasEpoch = colon != std::string::npos;
    if (!hasEpoch && !isOnly)
        return bad(path, cat("'", text, "' has no epoch."));
    const std::string epochText(base::trim(hasEpoch ? std::string_view(text).substr(0, colon) : std::string_view("0")));
    const std::string valueText(base::trim(std::string_view(text).substr(hasEpoch ? colon + 1 : 0)));
    const std::optional<double> epoch = base::parseNumber(epochText);
    if (!epoch || *epoch < 0.0)
        return bad(path, cat("'", epochText, "' is not an epoch."));
    const std::optional<double> value = base::parseNumber(valueText);
    if (!value || *value < 0.0)
        return bad(path, cat("'", valueText, "' is not a value of at least 0."));
    return Step{*epoch, *value};
}

} // namespace

base::Result<Schedule> Schedule::parse(const std::string &text, const std::string &path)
{
    const std::vector<std::string> parts = base::split(text, ',');
    Schedule schedule;
    for (const std::string &part : parts) {
        const base::Result<Step> step = parseStep(part, parts.size() == 1, path);
        if (!step)
            return step.problem();
        if (schedule.m_steps.empty() && step->first != 0.0)
            return bad(path, cat("the schedule starts at epoch ", numberText(step->first), " and not at 0."));
        if (!schedule.m_steps.empty() && step->first <= schedule.m_steps.back().first)
            return bad(path, cat("epoch ", numberText(step->first), " follows epoch ",
                                 numberText(schedule.m_steps.back().first), "; epochs have to ascend."));
        schedule.m_steps.push_back(*step);
    }
    return schedule;
}

double Schedule::at(double epoch) const
{
    const auto next = std::upper_bound(m_steps.begin() + 1, m_steps.end(), epoch,
                                       [](double when, const Step &step) { return when < step.first; });
    return std::prev(next)->second;
}

Schedule Schedule::scaled(double factor) const
{
    Schedule result = *this;
    for (Step &step : result.m_steps)
        step.first *= factor;
    return result;
}

std::string Schedule::toString() const
{
    if (m_steps.size() == 1)
        return numberText(m_steps.front().second);
    std::vector<std::string> parts;
    for (const auto &[epoch, value] : m_steps)
        parts.push_back(cat(numberText(epoch), ":", numberText(value)));
    return base::join(parts, ",");
}

} // namespace espalier::recipe
