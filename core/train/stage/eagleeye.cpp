// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/random.h"
#include "base/text.h"
#include "base/translate.h"
#include "graph/cost.h"
#include "methods/picking.h"
#include "recipe/option_schemas.h"
#include "train/candidate_search.h"
#include "train/evaluation.h"
#include "train/measuring.h"
#include "train/pruning_setup.h"
#include "train/recalibration.h"
#include "train/stage_options.h"

#include <cmath>

namespace espalier::train {

namespace {

using base::cat;
using base::Problem;
using base::ProblemCode;
using base::Status;

enum Column : std::size_t { Top1, Loss, Left };

std::uint64_t drawSeed(const StageContext &context)
{
    return base::randomBits(static_cast<std::uint64_t>(context.recipe.seed), 0x647261,
                            static_cast<std::uint64_t>(context.services.position.stageIndex));
}

/// Random plans near a target, drawn one by one: candidate i is a function of the seed and i alone.
class PlanDraw
{
public:
    static base::Result<PlanDraw> create(const StageContext &context, const PruningSetup &setup);
    base::Result<graph::Plan> draw(std::int64_t candidate);
    const graph::PlanRequest &request() const { return m_request; } ///< of the last draw
    double left() const { return m_left; }

private:
    PlanDraw(const StageContext &context, const PruningSetup &setup);
    double shareLeft(const graph::Plan &plan) const;
    void drawRatios(std::int64_t candidate, std::int64_t attempt);

