// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/cut_now_probe.h"

#include "model/surgeon.h"
#include "train/measuring.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>

namespace espalier::train {

void CutNowProbe::beginPhase(std::int64_t plannedSteps, std::int64_t count)
{
    m_interval = count > 0 && plannedSteps > 0 ? std::max<std::int64_t>(1, plannedSteps / count) : 0;
}

bool CutNowProbe::isDue(std::int64_t t) const
{
    constexpr double Share = 0.05;
    return m_interval > 0 && t % m_interval == 0 && m_spent + m_last <= Share * RunClock::since(m_start);
}

base::Status CutNowProbe::run(const graph::Plan &plan, double epoch)
{
    const at::NoGradGuard noGrad;
    const RunClock::Point started = RunClock::now();
    const auto cut = model::cut(m_context.model.network, m_context.model.trace, plan);
    if (!cut)
        return cut.problem();
    const auto accuracy = measure(m_context, cut->network, hasTuning(m_context) ? data::Split::Tuning : data::Split::Test);
    if (!accuracy)
        return accuracy.problem();
    m_last = RunClock::since(started);
    m_spent += m_last;
    m_context.services.reporter.metric({"accuracy.cut_now", accuracy->top1, epoch, accuracy->low, accuracy->high});
    return {};
}

} // namespace espalier::train
