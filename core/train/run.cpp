// SPDX-License-Identifier: GPL-3.0-or-later
#include "methods/method.h"
#include "recipe/repeat.h"
#include "train/anchors.h"
#include "train/expectations.h"
#include "train/precheck.h"
#include "train/pruning_setup.h"
#include "train/stage.h"
#include "train/train_step.h"

#include "base/text.h"

#include <algorithm>

namespace espalier::train {

using base::Problem;
using base::ProblemCode;
using base::Status;

namespace {

/// One run of a recipe: plans, goes through the stages, keeps the record.
class Run {
public:
    Run(const recipe::Recipe &asWritten, ModelState &model, const TrainerContext &context, report::Observer &observer);

    Status execute();
    report::RunRecord finish(const Status &status);

private:
    Status begin();
    void announce();
    Status runStage(std::size_t index);
    void keepBase(std::size_t index);
    Status saveStop(const Status &status);
    void checkBase();
    void endStage(std::size_t index);
    void holdAgainstPublished();

    const recipe::Recipe &m_asWritten;
    recipe::Recipe m_recipe; ///< scaled and unrolled: what is gone through
    ModelState &m_model;
    const TrainerContext &m_context;
    RunServices m_services;
    std::vector<StageEntry> m_catalogue = allStageEntries();
    std::optional<StageState> m_resume; ///< of the stage that was stopped, until it runs
    bool m_baseChecked = false;
};

/// Options are all that scaling looks at.
recipe::Vocabulary optionVocabulary()
{
    recipe::Vocabulary vocabulary;
    vocabulary.stages = stageSchemas();
    for (methods::MethodEntry &entry : methods::allMethods())
        vocabulary.methods.push_back(std::move(entry.schema));
    for (methods::CriterionEntry &entry : methods::allCriteria())
        vocabulary.criteria.push_back(std::move(entry.schema));
    return vocabulary;
}

Run::Run(const recipe::Recipe &asWritten, ModelState &model, const TrainerContext &context, report::Observer &observer)
    : m_asWritten(asWritten), m_recipe(recipe::unrolled(recipe::scaledRecipe(asWritten, optionVocabulary()))),
      m_model(model), m_context(context), m_services(context, observer, context.resumeFrom ? context.resumeFrom->seconds : 0.0)
{
}

Status Run::execute()
{
    if (const Status begun = begin(); !begun)
        return begun;
    announce();
    for (auto index = static_cast<std::size_t>(m_services.position.stageIndex); index < m_recipe.stages.size(); ++index)
        if (const Status done = runStage(index); !done)
            return saveStop(done);
    return {};
}

/// Of a point between two stages: momentum that a cut carries over.
void takeMomentum(const model::Weights &tensors, ModelState &model)
{
    for (const auto &[name, tensor] : tensors.entries())
        if (name.starts_with("momentum."))
            model.momentum.set(name, tensor);
}

Status Run::begin()
{
    m_services.record.begin(m_asWritten, m_model);
    m_services.record.record().versions["precision"] = toString(precisionOf(m_recipe.precision));
    if (!m_context.resumeFrom) {
        m_model.base.reset();
        keepInitAnchor(m_recipe, m_model);
        return precheck({m_recipe, recipe::stagePaths(m_asWritten)}, m_model, m_context);
    }
    const TrainState &state = *m_context.resumeFrom;
    m_model.base = savedBase(state.tensors);
    m_model.anchors = savedAnchors(state.tensors);
    m_services.position = {state.stageIndex, state.stageStep, state.globalStep};
    auto stage = stageStateOf(state);
    if (!stage)
        return stage.problem();
    const auto text = savedTextFromJson(state.json);
    if (const Status restored = m_services.record.restore(text->record); !restored)
        return restored;
    m_services.reporter.adoptPhases(m_services.record.record().phases);
    if (state.stageStep > 0)
        m_resume = std::move(*stage);
    else
        takeMomentum(state.tensors, m_model);
    return {};
}

const StageEntry &entryOf(const std::vector<StageEntry> &catalogue, const std::string &kind)
{
    return *std::find_if(catalogue.begin(), catalogue.end(),
                         [&](const StageEntry &entry) { return entry.schema.id == kind; });
}

void Run::announce()
{
    std::vector<report::PhaseStarted> phases;
    std::int64_t step = 0;
    for (std::size_t index = 0; index < m_recipe.stages.size(); ++index) {
        const recipe::Stage &stage = m_recipe.stages[index];
        const auto planner = entryOf(m_catalogue, stage.kind).create();
        for (const PlannedPhase &planned : planner->planned({m_recipe, stage, m_context})) {
            phases.push_back({stage.kind, planned.name, static_cast<std::int32_t>(index), step, planned.steps});
            step += planned.steps;
        }
    }
    m_services.reporter.progress([this](report::Progress &progress) { progress.recipeName = m_recipe.name; });
    m_services.reporter.plan(std::move(phases));
}

/// Stages that train lay their weights out anew, so sharing the tensors is enough.
void Run::keepBase(std::size_t index)
{
    const bool rewinds = std::any_of(m_recipe.stages.begin() + static_cast<std::ptrdiff_t>(index), m_recipe.stages.end(),
                                     [](const recipe::Stage &stage) {
                                         return stage.kind == "rewind" && anchorOf(stage).empty();
                                     });
    if (!rewinds)
        m_model.base.reset();
    else if (choosesChannels(m_recipe.stages[index]) && !m_model.base)
        m_model.base = m_model.network.weights;
}

Status Run::runStage(std::size_t index)
{
    const recipe::Stage &stage = m_recipe.stages[index];
    keepBase(index);
    const StageEntry &entry = entryOf(m_catalogue, stage.kind);
    m_services.position.stageIndex = static_cast<std::int32_t>(index);
    m_services.position.stageStep = m_resume ? m_context.resumeFrom->stageStep : 0;
    m_services.enterStage(stage.kind);
    // Stages that train announce their phases themselves, once they know where they stand.
    if (!entry.schema.trains || stage.kind == "recalibrate")
        m_services.reporter.phase(stage.kind, stage.kind, 0);
    StageContext context{m_recipe, stage, m_context, m_model, m_services, m_resume ? &*m_resume : nullptr};
    const Status done = entry.create()->run(context);
    (void)m_services.recordText();
    m_resume.reset();
    checkBase();
    if (!done)
        return done;
    endStage(index);
    return {};
}

void Run::endStage(std::size_t index)
{
    m_services.log->info("train", base::cat("stage ", index, " (", m_recipe.stages[index].kind, ") is done at step ",
                                            m_services.position.globalStep, "."));
}

void Run::checkBase()
{
    const report::RunRecord &record = m_services.record.record();
    if (m_baseChecked || !record.base)
        return;
    m_baseChecked = true;
    const auto shared = std::make_shared<const report::Accuracy>(*record.base);
    m_services.observer.update([&](report::Snapshot &snapshot) { snapshot.baseline = shared; });
    const auto warning = m_recipe.expect ? baseWarning(*m_recipe.expect, *record.base) : std::nullopt;
    if (!warning)
        return;
    m_services.record.warn(*warning);
    m_services.reporter.warning({ProblemCode::CheckFailed, *warning, "base", "Check weights, data and preprocessing."});
}

// A stage that trains leaves its own point; the others changed nothing and are simply to be run again.
Status Run::saveStop(const Status &status)
{
    if (status.problem().code != ProblemCode::Stopped || m_services.checkpoints.isStopSaved())
        return status;
    const Status saved =
        m_services.checkpoints.saveBetween({"stopped", true, m_services.recordText(), true},
                                           m_model, m_services.position.stageIndex);
    return saved ? Status(Gate::stopped(m_services.position.globalStep)) : saved;
}

void Run::holdAgainstPublished()
{
    RecordBuilder &builder = m_services.record;
    report::RunRecord &record = builder.record();
    for (const std::string &warning : resultWarnings(*m_recipe.expect, record))
        builder.warn(warning);
    record.published = publishedComparison(m_asWritten, record, m_context.dataset.get());
    for (const std::string &caveat : record.published->caveats)
        builder.warn(caveat);
}

report::RunRecord Run::finish(const Status &status)
{
    RecordBuilder &builder = m_services.record;
    builder.describe(m_model, m_services.position.globalStep);
    report::RunRecord &record = builder.record();
    record.phases = m_services.reporter.phases();
    if (!status)
        record.status = status.problem().code == ProblemCode::Stopped ? "stopped" : "failed";
    else if (m_recipe.expect)
        holdAgainstPublished();
    m_services.reporter.progress([](report::Progress &progress) { progress.running = false; }, true);
    return record;
}

} // namespace

base::Result<report::RunRecord> run(const recipe::Recipe &recipe, ModelState &model, const TrainerContext &context)
{
    report::NullObserver nobody;
    Run work(recipe, model, context, context.observer ? *context.observer : nobody);
    const Status status = work.execute();
    report::RunRecord record = work.finish(status);
    if (context.partialRecord)
        *context.partialRecord = record;
    if (!status)
        return status.problem();
    return record;
}

} // namespace espalier::train
