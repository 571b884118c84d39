// SPDX-License-Identifier: GPL-3.0-or-later
#include "methods/growing_method.h"

#include "base/text.h"
#include "methods/picking.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace espalier::methods {

using base::cat;
using base::Problem;
using base::ProblemCode;
using base::Status;

PenaltyScope weightScopeOf(const recipe::Options &options)
{
    PenaltyScope scope;
    scope.replacesGradient = recipe::boolOption(options, "block_loss_grad");
    return scope;
}

Growth growthOf(const recipe::Options &options)
{
    return {recipe::realOption(options, "granularity_prune"), recipe::realOption(options, "reg_upper_limit")};
}

Status requireGrowth(const Growth &growth, const std::string &option)
{
    if (updatesToCeiling(growth))
        return {};
    return Problem{ProblemCode::BadUsage,
                   cat("growth of ", growth.step, " per update never exceeds ", growth.ceiling, " in float32."),
                   "options." + option, "Use a larger step or a lower limit."};
}

Status GrowingMethod::prepare(const MethodContext &context)
{
    m_iterations = m_updates = 0;
    m_stableSince = -1;
    m_plan = {};
    if (context.options.contains("update_interval"))
        m_updateInterval = recipe::integerOption(context.options, "update_interval");
    m_stableInterval = recipe::integerOption(context.options, "stabilize_interval");
    return begin(context);
}

base::Result<MethodContext> GrowingMethod::slicedContext(const MethodContext &context)
{
    auto slices = slicesOf(context, weightGroupOf(context.options));
    if (!slices)
        return slices.problem();
    MethodContext sliced = context;
    sliced.groups = std::move(*slices);
    return sliced;
}

base::Result<graph::Plan> GrowingMethod::startPlan(const MethodContext &context)
{
    const auto sliced = slicedContext(context);
    return sliced ? chooseAtStart(*sliced) : base::Result<graph::Plan>(sliced.problem());
}

Status GrowingMethod::beginChosen(const MethodContext &context, const PenaltyScope &scope)
{
    if (weightGroupOf(context.options) == WeightGroup::Weight) {
        const Status created = createGroups(context, {}, scope);
        m_groups.chooseElements(context);
        return created;
    }
    const auto plan = startPlan(context);
    if (!plan)
        return plan.problem();
    m_plan = *plan;
    if (const Status created = createGroups(context, m_plan, scope); !created)
        return created;
    m_groups.choose(m_plan);
    return {};
}

Status GrowingMethod::createGroups(const MethodContext &context, const graph::Plan &plan, const PenaltyScope &scope)
{
    const Status created = m_groups.create(context, plan, scope);
    m_ratios.create(m_groups.size());
    m_weights = context.weights;
    return created;
}

void GrowingMethod::update(const StepContext &step)
{
    if (isStable() || step.iteration % m_updateInterval != 0)
        return;
    const std::vector<std::size_t> open = m_groups.open();
    grow(open, measuredRatios(open), step.iteration);
    ++m_updates;
    if (m_groups.open().empty())
        m_stableSince = step.iteration;
}

std::vector<double> GrowingMethod::measuredRatios(const std::vector<std::size_t> &open)
{
    // Elements always go on to the ceiling (methods.md 3.3).
    if (m_groups.areElements())
        return std::vector<double>(open.size(), std::numeric_limits<double>::quiet_NaN());
    std::vector<MagnitudeRatios::Choice> choices;
    for (const std::size_t g : open)
        choices.push_back({&m_groups[g].penalised, measuredChoice(g)});
    return MagnitudeRatios::measure(choices);
}

Masks GrowingMethod::masks() const
{
    return m_groups.areElements() ? m_groups.masks(m_weights) : Masks();
}

bool GrowingMethod::isBeyondCeiling(std::size_t group) const
{
    return m_groups[group].factor > static_cast<float>(m_growth.ceiling);
}

Verdict GrowingMethod::verdict(const StepContext &step)
{
    m_iterations = step.iteration + 1;
    if (!isStable())
        return Verdict::Continue;
    if (step.iteration - m_stableSince >= m_stableInterval)
        return Verdict::ReadyToCut;
    return step.iteration == m_stableSince ? Verdict::NextPhase : Verdict::Continue;
}

std::vector<report::LayerTelemetry> GrowingMethod::telemetry() const
{
    std::vector<report::LayerTelemetry> all;
    for (std::size_t g = 0; g < m_groups.size(); ++g) {
        const double ratio = m_ratios.average(g);
        std::vector<report::LayerTelemetry> layers = m_groups.telemetry(g);
        for (std::size_t i = 0; i < layers.size(); ++i) {
            layers[i].magnitudeRatio = std::isfinite(ratio) ? static_cast<float>(ratio) : 0.0F;
            layers[i].figures = layerFigures(g, m_groups[g].view.producers[i]);
            all.push_back(std::move(layers[i]));
        }
    }
    return all;
}

std::map<std::string, double> GrowingMethod::figures() const
{
    const std::size_t open = m_groups.open().size();
    std::map<std::string, double> figures = {{"iterations", static_cast<double>(m_iterations)},
                                             {"updates", static_cast<double>(m_updates)},
                                             {"lambda_final", m_groups.largestFactor()},
                                             {"layers_finished", static_cast<double>(m_groups.size() - open)},
                                             {"layers_penalised", static_cast<double>(m_groups.size())}};
    if (isStable())
        figures["t_stab"] = static_cast<double>(m_stableSince);
    const auto &ratios = m_ratios.averages();
    const double least = *std::min_element(ratios.begin(), ratios.end());
    if (std::isfinite(least))
        figures["magnitude_ratio_min"] = least;
    return figures;
}

void GrowingMethod::setLiveOption(const std::string &name, double value)
{
    if (!(value > 0.0))
        return;
    if (name == "granularity_prune")
        m_growth.step = value;
    else if (name == "reg_upper_limit")
        m_growth.ceiling = value;
}

MethodState GrowingMethod::save() const
{
    MethodState state;
    state.numbers = {{"iterations", static_cast<double>(m_iterations)},
                     {"updates", static_cast<double>(m_updates)},
                     {"stable_since", static_cast<double>(m_stableSince)},
                     {"granularity_prune", m_growth.step},
                     {"reg_upper_limit", m_growth.ceiling}};
    m_groups.save(state);
    state.tensors["plan"] = planTensor(m_plan);
    // As a tensor: JSON has no infinity and no NaN.
    state.tensors["ratios"] = at::tensor(m_ratios.averages(), at::kDouble);
    saveMore(state);
    return state;
}

Status GrowingMethod::load(const MethodState &state)
{
    StateReader reader(state);
    m_iterations = reader.integer("iterations");
    m_updates = reader.integer("updates");
    m_stableSince = reader.integer("stable_since");
    m_growth = {reader.number("granularity_prune"), reader.number("reg_upper_limit")};
    m_plan = reader.plan("plan");
    m_groups.load(reader, m_plan);
    m_ratios.restore(reader.doubles("ratios", static_cast<std::int64_t>(m_groups.size())));
    loadMore(reader);
    return reader.status();
}

} // namespace espalier::methods
