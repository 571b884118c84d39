// SPDX-License-Identifier: GPL-3.0-or-later
#include "methods/sparsity_method.h"

#include "base/text.h"
#include "base/translate.h"
#include "methods/picking.h"
#include "methods/scores.h"
#include "methods/state_reader.h"
#include "model/host_values.h"
#include "recipe/option_schemas.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace espalier::methods {

using base::cat;
using base::Status;
using recipe::OptionSchema;

namespace {

std::vector<double> hostSizes(const ProducerView &producer, std::int32_t channels)
{
    return model::hostValues<double>(gammaScoreTensor(producer, channels));
}

bool hasScale(const GroupView &group)
{
    return std::any_of(group.producers.begin(), group.producers.end(),
                       [](const ProducerView &producer) { return producer.gamma.defined(); });
}

double meanWhere(const std::vector<double> &values, const std::vector<std::uint8_t> &chosen, std::uint8_t wanted)
{
    double sum = 0.0;
    double count = 0.0;
    for (std::size_t c = 0; c < values.size(); ++c)
        if (chosen[c] == wanted) {
            sum += values[c];
            count += 1.0;
        }
    return count > 0.0 ? sum / count : 0.0;
}

double share(std::int64_t part, std::size_t whole)
{
    return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0.0;
}

} // namespace

Status SparsityMethod::prepare(const MethodContext &context)
{
    m_context = context;
    m_strength = recipe::realOption(context.options, "s");
    m_threshold = recipe::realOption(context.options, "gamma_threshold");
    m_regulariser = regulariserOf(recipe::textOption(context.options, "reg"));
    m_iterations = m_stalledEpochs = 0;
    m_lastShare = -1.0;
    m_groups.clear();
    m_startScores.clear();
    for (const GroupView &group : context.groups) {
        if (!hasScale(group) || context.request.limits.locked.contains(group.id))
            continue;
        m_groups.push_back(group);
        for (const ProducerView &producer : group.producers)
            if (producer.gamma.defined()) {
                const std::vector<double> sizes = hostSizes(producer, group.channels);
                m_startScores[producer.layer].assign(sizes.begin(), sizes.end());
            }
    }
    const auto targets = chooseTargets(context);
    if (!targets)
        return targets.problem();
    mark(*targets);
    return {};
}

void SparsityMethod::mark(const std::optional<graph::Plan> &targets)
{
    m_targets = targets;
    if (!targets)
        return markAll();
    m_scales = scalesOf(m_groups);
    for (const GroupView &group : m_groups)
        markTargets(group, targets->removed(group.id), 1.0, m_scales);
}

/// The penalty is on every scale there is, those of channels that can't go included; only locks are kept.
void SparsityMethod::markAll()
{
    m_scales = scalesOf(m_context.groups);
    addFreeScales(*m_context.structure, m_context.weights, m_scales);
    for (ScaleView &scale : m_scales)
        scale.target.fill_(1.0);
    for (const GroupView &group : m_context.groups)
        if (m_context.request.limits.locked.contains(group.id))
            markTargets(group, allChannels(group), 0.0, m_scales);
    std::erase_if(m_scales, [](const ScaleView &scale) { return scale.target.sum().item<double>() == 0.0; });
}

void SparsityMethod::afterBackward(const StepContext &step)
{
    m_learningRate = step.learningRate;
    addPenalty(m_regulariser, m_strength, step.learningRate, m_scales);
}

bool SparsityMethod::isLast(const StepContext &step) const
{
    return m_context.horizon.steps > 0 && step.iteration + 1 >= m_context.horizon.steps;
}

Verdict SparsityMethod::verdict(const StepContext &step)
{
    m_iterations = step.iteration + 1;
    watchStall(step);
    return isLast(step) ? Verdict::ReadyToCut : Verdict::Continue;
}

void SparsityMethod::watchStall(const StepContext &step)
{
    const std::int64_t perEpoch = m_context.horizon.stepsPerEpoch;
    if (perEpoch <= 0 || (step.iteration + 1) % perEpoch != 0)
        return;
    const double now = shareCollapsed();
    m_stalledEpochs = now > m_lastShare || now >= 1.0 ? 0 : m_stalledEpochs + 1;
    m_lastShare = now;
}

/// Of the penalised channels.
double SparsityMethod::shareCollapsed() const
{
    std::int64_t below = 0;
    std::size_t all = 0;
    for (const ScaleView &scale : m_scales)
        for (const ScaleEntry &entry : scaleEntries(scale)) {
            all += entry.isTarget ? 1 : 0;
            below += entry.isTarget && entry.size <= m_threshold ? 1 : 0;
        }
    return share(below, all);
}

double SparsityMethod::penaltyLoss() const
{
    return penaltyOf(m_regulariser, m_strength, m_learningRate, m_scales);
}

