// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/engine_session.h"
#include "engine/vocabulary.h"

#include "base/file.h"
#include "report/run_record.h"
#include "store/run_store.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <thread>

namespace espalier::engine {
namespace {

namespace fs = std::filesystem;
using base::ProblemCode;

report::RunRecord recordIn(const fs::path &folder)
{
    const auto text = base::readFile(folder / "result.json");
    EXPECT_TRUE(text.hasValue());
    const auto record = text ? report::runRecordFromJson(*text) : text.problem();
    EXPECT_TRUE(record.hasValue());
    return record ? *record : report::RunRecord{};
}

std::string lastWeights(const fs::path &folder)
{
    const auto points = store::listPoints(folder);
    EXPECT_TRUE(points && !points->empty());
    return *base::readFile(folder / "points" / points->back().point / "weights.safetensors");
}

template <class T>
std::size_t countOf(const std::vector<report::Event> &events)
{
    return static_cast<std::size_t>(std::count_if(events.begin(), events.end(), [](const report::Event &event) {
        return std::holds_alternative<T>(event);
    }));
}

class StoppedRun : public EngineSession {
protected:
    /// Runs the recipe into "part", stops once `isThere` says so, and resumes; what "whole" ended with must come out.
    void stopAndResume(const recipe::Recipe &recipe, const std::function<bool(const report::Progress &)> &isThere)
    {
        m_session->post(session::RunRecipe{recipe, (folder / "part").string(), true});
        const auto goesOn = [&] {
            const auto progress = snapshot()->progress;
            return m_session->isBusy() && !(progress && progress->running && isThere(*progress));
        };
        while (goesOn())
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        m_session->stop();
        m_session->waitUntilIdle();
        EXPECT_EQ(recordIn(folder / "part").status, "stopped");
        succeed(session::ResumeRun{(folder / "part").string()});
        EXPECT_EQ(recordIn(folder / "part").status, "done");
        EXPECT_EQ(lastWeights(folder / "part"), lastWeights(folder / "whole"));
    }
};

TEST_F(EngineSession, AFreshRunTellsRecordsAndLeavesTheResult)
{
    succeed(session::RunRecipe{tinyRecipe(), (folder / "run").string(), true});
    EXPECT_EQ(countOf<report::RunPlanned>(events), 1u);
    EXPECT_EQ(countOf<report::CutHappened>(events), 1u);
    EXPECT_GT(countOf<report::MetricPoint>(events), 20u);
    EXPECT_FALSE(snapshot()->progress->running);
    EXPECT_EQ(group("conv1").channels, 3);
    EXPECT_EQ(snapshot()->runFolder, (folder / "run").string());
    const auto record = recordIn(folder / "run");
    EXPECT_EQ(record.status, "done");
    EXPECT_EQ(record.after, graph::cost(*snapshot()->structure));
    EXPECT_TRUE(record.parity && record.parity->ok);
    EXPECT_TRUE(record.versions.contains("data"));
    m_session.reset();
    const auto store = store::RunStore::open(folder / "run");
    ASSERT_TRUE(store.hasValue());
    const auto history = (*store)->history();
    ASSERT_TRUE(history.hasValue());
    EXPECT_EQ(countOf<report::MetricPoint>(*history), countOf<report::MetricPoint>(events))
        << "the history holds every point, and only once";
    EXPECT_EQ(countOf<report::PointSaved>(*history), store->get()->points()->size());
}

TEST_F(EngineSession, ARunOverTheOpenModelGoesIntoItsProject)
{
    succeed(lenet());
    EXPECT_EQ(execute(session::RunRecipe{tinyRecipe(), "", false})->code, ProblemCode::BadUsage) << "no data yet";
    succeed(squares());
    succeed(session::RunRecipe{tinyRecipe(), "", false});
    EXPECT_TRUE(fs::exists(folder / "project/result.json"));
    EXPECT_EQ(snapshot()->runFolder, (folder / "project").string());
    EXPECT_EQ(group("conv1").channels, 3);
    EXPECT_TRUE(snapshot()->timeline->back().current);
}

TEST_F(StoppedRun, EndsWithTheSameBits)
{
    auto recipe = tinyRecipe();
    recipe.stages[2].methodOptions["stabilize_interval"] = std::int64_t{400}; // long enough to be met
    succeed(session::RunRecipe{recipe, (folder / "whole").string(), true});
    stopAndResume(recipe, [](const report::Progress &progress) {
        return progress.stage == "penalize" && progress.phaseStep > 3;
    });
    EXPECT_EQ(recordIn(folder / "part").final->loss, recordIn(folder / "whole").final->loss);
}

recipe::Recipe iterative(const recipe::Recipe &tiny)
{
    const std::string stages = R"([{"stage": "train", "epochs": 1, "batch": 16, "lr": "0.02"},
        {"stage": "repeat", "times": 3, "rewind": "init", "stages": [
          {"stage": "select", "criterion": "l1"}, {"stage": "cut"}, {"stage": "finetune", "epochs": 6, "batch": 4, "lr": "0.01"}]},
        {"stage": "finetune", "epochs": 1, "batch": 16, "lr": "0.01"}])";
    const auto text = recipe::withSetting(recipe::toJson(tiny), "stages=" + stages);
    const auto recipe = recipe::recipeFromJson(*text, makeVocabulary());
    EXPECT_TRUE(recipe) << (recipe ? "" : base::toString(recipe.problem()));
    return *recipe;
}

