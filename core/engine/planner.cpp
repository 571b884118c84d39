// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/planner.h"

#include "base/text.h"
#include "formats/mask_file.h"
#include "formats/plan_file.h"
#include "methods/penalised_groups.h"
#include "methods/picking.h"
#include "methods/rule_choice.h"
#include "recipe/ratios.h"
#include "train/inherited_choice.h"

namespace espalier::engine {

using base::Problem;
using base::ProblemCode;
using Kind = recipe::RatioSpec::Kind;

namespace {

Problem unknownCriterion(const std::string &id, const recipe::Vocabulary &vocabulary)
{
    std::vector<std::string> names;
    for (const auto &criterion : vocabulary.criteria)
        names.push_back(criterion.id);
    return {ProblemCode::BadUsage, base::cat("There is no criterion '", id, "'."), "",
            base::cat("Choose one of ", base::join(names, ", "), ".")};
}

class Planner {
public:
    Planner(const train::ModelState &state, const PlanOrder &order, const recipe::Vocabulary &vocabulary)
        : m_state(state), m_structure(*state.trace.structure), m_order(order), m_vocabulary(vocabulary)
    { }

    base::Result<Planned> plan();

private:
    base::Result<Planned> fromFile() const;
    base::Status resolve();
    base::Status solve();
    base::Result<recipe::Options> criterionOptions() const;
    base::Result<std::unique_ptr<methods::Criterion>> criterion(const recipe::Options &options) const;
    std::vector<methods::GroupView> views() const;
    graph::PlanRequest request() const; ///< without scores
    base::Result<Planned> byRatios(const recipe::Options &options, const methods::Criterion &criterion);
    base::Result<Planned> byRule(const recipe::Options &options, const methods::Criterion &criterion,
                                 const methods::MaskRule &rule);
    base::Result<Planned> finish(graph::PlanResult result);