std::vector<ScoredGroup> SparsityMethod::scoredGroups() const
{
    std::vector<ScoredGroup> scored;
    for (const GroupView &group : m_groups)
        scored.push_back({group.id, group.name, gammaScores(group), group.ratio, 0});
    return scored;
}

graph::Plan SparsityMethod::collapsed() const
{
    RuleRequest request;
    request.rule.threshold = m_threshold;
    request.agreement = agreementOf(m_context.options, false);
    request.groups = scoredGroups();
    request.plan = m_context.request;
    const auto plan = planByRule(*m_context.structure, std::move(request));
    return plan ? plan->result.plan : graph::Plan();
}

bool SparsityMethod::hasRatios() const
{
    const auto &ratios = m_context.request.ratios;
    return std::any_of(ratios.begin(), ratios.end(), [](double ratio) { return ratio > 0.0; });
}

base::Result<graph::Plan> SparsityMethod::byRatios() const
{
    graph::PlanRequest request = m_context.request;
    std::vector<double> ratios(m_context.structure->groups.size(), 0.0);
    request.scores.assign(ratios.size(), {});
    const ScoreMix mix = mixOf(m_context.options);
    for (const ScoredGroup &group : scoredGroups()) {
        const std::size_t index = group.id.index();
        ratios[index] = request.ratios[index];
        request.scores[index] = mixScores(group.members, mix);
    }
    request.ratios = std::move(ratios);
    request.pick = graph::Pick::Min;
    const auto made = graph::makePlan(*m_context.structure, request);
    if (!made)
        return made.problem();
    return made->plan;
}

std::vector<std::uint8_t> SparsityMethod::chosenOf(const GroupView &group, const std::vector<double> &sizes) const
{
    std::vector<std::uint8_t> chosen(sizes.size(), 0);
    if (m_targets) {
        for (const std::int32_t channel : m_targets->removed(group.id))
            chosen[static_cast<std::size_t>(channel)] = 1;
        return chosen;
    }
    std::transform(sizes.begin(), sizes.end(), chosen.begin(),
                   [this](double size) { return static_cast<std::uint8_t>(size <= m_threshold ? 1 : 0); });
    return chosen;
}

report::LayerTelemetry SparsityMethod::telemetryOf(const GroupView &group, const ProducerView &producer) const
{
    const std::vector<double> sizes = hostSizes(producer, group.channels);
    report::LayerTelemetry telemetry;
    telemetry.layer = producer.layer;
    telemetry.group = group.id;
    telemetry.scores.assign(sizes.begin(), sizes.end());
    telemetry.startScores = m_startScores.at(producer.layer);
    telemetry.chosen = chosenOf(group, sizes);
    telemetry.lambda = static_cast<float>(m_strength);
    const double small = meanWhere(sizes, telemetry.chosen, 1);
    telemetry.magnitudeRatio = small > 0.0 ? static_cast<float>(meanWhere(sizes, telemetry.chosen, 0) / small) : 0.0F;
    bool isDone = m_targets.has_value();
    for (std::size_t c = 0; c < sizes.size(); ++c)
        isDone = isDone && (telemetry.chosen[c] == 0 || sizes[c] <= m_threshold);
    telemetry.finished = isDone;
    return telemetry;
}

std::vector<report::LayerTelemetry> SparsityMethod::telemetry() const
{
    std::vector<report::LayerTelemetry> layers;
    for (const GroupView &group : m_groups)
        for (const ProducerView &producer : group.producers)
            if (producer.gamma.defined())
                layers.push_back(telemetryOf(group, producer));
    return layers;
}

std::map<std::string, double> SparsityMethod::series() const
{
    std::map<std::string, double> series;
    std::int64_t collapsedAll = 0;
    std::int64_t flips = 0;
    std::size_t all = 0;
    for (const ScaleView &scale : m_scales) {
        const std::vector<ScaleEntry> entries = scaleEntries(scale);
        const auto below = std::count_if(entries.begin(), entries.end(),
                                         [this](const ScaleEntry &entry) { return entry.size <= m_threshold; });
        flips += std::count_if(entries.begin(), entries.end(), [](const ScaleEntry &entry) { return entry.hasFlipped; });
        collapsedAll += below;
        all += entries.size();
        series["gamma.collapsed/" + scale.layer] = share(below, entries.size());
    }
    series["gamma.collapsed"] = share(collapsedAll, all);
    series["gamma.sign_flips"] = static_cast<double>(flips);
    if (m_targets)
        series["gamma.masked_collapsed"] = shareCollapsed();
    return series;
}

