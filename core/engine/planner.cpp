// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/planner.h"

#include "base/text.h"
#include "formats/plan_file.h"
#include "methods/picking.h"
#include "recipe/ratios.h"

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
    base::Result<graph::PlanRequest> request() const;
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

base::Result<graph::PlanRequest> Planner::request() const
{
    const auto *schema = m_vocabulary.criterion(m_order.criterion);
    if (!schema)
        return unknownCriterion(m_order.criterion, m_vocabulary);
    const auto options = recipe::validateOptions(schema->options, m_order.options, "criterion");
    if (!options)
        return options.problem();
    auto views = methods::groupViews(m_structure, m_state.network.weights, m_ratios.ratios, m_state.originalChannels);
    std::erase_if(views, [](const methods::GroupView &view) { return view.producers.empty(); });
    graph::PlanRequest request;
    request.pick = methods::pickOf(*options);
    for (const auto &entry : methods::allCriteria()) {
        if (entry.schema.id != m_order.criterion)
            continue;
        const auto criterion = entry.create();
        if (criterion->gradientBatches(*options) > 0)
            return Problem{ProblemCode::Unsupported, base::cat("'", m_order.criterion, "' needs gradients on training images."),
                           "criterion", "Use it in the stage select of a recipe."};
        request.scores = methods::scoresOf(m_structure, views, [&](const methods::GroupView &view) {
            return criterion->score(view, *options, m_order.seed);
        });
    }
    request.ratios = m_ratios.ratios;
    request.seed = m_order.seed;
    request.limits = m_ratios.limits;
    request.originalChannels = m_state.originalChannels;
    return request;
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
    const auto asked = request();
    if (!asked)
        return asked.problem();
    auto result = graph::makePlan(m_structure, *asked);
    if (!result)
        return result.problem();
    return finish(std::move(*result));
}

} // namespace

base::Result<Planned> planChannels(const train::ModelState &state, const PlanOrder &order,
                                   const recipe::Vocabulary &vocabulary)
{
    return Planner(state, order, vocabulary).plan();
}

} // namespace espalier::engine
