// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"
#include "base/translate.h"
#include "methods/growing_method.h"
#include "methods/picking.h"
#include "methods/ranks.h"
#include "recipe/option_schemas.h"

#include <ATen/ATen.h>

namespace espalier::methods {

namespace {

using base::cat;
using base::Problem;
using base::ProblemCode;
using base::Status;

/// GReg-2 (methods.md 3.4): L2 grows on all filters until they have come apart; then the smallest are picked and pushed.
class Greg2 : public GrowingMethod {
public:
    std::string phase() const override;
    std::vector<std::pair<std::string, std::int64_t>> plannedPhases(const recipe::Options &options) const override;
    Verdict verdict(const StepContext &step) override;
    graph::Plan plan() const override;
    std::map<std::string, double> figures() const override;

protected:
    Status begin(const MethodContext &context) override;
    void grow(const std::vector<std::size_t> &open, const std::vector<double> &ratios, std::int64_t iteration) override;
    at::Tensor measuredChoice(std::size_t group) override;
    std::map<std::string, float> layerFigures(std::size_t group, const ProducerView &producer) const override;
    void saveMore(MethodState &state) const override;
    void loadMore(StateReader &reader) override;

private:
    bool isPicked() const { return m_pickedAt >= 0; }
    Status readOptions(const MethodContext &context);
    Status beginElements(const MethodContext &context);
    graph::Plan choiceNow() const;
    void growOne(std::size_t group);
    void pick(std::int64_t iteration);
    void finishWhere(const std::vector<std::size_t> &open, std::int64_t iteration);

