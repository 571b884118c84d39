// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"
#include "base/translate.h"
#include "methods/growth.h"
#include "methods/magnitude_ratio.h"
#include "methods/picking.h"
#include "methods/scores.h"
#include "methods/slice_penalties.h"
#include "methods/state_reader.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

namespace espalier::methods {

namespace {

using base::cat;
using base::Problem;
using base::ProblemCode;
using base::Status;

/// What GReg-1 knows of one group.
struct GroupState {
    GroupView view;
    std::vector<std::int32_t> chosen;
    at::Tensor chosenIndices; ///< the same, on the weights' device
    std::vector<float> startScores;
    float factor = 0.0F;
    std::int64_t finishedAt = -1; ///< iteration, negative = still growing
    bool isFinished() const { return finishedAt >= 0; }
};

/// GReg-1 (methods.md 3.3): slowly growing L2 drives the filters chosen at start to zero.
class Greg1 : public Method {
public:
    Status prepare(const MethodContext &context) override;
    void update(const StepContext &step) override;
    const Penalties &penalties() const override { return m_penalties.penalties(); }
    Verdict verdict(const StepContext &step) override;
    std::string phase() const override { return isStable() ? "stabilise" : "push"; }
    std::vector<std::pair<std::string, std::int64_t>> plannedPhases(const recipe::Options &options) const override;
    graph::Plan plan() const override { return m_plan; }
    double penaltyLoss() const override { return m_penalties.loss(); }
    std::vector<report::LayerTelemetry> telemetry() const override;
    std::map<std::string, double> figures() const override;
    void setLiveOption(const std::string &name, double value) override;
    MethodState save() const override;
    Status load(const MethodState &state) override;

private:
    bool isStable() const { return m_stableSince >= 0; }
    Status readOptions(const recipe::Options &options);
    Status choose(const MethodContext &context);
    void restoreGroup(std::size_t group, const std::vector<std::int64_t> &chosen, const std::vector<float> &start);
    void setChosen(GroupState &group, std::vector<std::int32_t> chosen);
    std::vector<std::size_t> growing() const;
    void grow(std::size_t group, double ratio, std::int64_t iteration);
    report::LayerTelemetry telemetryOf(std::size_t group, const ProducerView &producer) const;

