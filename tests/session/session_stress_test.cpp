// SPDX-License-Identifier: GPL-3.0-or-later
// Meant for the thread sanitizer; without it these still check that nothing is lost.
#include "lambda_engine.h"

#include "base/random.h"

#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <stdexcept>

namespace espalier::session {
namespace {

base::Status mixedWork(const Command &command, report::Observer &observer)
{
    if (std::holds_alternative<BindData>(command))
        throw std::runtime_error("on purpose");
    if (std::holds_alternative<NamePoint>(command))
        return base::Problem{base::ProblemCode::NoSpace, "Full.", "", "Free some."};
    return stepForever(observer, std::holds_alternative<RunRecipe>(command) ? 200 : 5);
}

Command anyCommand(std::uint32_t which)
{
    switch (which) {
    case 0: return BindData{};
    case 1: return NamePoint{"x"};
    case 2: return RunRecipe{};
    default: return Evaluate{};
    }
}

void disturb(Session &session, std::uint32_t which)
{
    switch (which) {
    case 0: session.pause(); break;
    case 1: session.resume(); break;
    case 2: session.step(); break;
    case 3: session.stop(); break;
    case 4: session.probeNow(); break;
    case 5: session.setLiveOption("lr", 0.5); break;
    case 6: session.setProbes({.telemetry = true, .gramLayer = "conv", .maximumRate = 2.0}); break;
    default: (void)session.snapshot(); break;
    }
}

TEST(SessionStress, EveryCommandEndsOnceUnderAnyDisturbance)
{
    std::atomic<int> rings = 0;
    SessionOptions options;
    options.eventCapacity = 50;
    options.doorbell = [&] { ++rings; };
    const auto session = makeSession(mixedWork, options);
    std::map<std::int32_t, int> ends;
    std::int32_t posted = 0;
    const auto collect = [&] {
        for (const auto &done : doneAmong(session->drainEvents()))
            ++ends[done.id.value];
    };
    for (std::uint64_t i = 0; i < 2000; ++i) {
        if (base::randomBelow(4, 7, 0, i) == 0)
            posted = session->post(anyCommand(base::randomBelow(4, 7, 1, i))).value + 1;
        disturb(*session, base::randomBelow(12, 7, 2, i));
        if (base::randomBelow(8, 7, 3, i) == 0)
            collect();
    }
    session->resume();
    session->waitUntilIdle();
    collect();
    EXPECT_GT(posted, 100);
    EXPECT_EQ(static_cast<std::int32_t>(ends.size()), posted);
    for (const auto &[id, count] : ends)
        EXPECT_EQ(count, 1) << id;
    EXPECT_GT(rings, 0);
}

TEST(SessionStress, DestroyedAtAnyMoment)
{
    for (std::uint64_t round = 0; round < 60; ++round) {
        const auto session = makeSession(mixedWork);
        for (std::uint32_t i = 0; i < 4; ++i)
            session->post(anyCommand(base::randomBelow(4, 9, round, i)));
        if (round % 3 == 0)
            session->pause();
        std::this_thread::sleep_for(std::chrono::microseconds(base::randomBelow(800, 11, 0, round)));
    }
}

TEST(SessionStress, AConsumerThatFollowsTheDoorbellMissesNothing)
{
    std::atomic<bool> rung = false;
    SessionOptions options;
    options.doorbell = [&] { rung = true; };
    const auto session = makeSession(
        [](const Command &, report::Observer &observer) { return stepForever(observer, 20000); }, options);
    session->post(RunRecipe{});
    std::int64_t last = -1, points = 0;
    bool ended = false;
    ASSERT_TRUE(eventually([&] {
        if (!rung.exchange(false))
            return ended;
        for (const auto &event : session->drainEvents()) {
            if (const auto *point = std::get_if<report::MetricPoint>(&event)) {
                EXPECT_GT(point->step, last);
                last = point->step;
                ++points;
            }
            ended = ended || std::holds_alternative<report::CommandDone>(event);
        }
        return false;
    }));
    EXPECT_EQ(last, 19999);
    EXPECT_EQ(points + static_cast<std::int64_t>(session->droppedEvents()), 20000);
    EXPECT_EQ(stepOf(*session), 20000);
}

} // namespace
} // namespace espalier::session