    const train::ModelState &m_state;
    const graph::Structure &m_structure;
    const PlanOrder &m_order;
    const recipe::Vocabulary &m_vocabulary;
    recipe::ResolvedRatios m_ratios;
    double m_least = 0.0, m_most = 1.0;
};

base::Result<Planned> Planner::fromFile() const
{
    auto file = formats::readPlanFile(m_order.ratios.plan, m_structure);
    if (!file)
        return file.problem();
    if (auto status = graph::validate(file->plan, m_structure); !status)
        return status.problem();
    Planned planned;
    planned.preview = graph::preview(m_structure, file->plan);
    planned.result.plan = std::move(file->plan);
    planned.warnings = std::move(file->notes);
    return planned;
}

base::Status Planner::resolve()
{
    auto resolved = recipe::resolveRatios(m_order.ratios, m_structure);
    if (!resolved)
        return resolved.problem();
    m_ratios = std::move(*resolved);
    if (m_order.ratios.kind != Kind::Inherit)
        return {};
    const auto inherited = train::inheritedChoice(m_order.ratios.inherit, m_state);
    if (!inherited)
        return inherited.problem();
    m_ratios.ratios = train::ratiosOf(*inherited, m_structure);
    return {};
}

base::Status Planner::solve()
{
    const bool targeted = m_order.ratios.kind == Kind::Target;
    const auto target = graph::parseTarget(targeted ? m_order.ratios.target : "macs=1");
    if (!target)
        return target.problem();
    auto solution = graph::solveUniform(m_structure, *target, m_ratios.limits);
    if (!solution)
        return targeted ? solution.problem() : base::Status{};
    m_least = solution->least;
    m_most = solution->most;
    if (targeted)
        m_ratios.ratios = std::move(solution->ratios);
    return {};
}

base::Result<recipe::Options> Planner::criterionOptions() const
{
    const auto *schema = m_vocabulary.criterion(m_order.criterion);
    if (!schema)
        return unknownCriterion(m_order.criterion, m_vocabulary);
    auto options = recipe::validateOptions(schema->options, m_order.options, "criterion");
    if (options && methods::weightGroupOf(*options) != methods::WeightGroup::Filter)
        return Problem{ProblemCode::Unsupported, "a plan names channels by their filters.", "criterion.wg",
                       "Use other weight groups in the stage select of a recipe."};
    return options;
}

base::Result<std::unique_ptr<methods::Criterion>> Planner::criterion(const recipe::Options &options) const
{
    for (const auto &entry : methods::allCriteria()) {
        if (entry.schema.id != m_order.criterion)
            continue;
        auto criterion = entry.create();
        if (criterion->gradientBatches(options) > 0)
            return Problem{ProblemCode::Unsupported, base::cat("'", m_order.criterion, "' needs gradients on training images."),
                           "criterion", "Use it in the stage select of a recipe."};
        return criterion;
    }
    return unknownCriterion(m_order.criterion, m_vocabulary);
}

std::vector<methods::GroupView> Planner::views() const
{
    auto views = methods::groupViews(m_structure, m_state.network.weights, m_ratios.ratios, m_state.originalChannels);
    std::erase_if(views, [](const methods::GroupView &view) { return view.producers.empty(); });
    return views;
}

graph::PlanRequest Planner::request() const
{
    graph::PlanRequest request;
    request.ratios = m_ratios.ratios;
    request.seed = m_order.seed;
    request.limits = m_ratios.limits;
    request.originalChannels = m_state.originalChannels;
    return request;
}

base::Result<Planned> Planner::byRatios(const recipe::Options &options, const methods::Criterion &criterion)
{
    graph::PlanRequest asked = request();
    asked.pick = methods::pickOf(options);
    asked.scores = methods::scoresOf(m_structure, views(), [&](const methods::GroupView &view) {
        return criterion.score(view, options, m_order.seed);
    });
    auto result = graph::makePlan(m_structure, asked);
    if (!result)
        return result.problem();
    return finish(std::move(*result));
}

base::Result<Planned> Planner::byRule(const recipe::Options &options, const methods::Criterion &criterion,
                                      const methods::MaskRule &rule)
{
    const auto groups = views();
    const graph::PlanRequest asked = request();
    methods::RuleChoice choice{m_structure, criterion, options, groups, asked};
    if (m_order.ratios.kind == Kind::Target)
        choice.target = *graph::parseTarget(m_order.ratios.target);
    auto plan = methods::chooseByRule(choice, rule, methods::scoredGroups(choice));
    if (!plan)
        return plan.problem();
    auto planned = finish(std::move(plan->result));
    if (!planned)
        return planned;
    const bool searched = choice.target && rule.hasValue();
    planned->warnings.insert(planned->warnings.end(), plan->notes.begin(), plan->notes.end());
    planned->policy = graph::toString(methods::agreementOf(options, searched).policy);
    if (rule.kind == methods::MaskRule::Kind::Absolute)
        planned->threshold = searched ? plan->value : rule.threshold;
    return planned;
}

base::Result<Planned> Planner::finish(graph::PlanResult result)
{
    Planned planned;
    planned.preview = graph::preview(m_structure, result.plan);
    planned.result = std::move(result);
    planned.least = m_least;
    planned.most = m_most;
    planned.warnings = m_ratios.warnings;
    return planned;
}

base::Result<Planned> Planner::plan()
{
    if (m_order.ratios.kind == Kind::Plan)
        return fromFile();
    if (auto status = resolve(); !status)
        return status.problem();
    if (auto status = solve(); !status)
        return status.problem();
    const auto options = criterionOptions();
    if (!options)
        return options.problem();
    if (m_order.ratios.kind == Kind::None && methods::ruleNeedsRatios(*options))
        return Problem{ProblemCode::BadUsage, "neither ratios nor a target are given.", "ratios",
                       "Give one of --ratio, --stages, --index or --target, or a rule that needs none."};
    const auto chosen = criterion(*options);
    if (!chosen)
        return chosen.problem();
    const auto rule = methods::ruleOf(*options, m_order.ratios.kind != Kind::None);
    return rule ? byRule(*options, **chosen, *rule) : byRatios(*options, **chosen);
}

} // namespace

base::Result<Planned> planChannels(const train::ModelState &state, const PlanOrder &order,
                                   const recipe::Vocabulary &vocabulary)
{
    return Planner(state, order, vocabulary).plan();
}

std::string maskText(const Planned &planned, const graph::Structure &structure, const std::string &model,
                     const std::string &criterion)
{
    formats::MaskInfo info;
    info.model = model;
    info.criterion = criterion;
    info.threshold = planned.threshold;
    info.policy = planned.policy;
    return formats::maskToJson(planned.result.plan, structure, info);
}

} // namespace espalier::engine
