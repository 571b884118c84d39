// SPDX-License-Identifier: GPL-3.0-or-later
#include "lambda_engine.h"
#include "support/fake_engine.h"

#include "graph/cost.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace espalier::session {
namespace {

using test::FakeEngine;
using test::FakeScript;

std::unique_ptr<Session> fakeSession(FakeScript script = {})
{
    return std::make_unique<Session>([script] { return std::make_unique<FakeEngine>(script); }, SessionOptions{});
}

OpenModel resnet()
{
    return {{"zoo:cifar_resnet20", "", 0}, ""};
}

template <class T>
std::size_t countOf(const std::vector<report::Event> &events)
{
    return static_cast<std::size_t>(std::count_if(events.begin(), events.end(), [](const report::Event &event) {
        return std::holds_alternative<T>(event);
    }));
}

std::optional<base::Problem> problemOf(Session &session, Command command)
{
    session.post(std::move(command));
    session.waitUntilIdle();
    return doneAmong(session.drainEvents()).back().problem;
}

TEST(FakeEngine, ItsNetworkCostsWhatResNet20Costs)
{
    // 3x3 and 1x1 convolutions, batch norms and the classifier of ResNet-20 with projections, by hand.
    const auto cost = graph::cost(*test::fakeResNet20());
    EXPECT_EQ(cost.parameters, 432 + 6 * 2304 + 4608 + 9216 * 5 + 18432 + 36864 * 5 + 512 + 2048
                                   + 2 * (16 * 7 + 32 * 7 + 64 * 7) + 650);
    EXPECT_EQ(cost.macs, 1024 * (432 + 6 * 2304) + 256 * (4608 + 9216 * 5 + 512) + 64 * (18432 + 36864 * 5 + 2048) + 640);
}

TEST(FakeEngine, PlaysAWholeRun)
{
    const auto session = fakeSession();
    session->setProbes({.telemetry = true, .gramLayer = "layer1.0.conv1"});
    session->post(resnet());
    session->post(BindData{{"sample:", "", 0, 0.1}});
    session->post(RunRecipe{});
    session->waitUntilIdle();
    const auto events = session->drainEvents();
    for (const auto &done : doneAmong(events))
        EXPECT_FALSE(done.problem.has_value()) << done.name;
    EXPECT_EQ(countOf<report::RunPlanned>(events), 1u);
    EXPECT_EQ(countOf<report::PhaseStarted>(events), 5u);
    EXPECT_EQ(countOf<report::CutHappened>(events), 1u);
    EXPECT_GT(countOf<report::MetricPoint>(events), 500u);
    const auto snapshot = session->snapshot();
    EXPECT_EQ(snapshot->model->state, report::ModelStateKind::Cut);
    EXPECT_EQ(snapshot->structure->groups[0].channels, 8);
    EXPECT_EQ(snapshot->model->originalChannels[0], 16);
    EXPECT_EQ(snapshot->telemetry->layers.size(), 9u);
    EXPECT_EQ(snapshot->gram->values.size(), 256u);
    EXPECT_TRUE(snapshot->cut->parity.ok);
    EXPECT_FALSE(snapshot->progress->running);
    EXPECT_EQ(snapshot->progress->step, snapshot->progress->totalSteps);
    EXPECT_NE(snapshot->baseline, nullptr);
    EXPECT_GE(snapshot->timeline->size(), 5u);
}

TEST(FakeEngine, ShowsOnlyWhatIsProbed)
{
    const auto session = fakeSession();
    session->post(resnet());
    session->post(BindData{{"sample:", "", 0, 0.1}});
    session->post(RunRecipe{});
    session->waitUntilIdle();
    EXPECT_EQ(session->snapshot()->telemetry, nullptr);
    EXPECT_EQ(session->snapshot()->gram, nullptr);
}

TEST(FakeEngine, StopsPausesAndProbes)
{
    FakeScript script;
    script.pushSteps = 1000000;
    script.stepsPerSecond = 2000;
    const auto session = fakeSession(script);
    session->post(resnet());
    session->post(BindData{{"sample:", "", 0, 0.1}});
    session->post(RunRecipe{});
    ASSERT_TRUE(eventually([&] { return stepOf(*session) > 5; }));
    session->pause();
    ASSERT_TRUE(eventually([&] { return session->snapshot()->progress->paused; }));
    const auto held = stepOf(*session);
    session->drainEvents();
    session->probeNow();
    session->setLiveOption("lr", 0.125);
    session->step();
    ASSERT_TRUE(eventually([&] { return stepOf(*session) == held + 1; }));
    bool probed = false, changed = false;
    for (const auto &event : session->drainEvents()) {
        if (const auto *point = std::get_if<report::MetricPoint>(&event)) {
            probed = probed || point->series == "accuracy.cut_now";
            changed = changed || (point->series == "lr" && point->value == 0.125);
        }
    }
    EXPECT_TRUE(probed);
    EXPECT_TRUE(changed);
    session->stop();
    session->waitUntilIdle();
    EXPECT_EQ(doneAmong(session->drainEvents()).back().problem->code, base::ProblemCode::Stopped);
    EXPECT_FALSE(session->snapshot()->progress->running);
}

TEST(FakeEngine, CommitsAndRestores)
{
    const auto session = fakeSession();
    session->post(resnet());
    CommitPlan commit;
    commit.plan.setRemoved(base::GroupId{0}, {0, 1, 2, 3});
    EXPECT_FALSE(problemOf(*session, commit).has_value());
    EXPECT_EQ(session->snapshot()->structure->groups[0].channels, 12);
    EXPECT_LT(session->snapshot()->cut->after.macs, session->snapshot()->cut->before.macs);
    const auto before = session->snapshot()->cut->pointBefore;
    EXPECT_FALSE(problemOf(*session, RestorePoint{before}).has_value());
    EXPECT_EQ(session->snapshot()->structure->groups[0].channels, 16);
    EXPECT_EQ(session->snapshot()->model->state, report::ModelStateKind::Whole);
}

TEST(FakeEngine, RefusesWhatARealOneRefuses)
{
    const auto session = fakeSession();
    EXPECT_EQ(problemOf(*session, Evaluate{})->code, base::ProblemCode::BadUsage);
    EXPECT_EQ(problemOf(*session, RestorePoint{"x"})->code, base::ProblemCode::BadUsage);
    session->post(resnet());
    EXPECT_EQ(problemOf(*session, RunRecipe{})->code, base::ProblemCode::BadUsage);
    EXPECT_EQ(problemOf(*session, RestorePoint{"x"})->code, base::ProblemCode::NotFound);
    EXPECT_EQ(problemOf(*session, CommitPlan{})->code, base::ProblemCode::CheckFailed);
    CommitPlan unfit;
    unfit.plan.setRemoved(base::GroupId{0}, {99});
    EXPECT_EQ(problemOf(*session, unfit)->code, base::ProblemCode::CheckFailed);
}

TEST(FakeEngine, FailsWhereTheScriptSaysSo)
{
    FakeScript script;
    script.failures["bind_data"] = {base::ProblemCode::NotFound, "No folder.", "x", "Choose another."};
    const auto session = fakeSession(script);
    EXPECT_EQ(problemOf(*session, BindData{{"x", "", 0, 0.1}})->what, "No folder.");
}

TEST(FakeEngine, ExportsAFileThatExists)
{
    const auto session = fakeSession();
    session->post(resnet());
    const auto file = std::filesystem::temp_directory_path() / "espalier_fake_export.safetensors";
    EXPECT_FALSE(problemOf(*session, ExportModel{file, "", true}).has_value());
    EXPECT_TRUE(std::filesystem::exists(file));
    EXPECT_TRUE(session->snapshot()->exported->verified);
    std::filesystem::remove(file);
}

} // namespace
} // namespace espalier::session
