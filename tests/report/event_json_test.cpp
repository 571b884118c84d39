// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/events.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace espalier::report {
namespace {

template <class T>
T roundTrip(const T &event)
{
    const std::string line = toJson(Event(event));
    EXPECT_EQ(line.find('\n'), std::string::npos) << line;
    EXPECT_EQ(line.rfind("{\"type\":", 0), 0u) << line;
    const auto read = eventFromJson(line);
    EXPECT_TRUE(read.hasValue()) << (read ? "" : base::toString(read.problem()));
    return std::get<T>(*read);
}

TEST(EventJson, MetricPointKeepsEveryField)
{
    const auto point = roundTrip(MetricPoint{"loss.task", 41, 1.25, 3.5, 0.1, 0.05, 0.15});
    EXPECT_EQ(point.series, "loss.task");
    EXPECT_EQ(point.step, 41);
    EXPECT_EQ(point.epoch, 1.25);
    EXPECT_EQ(point.seconds, 3.5);
    EXPECT_EQ(point.value, 0.1);
    EXPECT_EQ(point.low, 0.05);
    EXPECT_EQ(point.high, 0.15);
    EXPECT_FALSE(roundTrip(MetricPoint{"lr", 0, 0, 0, 0.1, {}, {}}).low.has_value());
}

TEST(EventJson, NumbersThatJsonLacksSurvive)
{
    const double infinity = std::numeric_limits<double>::infinity();
    EXPECT_TRUE(std::isnan(roundTrip(MetricPoint{"a", 0, 0, 0, std::nan(""), {}, {}}).value));
    EXPECT_EQ(roundTrip(MetricPoint{"a", 0, 0, 0, infinity, {}, {}}).value, infinity);
    EXPECT_EQ(roundTrip(MetricPoint{"a", 0, 0, 0, -infinity, {}, {}}).value, -infinity);
}

TEST(EventJson, DoublesAreExact)
{
    const double value = 0.1 + 0.2;
    EXPECT_EQ(roundTrip(MetricPoint{"a", 0, 0, 0, value, {}, {}}).value, value);
}

TEST(EventJson, PhasesAndPlanRoundTrip)
{
    RunPlanned planned{{{"train", "train", 0, 0, 10}, {"penalize", "push", 1, 10, 0}}, 30};
    const auto read = roundTrip(planned);
    ASSERT_EQ(read.phases.size(), 2u);
    EXPECT_EQ(read.phases[1].phase, "push");
    EXPECT_EQ(read.phases[1].stageIndex, 1);
    EXPECT_EQ(read.phases[1].step, 10);
    EXPECT_EQ(read.totalSteps, 30);
    EXPECT_EQ(roundTrip(planned.phases[0]).plannedSteps, 10);
}

TEST(EventJson, MarkersCutsAndPointsRoundTrip)
{
    EXPECT_EQ(roundTrip(Marker{7, "lr", "0.1 to 0.01"}).text, "0.1 to 0.01");
    const auto cut = roundTrip(CutHappened{9, 88.5, 87.25, {}});
    EXPECT_EQ(cut.before, 88.5);
    EXPECT_EQ(cut.after, 87.25);
    EXPECT_FALSE(cut.afterForwarded.has_value());
    const auto saved = roundTrip(PointSaved{"003-after-cut", "After cut", false, 12});
    EXPECT_EQ(saved.point, "003-after-cut");
    EXPECT_FALSE(saved.automatic);
}

TEST(EventJson, ProblemsKeepCodeAndTexts)
{
    const base::Problem problem{base::ProblemCode::NoSpace, "The disk is full.", "/tmp/x", "Free 3 MB."};
    EXPECT_EQ(roundTrip(WarningRaised{"store", problem}).problem, problem);
    EXPECT_EQ(*roundTrip(CommandDone{base::CommandId{5}, "run_recipe", problem}).problem, problem);
    EXPECT_FALSE(roundTrip(CommandDone{base::CommandId{5}, "run_recipe", {}}).problem.has_value());
}

TEST(EventJson, LogLinesKeepTimeAndLevel)
{
    const base::LogLine line{std::chrono::system_clock::time_point(std::chrono::microseconds(1234567)),
                             base::LogLevel::Warning, "train", "say \"hi\"\nthere"};
    const auto read = roundTrip(line);
    EXPECT_EQ(read.time, line.time);
    EXPECT_EQ(read.level, line.level);
    EXPECT_EQ(read.text, line.text);
}

TEST(EventJson, TextThatIsNotUtf8IsReplacedNotThrown)
{
    EXPECT_NO_THROW(toJson(Event(Marker{0, "point", "caf\xe9"})));
}

TEST(EventJson, ForeignLinesAreRefused)
{
    for (const auto *line : {"", "[]", "{", "{\"type\":\"metric\"}", "{\"type\":\"tea\"}", "{\"no\":1}"}) {
        const auto read = eventFromJson(line);
        ASSERT_FALSE(read.hasValue()) << line;
        EXPECT_EQ(read.problem().code, base::ProblemCode::Malformed) << line;
        EXPECT_FALSE(read.problem().remedy.empty());
    }
}

TEST(Events, OnlyPointsAndQuietLinesMayBeDropped)
{
    EXPECT_TRUE(isDroppable(MetricPoint{}));
    EXPECT_TRUE(isDroppable(base::LogLine{{}, base::LogLevel::Info, "", ""}));
    EXPECT_FALSE(isDroppable(base::LogLine{{}, base::LogLevel::Warning, "", ""}));
    EXPECT_FALSE(isDroppable(PhaseStarted{}));
    EXPECT_FALSE(isDroppable(CommandDone{}));
    EXPECT_FALSE(isDroppable(Marker{}));
    EXPECT_FALSE(isDroppable(WarningRaised{}));
}

} // namespace
} // namespace espalier::report
