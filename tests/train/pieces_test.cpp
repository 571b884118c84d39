// SPDX-License-Identifier: GPL-3.0-or-later
// Small parts of a run that need no training.
#include "fixture.h"

#include "train/checkpoints.h"
#include "train/evaluation.h"
#include "train/expectations.h"
#include "train/gate.h"
#include "train/record_builder.h"
#include "train/stage.h"

#include <thread>

namespace espalier::train::test {
namespace {

TEST(WilsonInterval, HasTheTextbookValues)
{
    const auto [low, high] = wilsonInterval(8, 10);
    EXPECT_NEAR(low, 49.02, 0.01);
    EXPECT_NEAR(high, 94.33, 0.01);
    EXPECT_EQ(wilsonInterval(0, 0), (std::pair<double, double>{0.0, 100.0}));
    EXPECT_EQ(wilsonInterval(0, 50).first, 0.0);
    EXPECT_EQ(wilsonInterval(50, 50).second, 100.0);
}

TEST(Expectations, GateTheBaseAtThreeTenths)
{
    recipe::Expectation expected;
    expected.source = "Tab. 1";
    EXPECT_FALSE(baseWarning(expected, {.top1 = 10.0}));
    expected.baseTop1 = {93.1, 93.6};
    EXPECT_FALSE(baseWarning(expected, {.top1 = 92.81}));
    EXPECT_FALSE(baseWarning(expected, {.top1 = 93.89}));
    const auto warning = baseWarning(expected, {.top1 = 92.7});
    ASSERT_TRUE(warning);
    EXPECT_NE(warning->find("92.7"), std::string::npos);
    EXPECT_NE(warning->find("Tab. 1"), std::string::npos);
}

TEST(Expectations, HoldTheBestEpochAndTheSpeedupAgainstThePublished)
{
    recipe::Expectation expected;
    expected.top1 = {92.9, 93.5};
    expected.speedup = 2.55;
    report::RunRecord record;
    record.best = report::BestAccuracy{93.0, 3, "test"};
    record.before.macs = 255;
    record.after.macs = 100;
    EXPECT_TRUE(resultWarnings(expected, record).empty());
    record.best->top1 = 91.0;
    record.after.macs = 150;
    EXPECT_EQ(resultWarnings(expected, record).size(), 2u);
}

TEST(Gate, KeepsWhatWasAskedMeanwhile)
{
    Witness witness;
    witness.live = {{1, {{"lr", 0.1}}}, {2, {{"lr", 0.2}, {"x", 1.0}}}};
    witness.probeAt = 1;
    RunClock clock;
    Gate gate(witness, clock);
    EXPECT_FALSE(gate.stopAsked());
    EXPECT_FALSE(gate.stopAsked());
    EXPECT_EQ(gate.takeLiveOptions(), (std::map<std::string, double>{{"lr", 0.2}, {"x", 1.0}}));
    EXPECT_TRUE(gate.takeLiveOptions().empty());
    EXPECT_TRUE(gate.takeProbeNow());
    EXPECT_FALSE(gate.takeProbeNow());
}

TEST(Gate, RemembersAStop)
{
    Witness witness;
    witness.stopAt = 1;
    RunClock clock;
    Gate gate(witness, clock);
    EXPECT_TRUE(gate.stopAsked());
    EXPECT_TRUE(gate.stopAsked());
}

class Pausing : public report::NullObserver {
public:
    report::StepRequest atStep() override
    {
        std::this_thread::sleep_for(std::chrono::milliseconds(120));
        return {};
    }
};

TEST(Gate, DoesNotCountPauses)
{
    Pausing observer;
    RunClock clock;
    Gate gate(observer, clock);
    EXPECT_FALSE(gate.stopAsked());
    EXPECT_LT(clock.seconds(), 0.1);
}

TEST(SavedText, GoesThroughJson)
{
    const SavedText text{{{"method.granularity_prune", 1e-4}, {"best.top1", 93.28}}, "{\"a\": \"b\"}"};
    const auto back = savedTextFromJson(toJson(text));
    ASSERT_TRUE(back);
    EXPECT_EQ(back->numbers, text.numbers);
    EXPECT_EQ(back->record, text.record);
    EXPECT_FALSE(savedTextFromJson("not json"));
    EXPECT_FALSE(savedTextFromJson("{\"numbers\": {\"a\": \"x\"}, \"record\": \"\"}"));
}

TEST(StageSchemas, DescribeThemselves)
{
    std::set<std::string> ids;
    for (const recipe::StageSchema &schema : stageSchemas()) {
        EXPECT_TRUE(ids.insert(schema.id).second) << schema.id;
        EXPECT_FALSE(schema.title.empty()) << schema.id;
        EXPECT_FALSE(schema.summary.empty()) << schema.id;
        for (const recipe::OptionSchema &option : schema.options)
            EXPECT_FALSE(option.help.empty()) << schema.id << '.' << option.name;
    }
    for (const char *id : {"train", "evaluate", "select", "penalize", "cut", "recalibrate", "finetune"})
        EXPECT_TRUE(ids.contains(id)) << id;
}

TEST(Versions, NameWhatAResultDependsOn)
{
    const auto versions = machineVersions();
    for (const char *name : {"espalier", "libtorch", "compiler", "cpu", "threads"}) {
        ASSERT_TRUE(versions.contains(name)) << name;
        EXPECT_FALSE(versions.at(name).empty()) << name;
    }
    EXPECT_GT(peakMemoryBytes(), std::int64_t{10} << 20);
}

} // namespace
} // namespace espalier::train::test
