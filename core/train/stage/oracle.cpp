// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/random.h"
#include "base/text.h"
#include "base/translate.h"
#include "recipe/option_schemas.h"
#include "train/candidate_search.h"
#include "train/combinations.h"
#include "train/correlation.h"
#include "train/pruning_setup.h"
#include "train/short_training.h"

#include <cmath>
#include <limits>

namespace espalier::train {

namespace {

using base::cat;
using base::Problem;
using base::ProblemCode;
using base::Status;

enum Column : std::size_t { PrunedLoss, FinalLoss, FinalTop1, BestTop1, LastFive };

/// Every way to take floor(r * n) channels from each group, the last group changing fastest.
class Combinations
{
public:
    Combinations(const PruningSetup &setup, const ModelState &model);
    std::int64_t count() const; ///< saturates
    graph::Plan plan(std::int64_t index) const;
    bool isEmpty() const { return m_groups.empty(); }

private:
    struct Choice
    {
        graph::GroupId group;
        std::int32_t channels, gone;
    };
    std::vector<Choice> m_groups;
};

Combinations::Combinations(const PruningSetup &setup, const ModelState &model)
{
    for (const graph::Group &group : model.trace.structure->groups) {
        const std::int32_t original = model.originalChannels[group.id.index()];
        const auto asked =
            static_cast<std::int32_t>(std::floor(setup.request.ratios[group.id.index()] * original));
        const std::int32_t gone = std::min(asked - (original - group.channels), group.channels - 1);
        if (gone > 0 && !setup.request.limits.locked.contains(group.id))
            m_groups.push_back({group.id, group.channels, gone});
    }
}

std::int64_t Combinations::count() const
{
    std::int64_t count = 1;
    for (const Choice &choice : m_groups)
        count = saturatingProduct(count, binomial(choice.channels, choice.gone));
    return count;
}

graph::Plan Combinations::plan(std::int64_t index) const
{
    graph::Plan plan;
    for (auto choice = m_groups.rbegin(); choice != m_groups.rend(); ++choice) {
        const std::int64_t ways = binomial(choice->channels, choice->gone);
        plan.setRemoved(choice->group, combination(choice->channels, choice->gone, index % ways));
        index /= ways;
    }
    return plan;
}

/// Exhaustive search (methods.md 3.8): the loss on the training set of every combination, cut out.
class Oracle : public Stage
{
public:
    Status check(const PlanningContext &context, const ModelState &model) const override;
    Status run(StageContext &context) override;

private:
    static Status checkCount(const recipe::Stage &stage, const Combinations &combinations);
    static base::Result<CandidateSearch::Row> measureCandidate(StageContext &context,
                                                               const graph::Plan &plan);
    static void keepFigures(StageContext &context, const CandidateSearch &search, std::int64_t best);
};

Status Oracle::checkCount(const recipe::Stage &stage, const Combinations &combinations)
{
    if (combinations.isEmpty())
        return Problem{ProblemCode::BadUsage,
                       ESP_TR("Engine", "no group loses a channel: the oracle takes floor(r * n) of each."),
                       "ratios", ESP_TR("Engine", "Give at least one layer a larger ratio.")};
    const std::int64_t count = combinations.count();
    const std::int64_t most = recipe::integerOption(stage.options, "max_combinations");
    if (count <= most)
        return {};
    const bool isCountable = count < std::numeric_limits<std::int64_t>::max();
    return Problem{ProblemCode::BadUsage,
                   cat(isCountable ? cat("there are ", count) : cat("there are more than ", count - 1),
                       " combinations; at most ", most, " are tried."),
                   "max_combinations", "Prune fewer layers or smaller ones, or raise max_combinations."};
}

Status Oracle::check(const PlanningContext &context, const ModelState &model) const
{
    // A cut before this stage changes what there is to combine; the stage itself looks again.
    const auto setup = pruningSetup(context.recipe, model, context.trainer.readPlan, context.stage);
    return setup ? checkCount(context.stage, Combinations(*setup, model)) : setup.problem();
}

base::Result<CandidateSearch::Row> Oracle::measureCandidate(StageContext &context, const graph::Plan &plan)
{
    constexpr double None = std::numeric_limits<double>::quiet_NaN();
    CandidateSearch::Row row(LastFive + 1, None);
    // Not every combination need be one that can be cut: groups of convolutions keep equal counts.
    if (!graph::validate(plan, *context.model.trace.structure))
        return row;
    auto network = cutCopy(context.model, plan);
    if (!network)
        return network.problem();
    const auto loss = trainLoss(context, *network);
    if (!loss)
        return loss.problem();
    row[PrunedLoss] = *loss;
    if (recipe::integerOption(context.stage.options, "finetune_epochs") == 0)
        return row;
    // The same order of batches for all: what differs is what was pruned.
    const std::uint64_t seed =
        base::randomBits(static_cast<std::uint64_t>(context.recipe.seed), 0x6f7261,
                         static_cast<std::uint64_t>(context.services.position.stageIndex));
    const auto trained = trainShortly(context, std::move(*network), seed);
    if (!trained)
        return trained.problem();
    row[FinalLoss] = trained->trainLoss;
    row[FinalTop1] = trained->top1;
    row[BestTop1] = trained->best;
    row[LastFive] = trained->lastFive;
    return row;
}

std::vector<double> pickRows(const CandidateSearch &search, std::size_t column)
{
    std::vector<double> values;
    for (const CandidateSearch::Row &row : search.rows())
        if (std::isfinite(row[PrunedLoss]) && std::isfinite(row[column]))
            values.push_back(row[column]);
    return values;
}

void Oracle::keepFigures(StageContext &context, const CandidateSearch &search, std::int64_t best)
{
    auto &figures = context.services.record.record().method;
    const auto keep = [&](const std::string &name, double value) {
        if (std::isfinite(value))
            figures["oracle." + name] = value;
    };
    const CandidateSearch::Row &winner = search.rows()[static_cast<std::size_t>(best)];
    keep("combinations", static_cast<double>(search.rows().size()));
    keep("impossible", static_cast<double>(search.rows().size() - search.column(PrunedLoss).size()));
    keep("best", static_cast<double>(best));
    keep("pruned_loss", winner[PrunedLoss]);
    keep("largest_pruned_loss",
         search.rows()[static_cast<std::size_t>(search.best(PrunedLoss, true))][PrunedLoss]);
    keep("final_loss", winner[FinalLoss]);
    keep("final_top1", winner[FinalTop1]);
    keep("final_best_top1", winner[BestTop1]);
    keep("final_last5_top1", winner[LastFive]);
    for (const auto &[name, column] :
         {std::pair{"final_loss", FinalLoss}, std::pair{"final_top1", FinalTop1}}) {
        const std::vector<double> after = pickRows(search, column);
        const std::vector<double> before = after.empty() ? after : search.column(PrunedLoss);
        keep(cat("pearson_", name), pearson(before, after));
        keep(cat("spearman_", name), spearman(before, after));
        keep(cat("kendall_", name), kendall(before, after));
    }
}

Status Oracle::run(StageContext &context)
{
    const auto setup = pruningSetup(context);
    if (!setup)
        return setup.problem();
    const Combinations combinations(*setup, context.model);
    if (const Status few = checkCount(context.stage, combinations); !few)
        return few;
    CandidateSearch search(context, {"pruned_loss", "final_loss", "final_top1", "best_top1", "last5_top1"});
    const Status done = search.run(combinations.count(), [&](std::int64_t index) {
        return measureCandidate(context, combinations.plan(index));
    });
    if (!done)
        return done;
    const std::string &choose = recipe::textOption(context.stage.options, "choose");
    const std::size_t column = choose == "final_loss"   ? FinalLoss
                               : choose == "final_top1" ? FinalTop1
                                                        : PrunedLoss;
    const std::int64_t best = search.best(column, column == FinalTop1);
    if (best < 0)
        return Problem{ProblemCode::WorkFailed, "none of the combinations could be measured.", "oracle",
                       "Prune other layers; with choose = final_loss or final_top1 set finetune_epochs."};
    keepFigures(context, search, best);
    adoptChoice(context, setup->request, combinations.plan(best));
    return {};
}

std::vector<recipe::OptionSchema> schemas()
{
    using namespace recipe;
    std::vector<OptionSchema> options = {
        atLeast(integerSchema("max_combinations", ESP_TR("Engine", "Combinations at most"), 100000,
                              ESP_TR("Engine", "More than so many are refused before anything starts.")),
                1),
        choiceSchema(
            "choose", ESP_TR("Engine", "Choose by"), {"pruned_loss", "final_loss", "final_top1"},
            ESP_TR(
                "Engine",
                "The smallest loss on the training images right after pruning or after training, or the best "
                "accuracy after training."))};
    for (const OptionSchema &option : shortTrainingOptions())
        options.push_back(option);
    return options;
}

} // namespace

StageEntry makeOracleEntry()
{
    recipe::StageSchema schema;
    schema.id = "oracle";
    schema.title = ESP_TR("Engine", "Oracle");
    schema.summary = ESP_TR(
        "Engine",
        "Tries every combination of floor(r * n) channels per layer on the training images and chooses the "
        "best. For small networks: the number of combinations explodes.");
    schema.trains = true;
    schema.options = schemas();
    return {schema, [] { return std::make_unique<Oracle>(); }};
}

} // namespace espalier::train
