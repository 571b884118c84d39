// SPDX-License-Identifier: GPL-3.0-or-later
#include "methods/magnitude_ratio.h"

#include "methods/scores.h"
#include "model/host_values.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <cmath>
#include <limits>

namespace espalier::methods {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// [sum of all scores, sum of the chosen scores]
at::Tensor scoreSums(const MagnitudeRatios::Choice &choice)
{
    const at::Tensor scores = l1ScoreTensor(*choice.group);
    return at::stack({scores.sum(), scores.index_select(0, choice.chosen).sum()});
}

double ratioOf(double all, double chosenSum, std::size_t channels, std::size_t chosen)
{
    if (chosen == 0 || chosenSum <= 0.0)
        return infinity;
    const double kept = (all - chosenSum) / static_cast<double>(channels - chosen);
    return kept / (chosenSum / static_cast<double>(chosen));
}

} // namespace

void MagnitudeRatios::create(std::size_t groups)
{
    m_averages.assign(groups, unknown);
}

std::vector<double> MagnitudeRatios::measure(const std::vector<Choice> &choices)
{
    if (choices.empty())
        return {};
    const at::NoGradGuard noGrad;
    std::vector<at::Tensor> sums;
    for (const Choice &choice : choices)
        sums.push_back(scoreSums(choice));
    const std::vector<double> values = model::hostValues<double>(at::stack(sums));
    std::vector<double> ratios;
    for (std::size_t i = 0; i < choices.size(); ++i)
        ratios.push_back(ratioOf(values[2 * i], values[2 * i + 1], static_cast<std::size_t>(choices[i].group->channels),
                                 static_cast<std::size_t>(choices[i].chosen.numel())));
    return ratios;
}

void MagnitudeRatios::add(std::size_t group, double ratio)
{
    double &average = m_averages[group];
    average = std::isnan(average) ? ratio : 0.9 * average + 0.1 * ratio;
}

bool MagnitudeRatios::allReached(double limit) const
{
    bool any = false;
    for (const double average : m_averages) {
        if (average < limit)
            return false;
        any = any || !std::isnan(average);
    }
    return any;
}

} // namespace espalier::methods