std::map<std::string, double> SparsityMethod::figures() const
{
    std::vector<double> sizes, masked, kept;
    std::int64_t flips = 0;
    for (const ScaleView &scale : m_scales)
        for (const ScaleEntry &entry : scaleEntries(scale)) {
            sizes.push_back(entry.size);
            (entry.isTarget ? masked : kept).push_back(entry.size);
            flips += entry.hasFlipped ? 1 : 0;
        }
    const auto below = [this](const std::vector<double> &of) {
        return static_cast<double>(std::count_if(of.begin(), of.end(), [this](double size) { return size <= m_threshold; }));
    };
    std::map<std::string, double> figures = {{"iterations", static_cast<double>(m_iterations)},
                                             {"s", m_strength},
                                             {"scales", static_cast<double>(sizes.size())},
                                             {"collapsed", below(sizes)},
                                             {"sign_flips", static_cast<double>(flips)},
                                             {"penalty", penaltyLoss()},
                                             {"stalled_epochs", static_cast<double>(m_stalledEpochs)}};
    addFractions("gamma", sizes, figures);
    if (!m_targets)
        return figures;
    addFractions("masked", masked, figures);
    addFractions("kept", kept, figures);
    figures["masked"] = static_cast<double>(masked.size());
    figures["masked_collapsed"] = below(masked);
    figures["kept_collapsed"] = below(kept);
    // Prune sets after the members' agreement: what was masked against what has collapsed.
    const graph::PlanComparison comparison = graph::compare(*m_targets, collapsed(), *m_context.structure);
    figures["mask_iou"] = comparison.iou;
    figures["mask_agreement"] = comparison.agreement;
    return figures;
}

std::vector<std::string> SparsityMethod::warnings() const
{
    if (m_scales.empty())
        return {ESP_TR("Engine", "there is no batch norm scale to penalise, so this was plain training.")};
    if (m_stalledEpochs < 5)
        return {};
    return {cat("the share of penalised scales at or below ", m_threshold, " has stood still for ", m_stalledEpochs,
                " epochs, at ", 100.0 * m_lastShare, " %: a larger s or more epochs may be needed.")};
}

void SparsityMethod::setLiveOption(const std::string &name, double value)
{
    if (name == "s" && value >= 0.0)
        m_strength = value;
}

MethodState SparsityMethod::save() const
{
    MethodState state;
    state.numbers = {{"iterations", static_cast<double>(m_iterations)},
                     {"stalled_epochs", static_cast<double>(m_stalledEpochs)},
                     {"last_share", m_lastShare},
                     {"s", m_strength},
                     {"learning_rate", m_learningRate},
                     {"masked", m_targets ? 1.0 : 0.0}};
    for (const ScaleView &scale : m_scales)
        state.tensors["sign." + scale.gammaName] = scale.startSign.to(at::kCPU, at::kFloat);
    for (const GroupView &group : m_groups) {
        const auto &start = m_startScores;
        for (const ProducerView &producer : group.producers)
            if (producer.gamma.defined())
                state.tensors["start." + producer.layer] = at::tensor(start.at(producer.layer), at::kFloat);
    }
    if (m_targets)
        state.tensors["targets"] = planTensor(*m_targets);
    return state;
}

Status SparsityMethod::load(const MethodState &state)
{
    StateReader reader(state);
    m_iterations = reader.integer("iterations");
    m_stalledEpochs = reader.integer("stalled_epochs");
    m_lastShare = reader.number("last_share");
    m_strength = reader.number("s");
    m_learningRate = reader.number("learning_rate");
    mark(reader.number("masked") != 0.0 ? std::optional(reader.plan("targets")) : std::nullopt);
    for (ScaleView &scale : m_scales)
        scale.startSign = at::tensor(reader.floats("sign." + scale.gammaName, scale.gamma.numel()), at::kFloat)
                              .to(scale.gamma.device());
    for (auto &[layer, scores] : m_startScores)
        scores = reader.floats("start." + layer, static_cast<std::int64_t>(scores.size()));
    return reader.status();
}

std::vector<OptionSchema> sparsityOptions(double strength, const std::vector<std::string> &moreKinds)
{
    using namespace recipe;
    OptionSchema s = atLeast(
        realSchema("s", ESP_TR("Engine", "Strength"), strength,
                   ESP_TR("Engine", "Weight of the penalty on batch norm scales (s). A scale travels about lr * s / (1 - momentum) "
                                    "per iteration: set it anew with batch size or epochs.")),
        0.0);
    s.live = true;
    std::vector<std::string> kinds = regulariserNames();
    kinds.insert(kinds.end(), moreKinds.begin(), moreKinds.end());
    std::vector<OptionSchema> options = {
        s,
        choiceSchema("reg", ESP_TR("Engine", "Penalty"), std::move(kinds),
                     ESP_TR("Engine", "What draws the scales to zero; group_lasso works on the filters instead, grad_decay takes "
                                      "the task's gradient from scale and shift and lets both fall in a line.")),
        atLeast(realSchema("gamma_threshold", ESP_TR("Engine", "Collapsed at"), 0.01,
                           ESP_TR("Engine", "A channel has collapsed once its scale is no larger than this (tau).")),
                0.0)};
    for (OptionSchema &option : agreementOptions())
        options.push_back(std::move(option));
    return options;
}

} // namespace espalier::methods