    const ModelState &m_model;
    graph::PlanRequest m_request;
    std::uint64_t m_seed;
    graph::Target::Kind m_kind = graph::Target::Kind::Macs;
    double m_wanted = 1.0, m_tolerance = 0.01, m_largest = 0.7;
    std::vector<bool> m_takesPart;
    double m_left = 1.0;
};

PlanDraw::PlanDraw(const StageContext &context, const PruningSetup &setup)
    : m_model(context.model), m_request(setup.request), m_seed(drawSeed(context))
{
    const graph::Structure &structure = *m_model.trace.structure;
    const auto groups = producedGroups(m_model, setup.request.ratios);
    m_request.scores = methods::scoresOf(structure, groups, methods::l1Scores);
    m_request.pick = graph::Pick::Min;
    for (const graph::Group &group : structure.groups) {
        const std::size_t g = group.id.index();
        const bool isOpen = !m_request.scores[g].empty() && !m_request.limits.locked.contains(group.id);
        m_takesPart.push_back(isOpen && (setup.target || m_request.ratios[g] > 0.0));
    }
    m_tolerance = recipe::realOption(context.stage.options, "tolerance");
    m_largest = recipe::realOption(context.stage.options, "max_ratio");
}

base::Result<PlanDraw> PlanDraw::create(const StageContext &context, const PruningSetup &setup)
{
    PlanDraw draw(context, setup);
    if (setup.target) {
        draw.m_kind = setup.target->kind;
        draw.m_wanted =
            draw.m_kind == graph::Target::Kind::Speedup ? 1.0 / setup.target->value : setup.target->value;
        return draw;
    }
    // What the ratios would leave is the target.
    const auto made = setup.chosen ? base::Result<graph::PlanResult>(graph::PlanResult{*setup.chosen, {}})
                                   : graph::makePlan(*draw.m_model.trace.structure, draw.m_request);
    if (!made)
        return made.problem();
    draw.m_wanted = draw.shareLeft(made->plan);
    return draw;
}

double PlanDraw::shareLeft(const graph::Plan &plan) const
{
    const graph::Preview preview = graph::preview(*m_model.trace.structure, plan);
    if (m_kind == graph::Target::Kind::Parameters)
        return static_cast<double>(preview.after.parameters) / static_cast<double>(preview.before.parameters);
    return static_cast<double>(preview.after.macs) / static_cast<double>(preview.before.macs);
}

// Of what the layer has now, as a ratio of the original width.
void PlanDraw::drawRatios(std::int64_t candidate, std::int64_t attempt)
{
    const std::size_t count = m_takesPart.size();
    for (const graph::Group &group : m_model.trace.structure->groups) {
        const std::size_t g = group.id.index();
        const double unit = base::randomUnit(m_seed, static_cast<std::uint64_t>(candidate),
                                             static_cast<std::uint64_t>(attempt) * count + g);
        const double original = m_request.originalChannels[g];
        m_request.ratios[g] =
            m_takesPart[g] ? 1.0 - (1.0 - m_largest * unit) * group.channels / original : 0.0;
    }
}

base::Result<graph::Plan> PlanDraw::draw(std::int64_t candidate)
{
    constexpr std::int64_t MostAttempts = 100000;
    double closest = 2.0;
    for (std::int64_t attempt = 0; attempt < MostAttempts; ++attempt) {
        drawRatios(candidate, attempt);
        auto made = graph::makePlan(*m_model.trace.structure, m_request);
        if (!made)
            return made.problem();
        m_left = shareLeft(made->plan);
        if (std::abs(m_left - m_wanted) <= m_tolerance && !made->plan.isEmpty())
            return std::move(made->plan);
        if (std::abs(m_left - m_wanted) < std::abs(closest - m_wanted))
            closest = m_left;
    }
    return Problem{ProblemCode::CheckFailed,
                   cat("none of ", MostAttempts, " random plans leaves about ", 100.0 * m_wanted,
                       " %; the closest left ", 100.0 * closest, " %."),
                   "ratios",
                   "Choose a target nearer to that, a larger max_ratio or tolerance, or skip fewer layers."};
}

/// Adaptive batch norm (methods.md 3.15): random candidates near the target, each judged on training images
/// that take no part in training once its batch norms have statistics of its own.
class EagleEye : public Stage
{
public:
    Status run(StageContext &context) override;

private:
    static base::Result<CandidateSearch::Row> measureCandidate(StageContext &context, const graph::Plan &plan,
                                                               double left);
};

base::Result<CandidateSearch::Row> EagleEye::measureCandidate(StageContext &context, const graph::Plan &plan,
                                                              double left)
{
    const auto network = cutCopy(context.model, plan);
    if (!network)
        return network.problem();
    const auto norms = recalibrate(*network, context.trainer.dataset, *context.trainer.preset,
                                   recalibrationOptions(context, 0x6579));
    if (!norms)
        return norms.problem();
    const auto accuracy =
        measure(context, *network, hasTuning(context) ? data::Split::Tuning : data::Split::Train);
    if (!accuracy)
        return accuracy.problem();
    return CandidateSearch::Row{accuracy->top1, accuracy->loss, left};
}

Status EagleEye::run(StageContext &context)
{
    const auto setup = pruningSetup(context);
    if (!setup)
        return setup.problem();
    auto draw = PlanDraw::create(context, *setup);
    if (!draw)
        return draw.problem();
    CandidateSearch search(context, {"top1", "loss", "left"});
    const Status done =
        search.run(recipe::integerOption(context.stage.options, "candidates"),
                   [&](std::int64_t candidate) -> base::Result<CandidateSearch::Row> {
                       const auto plan = draw->draw(candidate);
                       return plan ? measureCandidate(context, *plan, draw->left()) : plan.problem();
                   });
    if (!done)
        return done;
    const std::int64_t best = search.best(Top1, true);
    auto plan = draw->draw(best);
    if (!plan)
        return plan.problem();
    auto &figures = context.services.record.record().method;
    figures["eagleeye.candidates"] = static_cast<double>(search.rows().size());
    figures["eagleeye.best"] = static_cast<double>(best);
    figures["eagleeye.top1_best"] = search.rows()[static_cast<std::size_t>(best)][Top1];
    figures["eagleeye.top1_worst"] = search.rows()[static_cast<std::size_t>(search.best(Top1, false))][Top1];
    context.services.log->info(
        "train", cat("candidate ", best, " is the best: ", figures["eagleeye.top1_best"], " %."));
    adoptChoice(context, draw->request(), std::move(*plan));
    return {};
}

std::vector<recipe::OptionSchema> schemas()
{
    using namespace recipe;
    OptionSchema candidates = atLeast(integerSchema("candidates", ESP_TR("Engine", "Candidates"), 1000,
                                                    ESP_TR("Engine", "Random plans that are tried.")),
                                      1);
    candidates.scaled = true;
    OptionSchema samples = atLeast(
        integerSchema(
            "samples", ESP_TR("Engine", "Samples"), 2048,
            ESP_TR("Engine",
                   "Training images from which the batch norms of each candidate are estimated anew.")),
        2);
    samples.unit = ESP_TR("Engine", "images");
    return {
        candidates,
        below(above(realSchema("max_ratio", ESP_TR("Engine", "Largest ratio"), 0.7,
                               ESP_TR("Engine", "Each layer's ratio is drawn evenly between 0 and this.")),
                    0),
              1),
        atMost(above(realSchema(
                         "tolerance", ESP_TR("Engine", "Tolerance"), 0.01,
                         ESP_TR("Engine",
                                "How far a candidate may be from the target, as a share of the whole cost.")),
                     0),
               1),
        samples, batchOption(128)};
}

} // namespace

StageEntry makeEagleeyeEntry()
{
    recipe::StageSchema schema;
    schema.id = "eagleeye";
    schema.title = ESP_TR("Engine", "EagleEye");
    schema.summary = ESP_TR(
        "Engine", "Chooses by trial: random ratios near the recipe's target, or near what its ratios would "
                  "leave, smallest filters first; each "
                  "candidate is judged on the tuning images after its batch norms were estimated anew.");
    schema.trains = true;
    schema.options = schemas();
    return {schema, [] { return std::make_unique<EagleEye>(); }};
}

} // namespace espalier::train