    MethodContext m_sliced; ///< what is picked from, once it is time
    graph::Plan m_startPlan; ///< what L1 would have taken at the start
    Ranks m_ranks;
    Growth m_pickGrowth;
    double m_ratioLimit = 1000.0;
    float m_recover = 0.0F;
    bool m_endsAtPick = false;
    std::int64_t m_pickedAt = -1;
};

Growth pickGrowthOf(const recipe::Options &options)
{
    return {recipe::realOption(options, "granularity_pick"), recipe::realOption(options, "upper_limit_pick")};
}

bool endsAtPick(const recipe::Options &options)
{
    return recipe::boolOption(options, "only_picking") || recipe::boolOption(options, "revive_kept");
}

/// "-wd" or a number that is not positive.
base::Result<double> recoverOf(const recipe::Options &options, double weightDecay)
{
    const std::string &text = recipe::textOption(options, "recover");
    if (text == "-wd")
        return -weightDecay;
    const auto number = base::parseNumber(text);
    if (number && *number <= 0.0)
        return *number;
    return Problem{ProblemCode::BadUsage, cat("'", text, "' is neither -wd nor a number of 0 or less."), "options.recover",
                   "Use -wd, which takes the weight decay off the kept filters."};
}

Status Greg2::readOptions(const MethodContext &context)
{
    m_growth = growthOf(context.options);
    m_pickGrowth = pickGrowthOf(context.options);
    m_ratioLimit = recipe::realOption(context.options, "mag_ratio_limit");
    m_endsAtPick = endsAtPick(context.options);
    const auto recover = recoverOf(context.options, context.weightDecay);
    if (!recover)
        return recover.problem();
    m_recover = static_cast<float>(*recover);
    if (const Status grows = requireGrowth(m_pickGrowth, "granularity_pick"); !grows)
        return grows;
    return requireGrowth(m_growth, "granularity_prune");
}

Status Greg2::begin(const MethodContext &context)
{
    m_pickedAt = -1;
    if (const Status read = readOptions(context); !read)
        return read;
    if (weightGroupOf(context.options) == WeightGroup::Weight)
        return beginElements(context);
    auto sliced = slicedContext(context);
    if (!sliced)
        return sliced.problem();
    m_sliced = std::move(*sliced);
    const auto plan = chooseAtStart(m_sliced);
    if (!plan)
        return plan.problem();
    m_startPlan = *plan;
    const Status created = createGroups(context, m_startPlan, weightScopeOf(context.options));
    m_ranks.create(m_groups.size());
    return created;
}

Status Greg2::beginElements(const MethodContext &context)
{
    m_sliced = context;
    m_startPlan = {};
    const Status created = createGroups(context, {}, weightScopeOf(context.options));
    m_ranks.create(0);
    return created;
}

graph::Plan Greg2::choiceNow() const
{
    if (m_groups.areElements())
        return {};
    const auto plan = chooseAtStart(m_sliced);
    // It held at the start, so it fails for scores that are not finite only; the loss of the next step says so.
    return plan ? *plan : m_startPlan;
}

graph::Plan Greg2::plan() const
{
    return isPicked() ? m_plan : choiceNow();
}

at::Tensor Greg2::measuredChoice(std::size_t group)
{
    if (isPicked())
        return GrowingMethod::measuredChoice(group);
    m_ranks.look(group, m_groups[group].penalised, m_startPlan.removed(m_groups[group].view.id).size());
    return m_ranks.wouldBe(group).to(m_groups[group].chosenIndices.device());
}

void Greg2::grow(const std::vector<std::size_t> &open, const std::vector<double> &ratios, std::int64_t iteration)
{
    for (std::size_t i = 0; i < open.size(); ++i) {
        m_ratios.add(open[i], ratios[i]);
        growOne(open[i]);
    }
    // All factors are the same until then, so all groups pick in the same update.
    if (!isPicked() && m_groups.largestFactor() >= static_cast<float>(m_pickGrowth.ceiling))
        pick(iteration);
    if (isPicked())
        finishWhere(open, iteration);
}

void Greg2::growOne(std::size_t group)
{
    const float factor = m_groups[group].factor;
    if (isPicked())
        m_groups.setFactors(group, grown(factor, m_growth), m_recover);
    else
        m_groups.setFactors(group, grown(factor, m_pickGrowth));
}

void Greg2::pick(std::int64_t iteration)
{
    m_pickedAt = iteration;
    m_plan = choiceNow();
    if (m_groups.areElements())
        m_groups.chooseElements(m_sliced);
    else
        m_groups.choose(m_plan);
    for (std::size_t g = 0; g < m_groups.size(); ++g) {
        const float factor = m_groups[g].isPicked() ? m_groups[g].factor : 0.0F;
        m_groups.setFactors(g, factor, factor);
    }
}

void Greg2::finishWhere(const std::vector<std::size_t> &open, std::int64_t iteration)
{
    for (const std::size_t g : open) {
        const bool isApart = m_ratios.average(g) >= m_ratioLimit;
        if (m_endsAtPick || !m_groups[g].isPicked() || isBeyondCeiling(g) || isApart)
            m_groups.finish(g, iteration);
    }
}

Verdict Greg2::verdict(const StepContext &step)
{
    const Verdict verdict = GrowingMethod::verdict(step);
    if (m_endsAtPick && isPicked())
        return Verdict::ReadyToCut;
    return verdict == Verdict::Continue && step.iteration == m_pickedAt ? Verdict::NextPhase : verdict;
}

std::string Greg2::phase() const
{
    return !isPicked() || m_endsAtPick ? "pick" : GrowingMethod::phase();
}

std::vector<std::pair<std::string, std::int64_t>> Greg2::plannedPhases(const recipe::Options &options) const
{
    const auto picking = updatesToReach(pickGrowthOf(options));
    const std::int64_t interval = recipe::integerOption(options, "update_interval");
    const std::int64_t before = picking ? (picking->updates - 1) * interval : 0;
    if (endsAtPick(options))
        return {{"pick", before + 1}};
    const auto pushing = updatesToCeiling(growthOf(options), picking ? picking->factor : 0.0F);
    return {{"pick", before},
            {"push", pushing ? *pushing * interval : 0},
            {"stabilise", recipe::integerOption(options, "stabilize_interval") + 1}};
}

std::map<std::string, float> Greg2::layerFigures(std::size_t group, const ProducerView &) const
{
    if (isPicked() || m_groups.areElements())
        return {};
    return {{"rank_change", m_ranks.rankChange(group)}, {"set_change", m_ranks.setChange(group)}};
}

std::map<std::string, double> Greg2::figures() const
{
    std::map<std::string, double> figures = GrowingMethod::figures();
    if (!isPicked())
        return figures;
    figures["t_pick"] = static_cast<double>(m_pickedAt);
    if (m_groups.areElements())
        return figures;
    double shared = 0.0;
    for (const auto &[group, channels] : m_plan.groups())
        shared += overlap(channels, m_startPlan.removed(group)) * static_cast<double>(channels.size());
    figures["overlap_l1"] = shared / static_cast<double>(m_plan.removedCount());
    return figures;
}

void Greg2::saveMore(MethodState &state) const
{
    state.numbers["picked_at"] = static_cast<double>(m_pickedAt);
    state.tensors["start_plan"] = planTensor(m_startPlan);
    if (!m_groups.areElements())
        m_ranks.save(state);
}

void Greg2::loadMore(StateReader &reader)
{
    m_pickedAt = reader.integer("picked_at");
    m_startPlan = reader.plan("start_plan");
    if (!m_groups.areElements())
        m_ranks.load(reader);
}

recipe::OptionSchema pickLimitOption()
{
    return recipe::above(
        recipe::realSchema("upper_limit_pick", ESP_TR("Engine", "Picking limit"), 0.01,
                           ESP_TR("Engine", "The channels are picked once the factor on all of them reaches this (tau').")),
        0.0);
}

recipe::OptionSchema pickStepOption()
{
    recipe::OptionSchema option = recipe::above(
        recipe::realSchema(
            "granularity_pick", ESP_TR("Engine", "Picking step"), 1e-5,
            ESP_TR("Engine", "Growth of the factor on all channels per update before they are picked (delta').")),
        0.0);
    option.rate = true;
    return option;
}

recipe::OptionSchema recoverOption()
{
    return recipe::advanced(recipe::textSchema(
        "recover", ESP_TR("Engine", "Factor of the kept"), "-wd",
        ESP_TR("Engine", "Factor of the kept channels after picking: -wd takes the weight decay off them "
                         "(paper); or a number of 0 or less (the authors' code: -0.0001).")));
}

std::vector<recipe::OptionSchema> options()
{
    return {updateIntervalOption(), stabilizeIntervalOption(), ceilingOption(), growthStepOption(), pickLimitOption(),
            pickStepOption(), magnitudeLimitOption(), recoverOption(),
            switchOption("only_picking", ESP_TR("Engine", "Only pick"),
                         ESP_TR("Engine", "Ends when the channels are picked; a later stage goes on with them.")),
            switchOption("revive_kept", ESP_TR("Engine", "Cut after picking"),
                         ESP_TR("Engine", "Ready to cut when the channels are picked, so that no push follows.")),
            weightGroupOption(), blockGradientOption()};
}

} // namespace

MethodEntry makeGreg2Entry()
{
    recipe::MethodSchema schema;
    schema.id = "greg2";
    schema.title = ESP_TR("Engine", "GReg-2");
    schema.summary = ESP_TR("Engine", "Lets a small growing L2 penalty on all filters tell them apart, picks the smallest "
                                      "then, and pushes those to zero. Picks better than at the start; takes longer.");
    schema.paper = "Wang et al., Neural Pruning via Growing Regularization, ICLR 2021";
    schema.options = options();
    return {schema, [] { return std::make_unique<Greg2>(); }};
}

} // namespace espalier::methods
