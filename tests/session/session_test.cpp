// SPDX-License-Identifier: GPL-3.0-or-later
#include "lambda_engine.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>

namespace espalier::session {
namespace {

base::Status succeed(const Command &, report::Observer &)
{
    return {};
}

base::Status forever(const Command &, report::Observer &observer)
{
    return stepForever(observer);
}

TEST(Session, EachCommandEndsOnceInOrder)
{
    const auto session = makeSession(succeed);
    const auto first = session->post(Evaluate{});
    const auto second = session->post(NamePoint{"a"});
    session->waitUntilIdle();
    const auto done = doneAmong(session->drainEvents());
    ASSERT_EQ(done.size(), 2u);
    EXPECT_EQ(done[0].id, first);
    EXPECT_EQ(done[0].name, "evaluate");
    EXPECT_FALSE(done[0].problem.has_value());
    EXPECT_EQ(done[1].id, second);
    EXPECT_EQ(done[1].name, "name_point");
    EXPECT_FALSE(session->isBusy());
}

TEST(Session, EveryCommandHasAName)
{
    EXPECT_EQ(commandName(OpenModel{}), "open_model");
    EXPECT_EQ(commandName(CloseModel{}), "close_model");
    EXPECT_EQ(commandName(BindData{}), "bind_data");
    EXPECT_EQ(commandName(RunRecipe{}), "run_recipe");
    EXPECT_EQ(commandName(ResumeRun{}), "resume_run");
    EXPECT_EQ(commandName(CommitPlan{}), "commit_plan");
    EXPECT_EQ(commandName(RestorePoint{}), "restore_point");
    EXPECT_EQ(commandName(ExportModel{}), "export_model");
}

TEST(Session, AProblemIsTheResultOfItsCommand)
{
    const base::Problem problem{base::ProblemCode::NotFound, "No file.", "x.pt", "Look elsewhere."};
    const auto session = makeSession([&](const Command &, report::Observer &) -> base::Status { return problem; });
    session->post(Evaluate{});
    session->waitUntilIdle();
    const auto done = doneAmong(session->drainEvents());
    ASSERT_EQ(done.size(), 1u);
    EXPECT_EQ(done[0].problem, problem);
}

TEST(Session, AThrowingEngineFailsTheCommandAndTheNextOneRuns)
{
    const auto session = makeSession([](const Command &command, report::Observer &) -> base::Status {
        if (std::holds_alternative<Evaluate>(command))
            throw std::runtime_error("sizes differ\nException raised from f at g.cpp:1\n#0 frame");
        if (std::holds_alternative<BindData>(command))
            throw 42;
        return {};
    });
    session->post(Evaluate{});
    session->post(BindData{});
    session->post(NamePoint{"b"});
    session->waitUntilIdle();
    const auto done = doneAmong(session->drainEvents());
    ASSERT_EQ(done.size(), 3u);
    EXPECT_EQ(done[0].problem->code, base::ProblemCode::WorkFailed);
    EXPECT_NE(done[0].problem->what.find("sizes differ"), std::string::npos);
    EXPECT_EQ(done[0].problem->what.find("Exception raised"), std::string::npos);
    EXPECT_EQ(done[1].problem->code, base::ProblemCode::WorkFailed);
    EXPECT_FALSE(done[2].problem.has_value());
}

TEST(Session, WithoutAnEngineEveryCommandSaysWhy)
{
    Session session([]() -> std::unique_ptr<Engine> { throw std::runtime_error("no libtorch"); }, {});
    EXPECT_TRUE(session.vocabulary().stages.empty());
    session.post(Evaluate{});
    session.waitUntilIdle();
    const auto done = doneAmong(session.drainEvents());
    ASSERT_EQ(done.size(), 1u);
    EXPECT_NE(done[0].problem->what.find("no libtorch"), std::string::npos);
}

TEST(Session, VocabularyComesFromTheEngine)
{
    const auto session = makeSession(succeed);
    EXPECT_EQ(session->vocabulary().presets, std::vector<std::string>{"cifar10"});
}

TEST(Session, StopEndsTheRunningAndTheWaiting)
{
    const auto session = makeSession(forever);
    session->post(RunRecipe{});
    session->post(Evaluate{});
    session->post(Evaluate{});
    ASSERT_TRUE(eventually([&] { return stepOf(*session) > 3; }));
    session->stop();
    session->waitUntilIdle();
    const auto done = doneAmong(session->drainEvents());
    ASSERT_EQ(done.size(), 3u);
    for (const auto &one : done)
        EXPECT_EQ(one.problem->code, base::ProblemCode::Stopped);
}

TEST(Session, AStopDoesNotReachTheNextCommand)
{
    const auto session = makeSession([](const Command &command, report::Observer &observer) {
        return stepForever(observer, std::holds_alternative<Evaluate>(command) ? 5 : -1);
    });
    session->post(RunRecipe{});
    ASSERT_TRUE(eventually([&] { return stepOf(*session) > 0; }));
    session->stop();
    session->waitUntilIdle();
    session->stop();
    session->post(Evaluate{});
    session->waitUntilIdle();
    const auto done = doneAmong(session->drainEvents());
    ASSERT_EQ(done.size(), 2u);
    EXPECT_FALSE(done[1].problem.has_value());
}

TEST(Session, PauseHoldsStepStepsResumeGoesOn)
{
    const auto session = makeSession(forever);
    session->post(RunRecipe{});
    ASSERT_TRUE(eventually([&] { return stepOf(*session) > 0; }));
    session->pause();
    ASSERT_TRUE(eventually([&] { return session->snapshot()->progress->paused; }));
    const auto held = stepOf(*session);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    EXPECT_EQ(stepOf(*session), held);
    for (int i = 1; i <= 3; ++i) {
        session->step();
        ASSERT_TRUE(eventually([&] { return stepOf(*session) == held + i; }));
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
        EXPECT_EQ(stepOf(*session), held + i);
        EXPECT_TRUE(session->snapshot()->progress->paused);
    }
    EXPECT_TRUE(session->isPaused());
    session->resume();
    ASSERT_TRUE(eventually([&] { return stepOf(*session) > held + 10; }));
    EXPECT_FALSE(session->snapshot()->progress->paused);
    session->stop();
    session->waitUntilIdle();
}

TEST(Session, APausedRunCanBeStopped)
{
    const auto session = makeSession(forever);
    session->post(RunRecipe{});
    session->pause();
    ASSERT_TRUE(eventually([&] { return session->isBusy() && session->isPaused(); }));
    session->stop();
    session->waitUntilIdle();
    EXPECT_FALSE(session->isPaused());
    EXPECT_EQ(doneAmong(session->drainEvents()).size(), 1u);
}

TEST(Session, ARunThatIsSteppedToItsEndLeavesNothingHeld)
{
    const auto session = makeSession(
        [](const Command &, report::Observer &observer) { return stepForever(observer, 3); });
    session->post(RunRecipe{});
    session->pause();
    session->step();
    session->step();
    session->step();
    session->waitUntilIdle();
    EXPECT_FALSE(session->isPaused());
    EXPECT_FALSE(session->snapshot()->progress->paused);
}

TEST(Session, PausingWhenIdleHoldsNothing)
{
    const auto session = makeSession(
        [](const Command &, report::Observer &observer) { return stepForever(observer, 3); });
    session->pause();
    session->step();
    EXPECT_FALSE(session->isPaused());
    session->post(RunRecipe{});
    session->waitUntilIdle();
    EXPECT_EQ(stepOf(*session), 3);
}

TEST(Session, LiveOptionsAndProbeRequestsArriveOnce)
{
    std::atomic<int> probes = 0;
    std::atomic<double> lr = 0;
    std::atomic<int> changes = 0;
    const auto session = makeSession([&](const Command &, report::Observer &observer) -> base::Status {
        while (true) {
            const auto request = observer.atStep();
            probes += request.probeNow ? 1 : 0;
            for (const auto &[name, value] : request.liveOptions) {
                ++changes;
                lr = value;
            }
            if (request.stop)
                return {};
        }
    });
    session->post(RunRecipe{});
    session->setLiveOption("lr", 0.25);
    session->probeNow();
    ASSERT_TRUE(eventually([&] { return probes == 1 && changes == 1; }));
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    session->stop();
    session->waitUntilIdle();
    EXPECT_EQ(probes, 1);
    EXPECT_EQ(changes, 1);
    EXPECT_EQ(lr, 0.25);
}

TEST(Session, ProbesReachTheEngine)
{
    std::atomic<bool> seen = false;
    const auto session = makeSession([&](const Command &, report::Observer &observer) -> base::Status {
        while (!observer.atStep().stop)
            seen = seen || (observer.probes().telemetry && observer.probes().gramLayer == "conv1");
        return {};
    });
    session->post(RunRecipe{});
    session->setProbes({.telemetry = true, .gramLayer = "conv1"});
    EXPECT_TRUE(eventually([&] { return seen.load(); }));
}

TEST(Session, TheDoorbellRingsOnceUntilDrained)
{
    std::atomic<int> rings = 0;
    SessionOptions options;
    options.doorbell = [&] { ++rings; };
    const auto session = makeSession(
        [](const Command &, report::Observer &observer) { return stepForever(observer, 100); }, options);
    session->post(RunRecipe{});
    session->waitUntilIdle();
    ASSERT_TRUE(eventually([&] { return rings == 1; }));
    EXPECT_EQ(session->drainEvents().size(), 101u);
    session->post(RunRecipe{});
    session->waitUntilIdle();
    EXPECT_TRUE(eventually([&] { return rings == 2; }));
}

TEST(Session, PointsMayBeDroppedResultsNever)
{
    SessionOptions options;
    options.eventCapacity = 10;
    const auto session = makeSession(
        [](const Command &, report::Observer &observer) { return stepForever(observer, 1000); }, options);
    session->post(RunRecipe{});
    session->waitUntilIdle();
    const auto events = session->drainEvents();
    EXPECT_EQ(events.size(), 11u);
    EXPECT_EQ(session->droppedEvents(), 990u);
    EXPECT_EQ(std::get<report::MetricPoint>(events[0]).step, 990);
    EXPECT_EQ(doneAmong(events).size(), 1u);
}

TEST(Session, UnchangedPartsOfTheSnapshotKeepTheirPointer)
{
    const auto session = makeSession([](const Command &command, report::Observer &observer) -> base::Status {
        observer.update([&](report::Snapshot &snapshot) {
            if (std::holds_alternative<Evaluate>(command))
                snapshot.baseline = std::make_shared<const report::Accuracy>();
            else
                snapshot.model = std::make_shared<const report::ModelInfo>();
        });
        return {};
    });
    session->post(OpenModel{});
    session->waitUntilIdle();
    const auto first = session->snapshot();
    session->post(Evaluate{});
    session->waitUntilIdle();
    const auto second = session->snapshot();
    EXPECT_NE(first, second);
    EXPECT_EQ(first->model, second->model);
    EXPECT_EQ(first->baseline, nullptr);
    EXPECT_NE(second->baseline, nullptr);
}

class RecordingLog final : public base::Log {
public:
    void write(base::LogLevel level, std::string_view, std::string_view text) override
    {
        lines.emplace_back(level, std::string(text));
    }
    std::vector<std::pair<base::LogLevel, std::string>> lines;
};

TEST(Session, LogLinesOfTheEngineGoToTheLogAndToTheConsumer)
{
    const auto log = std::make_shared<RecordingLog>();
    SessionOptions options;
    options.log = log;
    auto session = makeSession(
        [](const Command &, report::Observer &observer) -> base::Status {
            observer.event(base::LogLine{{}, base::LogLevel::Info, "train", "hello"});
            return base::Problem{base::ProblemCode::WorkFailed, "Bad.", "", "Fix."};
        },
        options);
    session->post(Evaluate{});
    session->waitUntilIdle();
    EXPECT_EQ(session->drainEvents().size(), 2u);
    session.reset();
    ASSERT_EQ(log->lines.size(), 2u);
    EXPECT_EQ(log->lines[0].second, "hello");
    EXPECT_EQ(log->lines[1].first, base::LogLevel::Error);
}

TEST(Session, TheEngineLivesAndDiesInTheWorkersThread)
{
    struct Witness : Engine {
        explicit Witness(std::thread::id *died) : m_died(died), m_born(std::this_thread::get_id()) { }
        ~Witness() override { *m_died = std::this_thread::get_id() == m_born ? m_born : std::thread::id(); }
        const recipe::Vocabulary &vocabulary() const override { return m_vocabulary; }
        base::Status execute(const Command &, report::Observer &observer) override { return stepForever(observer); }
        std::thread::id *m_died;
        std::thread::id m_born;
        recipe::Vocabulary m_vocabulary;
    };
    std::thread::id died;
    {
        Session session([&] { return std::make_unique<Witness>(&died); }, {});
        session.post(RunRecipe{});
        session.post(Evaluate{});
        ASSERT_TRUE(eventually([&] { return stepOf(session) > 0; }));
        session.pause();
    }
    EXPECT_NE(died, std::thread::id());
    EXPECT_NE(died, std::this_thread::get_id());
}

} // namespace
} // namespace espalier::session
