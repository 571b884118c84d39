// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/engine_session.h"

#include "graph/cost.h"
#include "report/run_record.h"
#include "store/run_store.h"

#include <algorithm>
#include <chrono>
#include <thread>

namespace espalier::engine {
namespace {

namespace fs = std::filesystem;
using base::ProblemCode;
using report::ModelStateKind;

TEST_F(EngineSession, OpeningPublishesCardStructureScoresAndTimeline)
{
    succeed(lenet());
    const auto now = snapshot();
    EXPECT_EQ(now->model->title, "LeNet-5");
    EXPECT_EQ(now->model->format, "zoo");
    EXPECT_EQ(now->model->state, ModelStateKind::Whole);
    ASSERT_EQ(now->model->inputs.size(), 1u);
    EXPECT_NE(now->model->inputs[0].find("[-1, 1, 32, 32] float32"), std::string::npos) << now->model->inputs[0];
    EXPECT_EQ(now->model->original, graph::cost(*now->structure));
    EXPECT_EQ(group("conv1").channels, 6);
    EXPECT_EQ(now->model->originalChannels[group("conv1").id.index()], 6);
    const auto &scores = (*now->scores)[group("conv1").id.index()];
    ASSERT_EQ(scores.size(), 6u);
    EXPECT_GT(*std::min_element(scores.begin(), scores.end()), 0.0);
    ASSERT_EQ(now->timeline->size(), 1u);
    EXPECT_TRUE(now->timeline->front().current);
    EXPECT_EQ(now->runFolder, (folder / "project").string());
}

TEST_F(EngineSession, WithoutAFolderTheProjectIsTemporary)
{
    auto open = lenet();
    open.projectFolder.clear();
    succeed(open);
    const fs::path temporary = snapshot()->runFolder;
    EXPECT_TRUE(fs::exists(temporary / "points"));
    m_session.reset();
    EXPECT_FALSE(fs::exists(temporary));
}

TEST_F(EngineSession, BindingAndEvaluating)
{
    EXPECT_EQ(execute(session::Evaluate{})->code, ProblemCode::BadUsage);
    succeed(lenet());
    EXPECT_EQ(execute(session::Evaluate{})->code, ProblemCode::BadUsage);
    succeed(squares());
    const auto &data = *snapshot()->data;
    EXPECT_EQ(data.classes.size(), 3u);
    EXPECT_EQ(data.train, 72);
    EXPECT_EQ(data.tuning, 18);
    EXPECT_EQ(data.test, 30);
    succeed(session::Evaluate{true});
    EXPECT_EQ(snapshot()->current->samples, 30);
    EXPECT_EQ(snapshot()->baseline, snapshot()->current);
    succeed(session::Evaluate{false});
    EXPECT_EQ(snapshot()->current->samples, 18);
}

TEST_F(EngineSession, DataOfOtherClassesIsRefusedWhenItIsUsed)
{
    auto open = lenet();
    open.model.classes = 2;
    succeed(open);
    succeed(squares());
    const auto problem = execute(session::Evaluate{});
    ASSERT_TRUE(problem.has_value());
    EXPECT_EQ(problem->code, ProblemCode::Mismatch);
}

TEST_F(EngineSession, ACommitCutsBehindTheGateAndIsReturnedFrom)
{
    succeed(lenet());
    succeed(squares());
    const auto before = snapshot();
    succeed(halfOfConv1());
    const auto cut = snapshot()->cut;
    ASSERT_NE(cut, nullptr);
    EXPECT_TRUE(cut->parity.ok);
    EXPECT_GE(cut->parity.samples, 64);
    EXPECT_TRUE(cut->accuracyBefore.has_value());
    EXPECT_TRUE(cut->accuracyAfter.has_value());
    EXPECT_EQ(cut->ledger.size(), 1u);
    EXPECT_EQ(group("conv1").channels, 3);
    EXPECT_EQ(snapshot()->model->originalChannels[group("conv1").id.index()], 6);
    EXPECT_EQ(snapshot()->model->state, ModelStateKind::Cut);
    EXPECT_EQ(cut->after, graph::cost(*snapshot()->structure));
    EXPECT_EQ((*snapshot()->scores)[group("conv1").id.index()].size(), 3u);
    succeed(session::RestorePoint{cut->pointBefore});
    EXPECT_EQ(group("conv1").channels, 6);
    EXPECT_EQ(snapshot()->model->state, ModelStateKind::Whole);
    EXPECT_EQ(*snapshot()->scores, *before->scores);
}

TEST_F(EngineSession, AnUnfitPlanLeavesTheModelAsItWas)
{
    succeed(lenet());
    const auto before = snapshot();
    EXPECT_EQ(execute(session::CommitPlan{})->code, ProblemCode::BadUsage);
    session::CommitPlan all;
    all.plan.setRemoved(group("conv1").id, {0, 1, 2, 3, 4, 5});
    EXPECT_EQ(execute(all)->code, ProblemCode::CheckFailed);
    EXPECT_EQ(snapshot()->structure, before->structure);
    EXPECT_EQ(snapshot()->timeline->size(), before->timeline->size());
}

TEST_F(EngineSession, PointsHaveTitlesAndSurviveTheSession)
{
    succeed(lenet());
    succeed(session::NamePoint{"Before lunch"});
    succeed(halfOfConv1());
    EXPECT_EQ(execute(session::NamePoint{""})->code, ProblemCode::BadUsage);
    EXPECT_EQ(execute(session::RestorePoint{"999-none"})->code, ProblemCode::NotFound);
    const auto points = snapshot()->timeline->size();
    succeed(session::OpenModel{{(folder / "project").string(), "", 0}, ""});
    EXPECT_EQ(group("conv1").channels, 3) << "the newest point is opened";
    EXPECT_EQ(snapshot()->timeline->size(), points);
    EXPECT_EQ(snapshot()->model->state, ModelStateKind::Cut);
    succeed(session::OpenModel{{(folder / "project").string() + "@Before lunch", "", 0}, (folder / "other").string()});
    EXPECT_EQ(group("conv1").channels, 6);
}

TEST_F(EngineSession, ExportsAreVerified)
{
    succeed(lenet());
    succeed(halfOfConv1());
    succeed(session::ExportModel{folder / "small.safetensors", "", true});
    EXPECT_TRUE(snapshot()->exported->verified);
    EXPECT_TRUE(fs::exists(folder / "small.safetensors"));
    succeed(session::ExportModel{folder / "small.espalier", "", true});
    EXPECT_TRUE(snapshot()->exported->verified);
    succeed(session::OpenModel{{(folder / "small.espalier").string(), "", 0}, ""});
    EXPECT_EQ(group("conv1").channels, 3);
}

TEST_F(EngineSession, ClosingForgetsEverything)
{
    succeed(lenet());
    succeed(squares());
    succeed(session::CloseModel{});
    EXPECT_EQ(snapshot()->model, nullptr);
    EXPECT_EQ(snapshot()->data, nullptr);
    EXPECT_TRUE(snapshot()->runFolder.empty());
    EXPECT_EQ(execute(session::Evaluate{})->code, ProblemCode::BadUsage);
    succeed(lenet());
}

TEST_F(EngineSession, AProjectThatIsOpenElsewhereIsNotTouched)
{
    succeed(lenet());
    session::Session other([] { return makeTorchEngine({{}, {}, 2, 300.0}); }, {});
    other.post(lenet());
    other.waitUntilIdle();
    const auto told = other.drainEvents();
    const auto done = std::get<report::CommandDone>(told.back());
    ASSERT_TRUE(done.problem.has_value());
    EXPECT_NE(done.problem->what.find("process"), std::string::npos);
}

TEST_F(EngineSession, ACommitMasksTheWeightsThatAMethodChose)
{
    succeed(lenet());
    succeed(squares());
    recipe::Recipe recipe = tinyRecipe();
    std::erase_if(recipe.stages, [](const recipe::Stage &stage) { return stage.kind != "penalize"; });
    ASSERT_EQ(recipe.stages.size(), 1u);
    recipe.stages[0].methodOptions["wg"] = std::string("weight");
    succeed(session::RunRecipe{recipe, {}, false});
    const std::int64_t chosen = snapshot()->model->weightsChosen;
    EXPECT_GT(chosen, 0);
    EXPECT_EQ(snapshot()->model->weightsMasked, 0);
    std::int64_t weights = 0; // without biases
    for (const auto &layer : snapshot()->structure->layers) {
        std::int64_t of = 1;
        for (const auto size : layer.weightShape)
            of *= size;
        weights += of;
    }
    EXPECT_EQ(snapshot()->model->weights, weights);
    succeed(session::CommitPlan{});
    const auto &cut = *snapshot()->cut;
    EXPECT_NEAR(cut.weightsKept, 1.0 - static_cast<double>(chosen) / static_cast<double>(weights), 1e-9);
    EXPECT_TRUE(cut.accuracyBefore && cut.accuracyAfter);
    EXPECT_EQ(cut.before, cut.after);
    EXPECT_EQ(snapshot()->model->weightsMasked, chosen);
    EXPECT_EQ(snapshot()->model->weightsChosen, 0);
    EXPECT_EQ(snapshot()->model->state, ModelStateKind::Cut);
    const auto refused = execute(halfOfConv1());
    ASSERT_TRUE(refused.has_value());
    EXPECT_EQ(refused->code, ProblemCode::Unsupported);
    succeed(session::RestorePoint{cut.pointBefore});
    EXPECT_EQ(snapshot()->model->weightsMasked, 0);
    EXPECT_EQ(snapshot()->model->weightsChosen, chosen);
}

TEST_F(EngineSession, ARunPublishesItsResultAndAFolderTheOneInIt)
{
    succeed(lenet());
    succeed(squares());
    EXPECT_FALSE(snapshot()->result);
    succeed(session::RunRecipe{tinyRecipe(), {}, false});
    ASSERT_TRUE(snapshot()->result);
    EXPECT_EQ(snapshot()->result->status, "done");
    EXPECT_FALSE(snapshot()->result->phases.empty());
    const auto top1 = snapshot()->result->final->top1;
    const std::string run = snapshot()->runFolder;
    auto other = lenet();
    other.projectFolder = (folder / "elsewhere").string();
    succeed(other);
    EXPECT_FALSE(snapshot()->result);
    succeed(session::OpenModel{{run, "", 0}, ""});
    ASSERT_TRUE(snapshot()->result);
    EXPECT_EQ(snapshot()->result->final->top1, top1);
}

} // namespace
} // namespace espalier::engine
