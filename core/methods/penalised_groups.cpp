// SPDX-License-Identifier: GPL-3.0-or-later
#include "methods/penalised_groups.h"

#include "base/text.h"
#include "base/translate.h"
#include "methods/scores.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <numeric>

namespace espalier::methods {

using base::cat;
using base::Problem;
using base::ProblemCode;
using base::Status;

namespace {

at::Tensor indicesOn(const at::Tensor &like, const std::vector<std::int32_t> &channels)
{
    const std::vector<std::int64_t> wide(channels.begin(), channels.end());
    return at::tensor(wide, at::kLong).to(like.device());
}

std::vector<std::int32_t> allChannels(const GroupView &view)
{
    std::vector<std::int32_t> channels(static_cast<std::size_t>(view.channels));
    std::iota(channels.begin(), channels.end(), 0);
    return channels;
}

std::vector<float> hostScores(const GroupView &view)
{
    const std::vector<double> scores = l1Scores(view);
    return {scores.begin(), scores.end()};
}

} // namespace

recipe::OptionSchema weightGroupOption()
{
    recipe::OptionSchema option;
    option.name = "wg";
    option.title = ESP_TR("Engine", "Weight group");
    option.type = recipe::OptionType::Choice;
    option.defaultValue = std::string("filter");
    option.choices = {"filter", "channel"};
    option.help = ESP_TR("Engine", "What is scored and penalised as one (wg): a filter, or what the next layers read of "
                                   "its channel. The same channel goes.");
    option.advanced = true;
    return option;
}

WeightGroup weightGroupOf(const recipe::Options &options)
{
    const bool isChannel = options.contains("wg") && recipe::textOption(options, "wg") == "channel";
    return isChannel ? WeightGroup::Channel : WeightGroup::Filter;
}

base::Result<std::vector<GroupView>> slicesOf(const std::vector<GroupView> &groups, WeightGroup weightGroup)
{
    std::vector<GroupView> slices = groups;
    if (weightGroup == WeightGroup::Filter)
        return slices;
    for (GroupView &view : slices) {
        view.producers = view.consumers;
        if (view.producers.empty() && view.prune > 0)
            return Problem{ProblemCode::Unsupported,
                           "no convolution or linear layer reads these channels along an axis of their own.", view.name,
                           "Use wg = filter, or give this group a ratio of 0."};
    }
    std::erase_if(slices, [](const GroupView &view) { return view.producers.empty(); });
    return slices;
}

PenalisedGroup PenalisedGroups::makeGroup(const GroupView &view, const GroupView &penalised) const
{
    PenalisedGroup group;
    group.view = view;
    group.penalised = penalised;
    group.startScores = hostScores(penalised);
    group.chosenIndices = indicesOn(penalised.producers.front().weight, {});
    return group;
}

Status PenalisedGroups::create(const MethodContext &context, const graph::Plan &plan, const PenaltyScope &scope)
{
    m_groups.clear();
    m_weightGroup = weightGroupOf(context.options);
    const auto slices = slicesOf(context.groups, m_weightGroup);
    if (!slices)
        return slices.problem();
    std::vector<GroupView> penalised;
    for (const GroupView &slice : *slices) {
        if (plan.removed(slice.id).empty())
            continue;
        const auto view = std::find_if(context.groups.begin(), context.groups.end(),
                                       [&](const GroupView &each) { return each.id == slice.id; });
        m_groups.push_back(makeGroup(*view, slice));
        penalised.push_back(slice);
    }
    if (m_groups.empty())
        return Problem{
            ProblemCode::BadUsage,
            ESP_TR("Engine", "none of the marked channels is made by a weight that can be penalised."),
            "ratios", ESP_TR("Engine", "Mark channels of a convolution or linear layer.")};
    return m_penalties.create(std::move(penalised), *context.structure, scope);
}

std::vector<std::size_t> PenalisedGroups::open() const
{
    std::vector<std::size_t> indices;
    for (std::size_t g = 0; g < m_groups.size(); ++g)
        if (!m_groups[g].isFinished())
            indices.push_back(g);
    return indices;
}

void PenalisedGroups::choose(std::size_t index, std::vector<std::int32_t> chosen)
{
    PenalisedGroup &group = m_groups[index];
    group.chosen = std::move(chosen);
    group.chosenIndices = indicesOn(group.chosenIndices, group.chosen);
}

void PenalisedGroups::choose(const graph::Plan &plan)
{
    for (std::size_t g = 0; g < m_groups.size(); ++g)
        choose(g, plan.removed(m_groups[g].view.id));
}

void PenalisedGroups::setFactors(std::size_t index, float chosen, float kept)
{
    m_groups[index].factor = chosen;
    m_groups[index].keptFactor = kept;
    apply(m_groups[index], index);
}

void PenalisedGroups::apply(const PenalisedGroup &group, std::size_t index)
{
    m_penalties.set(index, allChannels(group.view), group.isPicked() ? group.keptFactor : group.factor);
    if (group.isPicked())
        m_penalties.set(index, group.chosen, group.factor);
}

float PenalisedGroups::largestFactor() const
{
    float largest = 0.0F;
    for (const PenalisedGroup &group : m_groups)
        largest = std::max(largest, group.factor);
    return largest;
}

std::vector<report::LayerTelemetry> PenalisedGroups::telemetry(std::size_t index) const
{
    const PenalisedGroup &group = m_groups[index];
    report::LayerTelemetry telemetry;
    telemetry.group = group.view.id;
    telemetry.startScores = group.startScores;
    // Filters are scored by whoever shows them; only another kind of slice is the method's own affair.
    if (m_weightGroup != WeightGroup::Filter)
        telemetry.scores = hostScores(group.penalised);
    if (group.isPicked())
        telemetry.chosen.assign(static_cast<std::size_t>(group.view.channels), 0);
    for (const std::int32_t channel : group.chosen)
        telemetry.chosen[static_cast<std::size_t>(channel)] = 1;
    telemetry.lambda = group.factor;
    telemetry.lambdaKept = group.isPicked() ? group.keptFactor : group.factor;
    telemetry.finished = group.isFinished();
    std::vector<report::LayerTelemetry> layers;
    for (const ProducerView &producer : group.view.producers) {
        telemetry.layer = producer.layer;
        layers.push_back(telemetry);
    }
    return layers;
}

void PenalisedGroups::save(MethodState &state) const
{
    std::vector<float> factors, kept;
    std::vector<std::int64_t> finished;
    for (std::size_t g = 0; g < m_groups.size(); ++g) {
        factors.push_back(m_groups[g].factor);
        kept.push_back(m_groups[g].keptFactor);
        finished.push_back(m_groups[g].finishedAt);
        state.tensors[cat("start.", g)] = at::tensor(m_groups[g].startScores, at::kFloat);
    }
    state.tensors["factors"] = at::tensor(factors, at::kFloat);
    state.tensors["factors_kept"] = at::tensor(kept, at::kFloat);
    state.tensors["finished"] = at::tensor(finished, at::kLong);
}

void PenalisedGroups::load(StateReader &reader, const graph::Plan &plan)
{
    const auto count = static_cast<std::int64_t>(m_groups.size());
    const std::vector<float> factors = reader.floats("factors", count);
    const std::vector<float> kept = reader.floats("factors_kept", count);
    const std::vector<std::int64_t> finished = reader.integers("finished", count);
    choose(plan);
    for (std::size_t g = 0; g < m_groups.size(); ++g) {
        m_groups[g].startScores = reader.floats(cat("start.", g), m_groups[g].view.channels);
        m_groups[g].finishedAt = finished[g];
        setFactors(g, factors[g], kept[g]);
    }
}

} // namespace espalier::methods