    std::vector<GroupState> m_groups;
    SlicePenalties m_penalties;
    MagnitudeRatios m_ratios;
    graph::Plan m_plan;
    Growth m_growth;
    double m_ratioLimit = 1000.0;
    std::int64_t m_updateInterval = 1, m_stableInterval = 0;
    std::int64_t m_iterations = 0, m_updates = 0, m_stableSince = -1;
};

Growth growthOf(const recipe::Options &options)
{
    return {recipe::realOption(options, "granularity_prune"), recipe::realOption(options, "reg_upper_limit")};
}

Status Greg1::readOptions(const recipe::Options &options)
{
    m_growth = growthOf(options);
    m_updateInterval = recipe::integerOption(options, "update_interval");
    m_stableInterval = recipe::integerOption(options, "stabilize_interval");
    m_ratioLimit = recipe::realOption(options, "mag_ratio_limit");
    if (updatesToCeiling(m_growth))
        return {};
    return Problem{ProblemCode::BadUsage,
                   cat("growth of ", m_growth.step, " per update never exceeds ", m_growth.ceiling, " in float32."),
                   "options.granularity_prune", "Use a larger step or a lower reg_upper_limit."};
}

Status Greg1::prepare(const MethodContext &context)
{
    if (const Status read = readOptions(context.options); !read)
        return read;
    const auto plan = chooseAtStart(context);
    if (!plan)
        return plan.problem();
    m_plan = *plan;
    m_iterations = m_updates = 0;
    m_stableSince = -1;
    return choose(context);
}

Status Greg1::choose(const MethodContext &context)
{
    m_groups.clear();
    std::vector<GroupView> views;
    for (const GroupView &view : context.groups) {
        // Groups of which nothing goes are finished at t = 0: they take no part.
        if (m_plan.removed(view.id).empty())
            continue;
        GroupState group;
        group.view = view;
        const std::vector<double> scores = l1Scores(view);
        group.startScores.assign(scores.begin(), scores.end());
        setChosen(group, m_plan.removed(view.id));
        m_groups.push_back(std::move(group));
        views.push_back(view);
    }
    m_ratios.create(m_groups.size());
    if (m_groups.empty())
        return Problem{
            ProblemCode::BadUsage,
            ESP_TR("Engine", "none of the marked channels is made by a weight that can be penalised."),
            "ratios", ESP_TR("Engine", "Mark channels of a convolution or linear layer.")};
    return m_penalties.create(views, *context.structure, recipe::boolOption(context.options, "block_loss_grad"));
}

void Greg1::setChosen(GroupState &group, std::vector<std::int32_t> chosen)
{
    group.chosen = std::move(chosen);
    const std::vector<std::int64_t> wide(group.chosen.begin(), group.chosen.end());
    group.chosenIndices = at::tensor(wide, at::kLong).to(group.view.producers.front().weight.device());
}

std::vector<std::size_t> Greg1::growing() const
{
    std::vector<std::size_t> indices;
    for (std::size_t g = 0; g < m_groups.size(); ++g)
        if (!m_groups[g].isFinished())
            indices.push_back(g);
    return indices;
}

void Greg1::update(const StepContext &step)
{
    if (isStable() || step.iteration % m_updateInterval != 0)
        return;
    const std::vector<std::size_t> growingNow = growing();
    std::vector<MagnitudeRatios::Choice> choices;
    for (const std::size_t g : growingNow)
        choices.push_back({&m_groups[g].view, m_groups[g].chosenIndices});
    const std::vector<double> ratios = MagnitudeRatios::measure(choices);
    for (std::size_t i = 0; i < growingNow.size(); ++i)
        grow(growingNow[i], ratios[i], step.iteration);
    ++m_updates;
    if (growing().empty())
        m_stableSince = step.iteration;
}

void Greg1::grow(std::size_t index, double ratio, std::int64_t iteration)
{
    GroupState &group = m_groups[index];
    m_ratios.add(index, ratio);
    group.factor = grown(group.factor, m_growth);
    m_penalties.set(index, group.chosen, group.factor);
    if (group.factor > static_cast<float>(m_growth.ceiling) || m_ratios.allReached(m_ratioLimit))
        group.finishedAt = iteration;
}

Verdict Greg1::verdict(const StepContext &step)
{
    m_iterations = step.iteration + 1;
    if (!isStable())
        return Verdict::Continue;
    if (step.iteration - m_stableSince >= m_stableInterval)
        return Verdict::ReadyToCut;
    return step.iteration == m_stableSince ? Verdict::NextPhase : Verdict::Continue;
}

std::vector<std::pair<std::string, std::int64_t>> Greg1::plannedPhases(const recipe::Options &options) const
{
    const auto updates = updatesToCeiling(growthOf(options));
    const std::int64_t interval = recipe::integerOption(options, "update_interval");
    return {{"push", updates ? (*updates - 1) * interval : 0},
            {"stabilise", recipe::integerOption(options, "stabilize_interval") + 1}};
}

report::LayerTelemetry Greg1::telemetryOf(std::size_t index, const ProducerView &producer) const
{
    const GroupState &group = m_groups[index];
    report::LayerTelemetry telemetry;
    telemetry.layer = producer.layer;
    telemetry.group = group.view.id;
    telemetry.startScores = group.startScores;
    telemetry.chosen.assign(static_cast<std::size_t>(group.view.channels), 0);
    for (const std::int32_t channel : group.chosen)
        telemetry.chosen[static_cast<std::size_t>(channel)] = 1;
    telemetry.lambda = group.factor;
    const double ratio = m_ratios.average(index);
    telemetry.magnitudeRatio = std::isfinite(ratio) ? static_cast<float>(ratio) : 0.0F;
    telemetry.finished = group.isFinished();
    return telemetry;
}

std::vector<report::LayerTelemetry> Greg1::telemetry() const
{
    std::vector<report::LayerTelemetry> layers;
    for (std::size_t g = 0; g < m_groups.size(); ++g)
        for (const ProducerView &producer : m_groups[g].view.producers)
            layers.push_back(telemetryOf(g, producer));
    return layers;
}

std::map<std::string, double> Greg1::figures() const
{
    float largest = 0.0F;
    for (const GroupState &group : m_groups)
        largest = std::max(largest, group.factor);
    std::map<std::string, double> figures = {{"iterations", static_cast<double>(m_iterations)},
                                             {"updates", static_cast<double>(m_updates)},
                                             {"lambda_final", largest},
                                             {"layers_finished", static_cast<double>(m_groups.size() - growing().size())},
                                             {"layers_penalised", static_cast<double>(m_groups.size())}};
    if (isStable())
        figures["t_stab"] = static_cast<double>(m_stableSince);
    const auto &ratios = m_ratios.averages();
    const double least = *std::min_element(ratios.begin(), ratios.end());
    if (std::isfinite(least))
        figures["magnitude_ratio_min"] = least;
    return figures;
}

void Greg1::setLiveOption(const std::string &name, double value)
{
    if (!(value > 0.0))
        return;
    if (name == "granularity_prune")
        m_growth.step = value;
    else if (name == "reg_upper_limit")
        m_growth.ceiling = value;
}

MethodState Greg1::save() const
{
    MethodState state;
    state.numbers = {{"iterations", static_cast<double>(m_iterations)},
                     {"updates", static_cast<double>(m_updates)},
                     {"stable_since", static_cast<double>(m_stableSince)},
                     {"granularity_prune", m_growth.step},
                     {"reg_upper_limit", m_growth.ceiling}};
    std::vector<float> factors;
    std::vector<std::int64_t> finished;
    for (std::size_t g = 0; g < m_groups.size(); ++g) {
        factors.push_back(m_groups[g].factor);
        finished.push_back(m_groups[g].finishedAt);
        state.tensors[cat("chosen.", g)] = m_groups[g].chosenIndices.to(at::kCPU);
        state.tensors[cat("start.", g)] = at::tensor(m_groups[g].startScores, at::kFloat);
    }
    state.tensors["factors"] = at::tensor(factors, at::kFloat);
    state.tensors["finished"] = at::tensor(finished, at::kLong);
    // As a tensor: JSON has no infinity and no NaN.
    state.tensors["ratios"] = at::tensor(m_ratios.averages(), at::kDouble);
    return state;
}

void Greg1::restoreGroup(std::size_t index, const std::vector<std::int64_t> &chosen, const std::vector<float> &start)
{
    GroupState &group = m_groups[index];
    group.startScores = start;
    m_penalties.set(index, group.chosen, 0.0);
    setChosen(group, {chosen.begin(), chosen.end()});
    m_penalties.set(index, group.chosen, group.factor);
    m_plan.setRemoved(group.view.id, group.chosen);
}

Status Greg1::load(const MethodState &state)
{
    StateReader reader(state);
    const auto count = static_cast<std::int64_t>(m_groups.size());
    const std::vector<float> factors = reader.floats("factors", count);
    const std::vector<std::int64_t> finished = reader.integers("finished", count);
    m_ratios.restore(reader.doubles("ratios", count));
    m_iterations = reader.integer("iterations");
    m_updates = reader.integer("updates");
    m_stableSince = reader.integer("stable_since");
    m_growth = {reader.number("granularity_prune"), reader.number("reg_upper_limit")};
    for (std::size_t g = 0; g < m_groups.size(); ++g) {
        m_groups[g].factor = factors[g];
        m_groups[g].finishedAt = finished[g];
        restoreGroup(g, reader.integers(cat("chosen.", g), -1),
                     reader.floats(cat("start.", g), m_groups[g].view.channels));
    }
    return reader.status();
}

// Names of methods.md: filter is what works now; channel and weight are to be further choices.
recipe::OptionSchema granularityOption()
{
    recipe::OptionSchema option;
    option.name = "wg";
    option.title = ESP_TR("Engine", "Weight group");
    option.type = recipe::OptionType::Choice;
    option.defaultValue = std::string("filter");
    option.choices = {"filter"};
    option.help = ESP_TR("Engine", "What is penalised and removed as one: a whole filter (wg).");
    option.advanced = true;
    return option;
}

recipe::OptionSchema blockGradientOption()
{
    recipe::OptionSchema option;
    option.name = "block_loss_grad";
    option.title = ESP_TR("Engine", "Block task gradient");
    option.type = recipe::OptionType::Bool;
    option.defaultValue = false;
    option.help = ESP_TR(
        "Engine",
        "The penalty's gradient takes the place of the task's on every convolution and linear weight.");
    option.advanced = true;
    return option;
}

} // namespace

MethodEntry makeGreg1Entry()
{
    recipe::MethodSchema schema;
    schema.id = "greg1";
    schema.title = ESP_TR("Engine", "GReg-1");
    schema.summary = ESP_TR("Engine", "Pushes the smallest filters to zero with a slowly growing L2 penalty, "
                                      "then cuts. Keeps more accuracy "
                                      "than cutting at once; costs a long training phase.");
    schema.paper = "Wang et al., Neural Pruning via Growing Regularization, ICLR 2021";
    schema.options = growthOptions();
    schema.options.push_back(pickOption());
    schema.options.push_back(granularityOption());
    schema.options.push_back(blockGradientOption());
    return {schema, [] { return std::make_unique<Greg1>(); }};
}

} // namespace espalier::methods
