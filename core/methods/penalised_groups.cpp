// SPDX-License-Identifier: GPL-3.0-or-later
#include "methods/penalised_groups.h"

#include "base/text.h"
#include "base/translate.h"
#include "methods/picking.h"
#include "methods/scores.h"
#include "recipe/option_schemas.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>

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

std::vector<float> hostScores(const GroupView &view)
{
    const std::vector<double> scores = l1Scores(view);
    return {scores.begin(), scores.end()};
}

} // namespace

recipe::OptionSchema weightGroupOption()
{
    return recipe::advanced(recipe::choiceSchema(
        "wg", ESP_TR("Engine", "Weight group"), {"filter", "channel", "weight"},
        ESP_TR("Engine", "What is scored and penalised as one (wg): a filter; what the next layers read of its "
                         "channel, and the same channel goes; or single weights, which become zeros.")));
}

WeightGroup weightGroupOf(const recipe::Options &options)
{
    const std::string text = options.contains("wg") ? recipe::textOption(options, "wg") : "filter";
    if (text == "weight")
        return WeightGroup::Weight;
    return text == "channel" ? WeightGroup::Channel : WeightGroup::Filter;
}

namespace {

base::Result<std::vector<GroupView>> elementViews(const MethodContext &context)
{
    std::vector<GroupView> views;
    for (const LayerView &layer : context.layers) {
        const auto elements = static_cast<std::int32_t>(layer.weight.numel());
        GroupView view{.id = {}, .name = layer.layer, .channels = elements, .producers = {}};
        view.ratio = layer.ratio;
        view.prune = graph::prunedCount(layer.ratio, elements);
        if (view.prune == 0)
            continue;
        if (!layer.weight.is_non_overlapping_and_dense())
            return Problem{ProblemCode::Unsupported, "this weight has gaps in memory.", layer.weightName, ""};
        ProducerView producer;
        producer.layer = layer.layer;
        producer.weightName = layer.weightName;
        producer.weight = layer.weight.detach().as_strided({layer.weight.numel()}, {1});
        view.producers.push_back(std::move(producer));
        views.push_back(std::move(view));
    }
    return views;
}

} // namespace

base::Result<std::vector<GroupView>> slicesOf(const MethodContext &context, WeightGroup weightGroup)
{
    if (weightGroup == WeightGroup::Weight)
        return elementViews(context);
    std::vector<GroupView> slices = context.groups;
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
    if (!areElements())
        group.startScores = hostScores(penalised);
    group.chosenIndices = indicesOn(penalised.producers.front().weight, {});
    return group;
}

Status PenalisedGroups::create(const MethodContext &context, const graph::Plan &plan, const PenaltyScope &scope)
{
    m_groups.clear();
    m_weightGroup = weightGroupOf(context.options);
    const auto slices = slicesOf(context, m_weightGroup);
    if (!slices)
        return slices.problem();
    std::vector<GroupView> penalised;
    for (const GroupView &slice : *slices) {
        if (!areElements() && plan.removed(slice.id).empty())
            continue;
        const auto view = std::find_if(context.groups.begin(), context.groups.end(),
                                       [&](const GroupView &each) { return each.id == slice.id; });
        m_groups.push_back(makeGroup(areElements() ? slice : *view, slice));
        penalised.push_back(slice);
    }
    PenaltyScope exact = scope;
    exact.elementsOf = areElements() ? &context.weights : nullptr;
    if (m_groups.empty())
        return Problem{
            ProblemCode::BadUsage,
            ESP_TR("Engine", "none of the marked channels is made by a weight that can be penalised."),
            "ratios", ESP_TR("Engine", "Mark channels of a convolution or linear layer.")};
    return m_penalties.create(std::move(penalised), *context.structure, exact);
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

void PenalisedGroups::chooseElements(const MethodContext &context)
{
    const at::NoGradGuard noGrad;
    const graph::Pick pick = pickOf(context.options);
    for (PenalisedGroup &group : m_groups) {
        at::Tensor order;
        if (pick == graph::Pick::Random)
            order = at::randperm(group.penalised.channels, at::detail::createCPUGenerator(context.request.seed), at::kLong)
                        .to(group.chosenIndices.device());
        else
            order = at::argsort(l1ScoreTensor(group.penalised), /*stable=*/true, 0, pick == graph::Pick::Max);
        group.chosenIndices = std::get<0>(order.slice(0, 0, group.penalised.prune).sort());
    }
}

Masks PenalisedGroups::masks(const model::Weights &weights) const
{
    Masks masks;
    for (const PenalisedGroup &group : m_groups) {
        if (!group.isPicked())
            continue;
        const std::string &name = group.penalised.producers.front().weightName;
        const at::Tensor weight = weights.get(name);
        at::Tensor flat = at::ones({weight.numel()}, at::TensorOptions(at::kBool).device(weight.device()));
        flat.index_fill_(0, group.chosenIndices, false);
        masks[name] = flat.as_strided(weight.sizes(), weight.strides()).contiguous();
    }
    return masks;
}

void PenalisedGroups::setFactors(std::size_t index, float chosen, float kept)
{
    m_groups[index].factor = chosen;
    m_groups[index].keptFactor = kept;
    apply(m_groups[index], index);
}

void PenalisedGroups::apply(const PenalisedGroup &group, std::size_t index)
{
    const float all = group.isPicked() ? group.keptFactor : group.factor;
    if (areElements()) {
        m_penalties.fill(index, all);
        m_penalties.setAt(index, group.chosenIndices, group.factor);
        return;
    }
    m_penalties.set(index, allChannels(group.view), all);
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
    if (m_weightGroup == WeightGroup::Channel)
        telemetry.scores = hostScores(group.penalised);
    if (group.isPicked() && !areElements())
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
        if (areElements())
            state.tensors[cat("elements.", g)] = at::cat({at::tensor({m_groups[g].chosenIndices.numel()}, at::kLong),
                                                          m_groups[g].chosenIndices.to(at::kCPU)});
        else
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
    if (!areElements())
        choose(plan);
    for (std::size_t g = 0; g < m_groups.size(); ++g) {
        if (areElements())
            loadElements(g, reader.integers(cat("elements.", g), -1));
        else
            m_groups[g].startScores = reader.floats(cat("start.", g), m_groups[g].view.channels);
        m_groups[g].finishedAt = finished[g];
        setFactors(g, factors[g], kept[g]);
    }
}

void PenalisedGroups::loadElements(std::size_t group, const std::vector<std::int64_t> &saved)
{
    // Led by their number, so that the tensor is never empty.
    const std::vector<std::int64_t> elements(saved.begin() + (saved.empty() ? 0 : 1), saved.end());
    m_groups[group].chosenIndices = at::tensor(elements, at::kLong).to(m_groups[group].chosenIndices.device());
}

} // namespace espalier::methods
