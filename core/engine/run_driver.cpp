// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/run_driver.h"

#include "base/text.h"
#include "base/translate.h"
#include "engine/capability.h"
#include "engine/guarded.h"
#include "engine/recording_observer.h"
#include "engine/store_checkpointer.h"
#include "formats/plan_file.h"
#include "recipe/repeat.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <iomanip>
#include <sstream>

namespace espalier::engine {

using base::Problem;
using base::ProblemCode;

namespace {

/// FNV-1a, 64 bit: tells one recipe from another, no more.
std::string hashOf(const std::string &text)
{
    std::uint64_t hash = 14695981039346656037ULL;
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    std::ostringstream out;
    out << std::hex << std::setw(16) << std::setfill('0') << hash;
    return out.str();
}

OpenHints hintsOf(const recipe::Recipe &recipe, const std::optional<BoundData> &data)
{
    OpenHints hints;
    hints.seed = static_cast<std::uint64_t>(recipe.seed);
    if (data) {
        hints.classes = static_cast<std::int64_t>(data->dataset->classes.size());
        hints.inChannels = channelsOf(*data);
        hints.inSize = sizeOf(*data);
    }
    return hints;
}

/// Plans in any format that is known; what to tell about them goes to the log.
base::Result<graph::Plan> readPlan(const std::string &file, const graph::Structure &structure, base::Log &log)
{
    auto plan = formats::readPlanFile(file, structure);
    if (!plan)
        return plan.problem();
    for (const std::string &note : plan->notes)
        log.info("plan", note);
    return std::move(plan->plan);
}

bool needsData(const recipe::Recipe &asWritten, const recipe::Vocabulary &vocabulary)
{
    const recipe::Recipe recipe = recipe::unrolled(asWritten);
    return std::any_of(recipe.stages.begin(), recipe.stages.end(), [&](const recipe::Stage &stage) {
        const auto *schema = vocabulary.stage(stage.kind);
        return stage.kind == "evaluate" || (schema && schema->trains);
    });
}

} // namespace

RunMark RunDriver::mark(const Start &start, const std::string &stage) const
{
    return {start.hash, stage, at::get_num_threads()};
}

base::Status RunDriver::openFresh(const recipe::Recipe &recipe)
{
    if (!recipe.data.source.empty()) {
        if (auto status = m_project.bind(recipe.data, m_observer); !status)
            return status;
    } else {
        m_project.unbind();
    }
    auto model = openModel(recipe.model, hintsOf(recipe, m_project.data()));
    if (!model)
        return model.problem();
    m_project.setModel(std::move(*model), "", m_observer);
    return {};
}

base::Status RunDriver::start(const session::RunRecipe &command)
{
    auto recipe = recipe::validate(command.recipe, m_vocabulary);
    if (!recipe)
        return recipe.problem();
    if (command.fresh) {
        if (auto status = store::checkUnused(command.folder); !status)
            return status;
        if (auto status = openFresh(*recipe); !status)
            return status;
    } else if (auto status = m_project.needModel(); !status) {
        return status;
    } else if (m_project.data()) {
        recipe->data = m_project.data()->spec;
    }
    if (needsData(*recipe, m_vocabulary))
        if (auto status = m_project.needData(); !status)
            return status;
    if (!command.folder.empty() || !m_project.hasStore())
        if (auto status = m_project.useFolder(command.folder); !status)
            return status;
    return begin({std::move(*recipe), "", std::nullopt});
}

base::Status RunDriver::begin(Start start)
{
    const std::string text = recipe::toJson(start.recipe);
    start.hash = hashOf(text);
    if (auto status = m_project.store().writeRecipe(text); !status)
        return status;
    // Not an automatic point: those are thinned out, and later stages read this one (startNetwork).
    const auto point = m_project.savePoint(
        {ESP_TR("Engine", "Start of run"), false, 0, nullptr, mark(start, "start")}, m_observer);
    if (!point)
        return point.problem();
    m_project.announceFolder(m_observer);
    return work(start);
}

std::string RunDriver::newestPointOf(const std::string &hash, const std::string &stage) const
{
    const auto entries = m_project.store().points();
    if (!entries)
        return "";
    for (auto it = entries->rbegin(); it != entries->rend(); ++it) {
        const auto run = readRunMark(m_project.store().pointFolder(it->point));
        if (run && run->recipeHash == hash && (stage.empty() || run->stage == stage))
            return it->point;
    }
    return "";
}

base::Result<model::Network> RunDriver::startNetwork(const std::string &hash) const
{
    const std::string point = newestPointOf(hash, "start");
    if (point.empty())
        return Problem{ProblemCode::NotFound, ESP_TR("Engine", "The point that the run started from is gone."), "",
                       ESP_TR("Engine", "Start the run anew.")};
    auto model = readModelPoint(m_project.store().pointFolder(point));
    if (!model)
        return model.problem();
    return std::move(model->state.network);
}

base::Status RunDriver::resume(const std::string &folder)
{
    if (!store::isRunFolder(folder))
        return Problem{ProblemCode::NotFound, ESP_TR("Engine", "The folder holds no run."), folder,
                       ESP_TR("Engine", "Name the folder that a run was started with.")};
    if (auto status = m_project.useFolder(folder); !status)
        return status;
    const auto text = m_project.store().readRecipe();
    if (!text)
        return text.problem();
    auto recipe = recipe::recipeFromJson(*text, m_vocabulary, folder);
    if (!recipe)
        return recipe.problem();
    Start start{std::move(*recipe), hashOf(*text), std::nullopt};
    const std::string point = newestPointOf(start.hash);
    if (!point.empty())
        return goOn(std::move(start), point);
    logLine(m_observer, base::LogLevel::Info, "The run left no point yet: it starts anew.");
    if (auto status = openFresh(start.recipe); !status)
        return status;
    if (auto status = m_project.store().truncateHistory(""); !status)
        return status;
    return begin(std::move(start));
}

base::Status RunDriver::goOn(Start start, const std::string &point)
{
    auto model = readModelPoint(m_project.store().pointFolder(point));
    if (!model)
        return model.problem();
    const RunMark run = model->run.value_or(RunMark{});
    const bool finished = run.stage == "end";
    start.train = model->train;
    m_project.setModel(std::move(*model), point, m_observer);
    m_project.announceFolder(m_observer);
    if (finished) {
        logLine(m_observer, base::LogLevel::Info, "The run is finished: there is nothing to resume.");
        return {};
    }
    if (!start.recipe.data.source.empty())
        if (auto status = m_project.bind(start.recipe.data, m_observer); !status)
            return status;
    if (run.threads != at::get_num_threads())
        logLine(m_observer, base::LogLevel::Warning,
                base::cat("The run was begun with ", run.threads, " threads and goes on with ", at::get_num_threads(),
                          ": the last bits of the weights will differ from an uninterrupted run. Set OMP_NUM_THREADS=",
                          run.threads, " to keep them."));
    if (auto status = m_project.store().truncateHistory(point); !status)
        return status;
    logLine(m_observer, base::LogLevel::Info, base::cat("Resuming from ", point, "."));
    return work(start);
}

base::Status RunDriver::work(const Start &start)
{
    RecordingObserver recording(m_observer, m_project.store());
    recording.whenCut = [&] { m_project.publishModel(recording); };
    StoreCheckpointer checkpointer(m_project, mark(start, "inside"), recording);
    const auto device = chooseDevice(start.recipe.device);
    if (!device.note.empty())
        logLine(recording, base::LogLevel::Warning, device.note);
    report::RunRecord partial;
    train::TrainerContext context;
    if (m_project.data()) {
        context.dataset = m_project.data()->dataset;
        context.preset = m_project.data()->preset;
    }
    context.observer = &recording;
    context.checkpointer = &checkpointer;
    context.log = makeObserverLog(recording);
    context.checkpointSeconds = m_project.options().checkpointSeconds;
    context.resumeFrom = start.train;
    context.readPlan = [&](const std::string &file, const graph::Structure &structure) {
        return readPlan(file, structure, *context.log);
    };
    context.partialRecord = &partial;
    context.openStart = [this, &start] { return startNetwork(start.hash); };
    base::Status outcome = guarded([&]() -> base::Status {
        auto record = train::run(start.recipe, m_project.state(), context);
        if (!record)
            return record.problem();
        partial = std::move(*record);
        return {};
    });
    if (recording.failure())
        outcome = *recording.failure();
    return finish(start, std::move(partial), outcome);
}

base::Status RunDriver::finish(const Start &start, report::RunRecord record, const base::Status &outcome)
{
    if (m_project.data())
        record.versions["data"] = m_project.data()->dataset->hash;
    base::Status status = outcome;
    if (outcome)
        status = conclude(start, record);
    if (!status) {
        record.status = status.problem().code == ProblemCode::Stopped ? "stopped" : "failed";
        if (record.status == "failed")
            abandon(start, record, status.problem());
        // A failure to write the result must not hide why the run ended.
        (void)m_project.store().writeResult(record);
    }
    const auto result = std::make_shared<const report::RunRecord>(std::move(record));
    m_observer.update([&](report::Snapshot &snapshot) { snapshot.result = result; });
    const base::Status flushed = m_project.store().flush();
    publishIdle();
    return status && !flushed ? flushed : status;
}

base::Status RunDriver::conclude(const Start &start, report::RunRecord &record)
{
    // The end point says that the run is finished, so the result has to be there before it.
    record.status = "done";
    if (auto status = m_project.store().writeResult(record); !status)
        return status;
    m_project.setAccuracy(record.final ? std::optional(record.final->top1) : std::nullopt);
    const PointRequest last{"End of run", false, record.iterations, nullptr, mark(start, "end")};
    const auto point = m_project.savePoint(last, m_observer);
    return point ? base::Status{} : point.problem();
}

void RunDriver::abandon(const Start &start, report::RunRecord &record, const base::Problem &problem)
{
    record.warnings.push_back(base::toString(problem));
    // What the run leaves in memory may be anything; the last checkpoint is known to be sound.
    if (auto back = goBackToCheckpoint(start); !back)
        logLine(m_observer, base::LogLevel::Error, base::toString(back.problem()));
}

base::Status RunDriver::goBackToCheckpoint(const Start &start)
{
    const std::string point = newestPointOf(start.hash);
    if (point.empty())
        return {};
    auto model = readModelPoint(m_project.store().pointFolder(point));
    if (!model)
        return model.problem();
    m_project.setModel(std::move(*model), point, m_observer);
    return {};
}

void RunDriver::publishIdle()
{
    m_project.publish(m_observer);
    m_observer.update([](report::Snapshot &snapshot) {
        if (!snapshot.progress || !snapshot.progress->running)
            return;
        auto progress = *snapshot.progress;
        progress.running = false;
        snapshot.progress = std::make_shared<const report::Progress>(std::move(progress));
    });
}

} // namespace espalier::engine