TEST_F(StoppedRun, InTheSecondCycleOfARepeatEndsWithTheSameBits)
{
    const recipe::Recipe recipe = iterative(tinyRecipe());
    succeed(session::RunRecipe{recipe, (folder / "whole").string(), true});
    stopAndResume(recipe, [](const report::Progress &progress) {
        return progress.stageIndex == 8; // train, then four stages a cycle
    });
    EXPECT_EQ(recordIn(folder / "part").kept, recordIn(folder / "whole").kept);
    // The same recipe over the open model and data goes the same way.
    succeed(lenet());
    succeed(squares());
    succeed(session::RunRecipe{recipe, "", false});
    EXPECT_EQ(recordIn(folder / "project").widths, recordIn(folder / "whole").widths);
}

TEST_F(EngineSession, ResumingAFinishedRunChangesNothing)
{
    succeed(session::RunRecipe{tinyRecipe(), (folder / "run").string(), true});
    const auto result = *base::readFile(folder / "run/result.json");
    const auto points = snapshot()->timeline->size();
    succeed(session::ResumeRun{(folder / "run").string()});
    EXPECT_EQ(*base::readFile(folder / "run/result.json"), result);
    EXPECT_EQ(snapshot()->timeline->size(), points);
}

TEST_F(EngineSession, ARunKilledBeforeItsFirstPointBeginsAnew)
{
    succeed(session::RunRecipe{tinyRecipe(), (folder / "whole").string(), true});
    {
        const auto store = store::RunStore::create(folder / "part");
        ASSERT_TRUE(store.hasValue());
        ASSERT_TRUE((*store)->writeRecipe(recipe::toJson(tinyRecipe())).hasValue());
        ASSERT_TRUE((*store)->append(report::Marker{0, "lr", "of the run that was killed"}).hasValue());
    }
    succeed(session::ResumeRun{(folder / "part").string()});
    EXPECT_EQ(lastWeights(folder / "part"), lastWeights(folder / "whole"));
    m_session.reset();
    const auto store = store::RunStore::open(folder / "part");
    const auto history = (*store)->history();
    for (const auto &event : *history)
        if (const auto *marker = std::get_if<report::Marker>(&event)) {
            EXPECT_NE(marker->text, "of the run that was killed");
        }
}

TEST_F(EngineSession, WhatIsWrongIsSaidBeforeAnythingIsWritten)
{
    auto recipe = tinyRecipe();
    recipe.stages[0].options["epochs"] = std::int64_t{-1};
    EXPECT_EQ(execute(session::RunRecipe{recipe, (folder / "run").string(), true})->code, ProblemCode::BadUsage);
    recipe = tinyRecipe();
    recipe.model.source = "zoo:lenet6";
    EXPECT_EQ(execute(session::RunRecipe{recipe, (folder / "run").string(), true})->code, ProblemCode::BadUsage);
    recipe = tinyRecipe();
    recipe.data.source = "folder:" + (folder / "none").string();
    EXPECT_EQ(execute(session::RunRecipe{recipe, (folder / "run").string(), true})->code, ProblemCode::NotFound);
    EXPECT_FALSE(fs::exists(folder / "run"));
    EXPECT_EQ(execute(session::ResumeRun{(folder / "run").string()})->code, ProblemCode::NotFound);
}

TEST_F(EngineSession, AFullDiskStopsTheRunAndKeepsTheLastCheckpoint)
{
    const test::SmallDisk disk(900 << 10);
    if (!disk.isMounted())
        GTEST_SKIP() << "no right to mount a small disk";
    const auto run = disk.path() / "run";
    const auto problem = execute(session::RunRecipe{tinyRecipe(), run.string(), true});
    ASSERT_TRUE(problem.has_value());
    EXPECT_EQ(problem->code, ProblemCode::NoSpace) << base::toString(*problem);
    m_session.reset();
    const auto points = store::listPoints(run);
    ASSERT_TRUE(points.hasValue() && !points->empty());
    for (const auto &point : *points)
        EXPECT_TRUE(fs::exists(run / "points" / point.point / "weights.safetensors")) << point.point;
}

} // namespace
} // namespace espalier::engine
