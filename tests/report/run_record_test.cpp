// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/run_record.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace espalier::report {
namespace {

RunRecord fullRecord()
{
    RunRecord record;
    record.recipe = R"({"espalier": 1, "seed": 3})";
    record.base = Accuracy{93.3, 99.8, 0.25, 10000, 92.8, 93.8, 12.0};
    record.afterCut = Accuracy{80.0, 98.0, 0.7, 10000, 79, 81, 12.0};
    record.final = Accuracy{92.9, 99.7, 0.3, 10000, 92.4, 93.4, 12.0};
    record.best = BestAccuracy{93.0, 17};
    record.before = {272474, 40551040, 270000};
    record.after = {136000, 20275520, 135000};
    record.widths["layer1.0.conv1"] = {16, 8};
    record.kept["layer1.0.conv1"] = {0, 2, 5};
    record.parity = ParityReport{1e-6, 1e-4, 1.0, 64, true, ""};
    record.method["lambda_final"] = 0.5;
    record.afterReinitialization = Accuracy{11.0, 50.0, 2.3, 10000, 10.4, 11.6, 12.0};
    record.figures["after_cut.jsv_mean"] = 0.25;
    record.iterations = 123;
    record.seconds["2.finetune"] = 4.5;
    record.peakMemoryBytes = 1 << 20;
    record.seed = 3;
    record.versions["espalier"] = "0.1.0";
    record.warnings.push_back("base gate");
    return record;
}

TEST(RunRecord, HasTheFieldsThatScriptsReadUnderTheirNames)
{
    const auto json = nlohmann::json::parse(toJson(fullRecord()));
    EXPECT_EQ(json["recipe"]["seed"], 3);
    EXPECT_EQ(json["status"], "done");
    EXPECT_EQ(json["base"]["top1"], 93.3);
    EXPECT_EQ(json["base"]["loss"], 0.25);
    EXPECT_EQ(json["after_cut"]["top1"], 80.0);
    EXPECT_EQ(json["final"]["top1"], 92.9);
    EXPECT_EQ(json["best"]["epoch"], 17);
    EXPECT_EQ(json["before"]["parameters"], 272474);
    EXPECT_EQ(json["after"]["macs"], 20275520);
    EXPECT_EQ(json["speedup"], 2.0);
    EXPECT_EQ(json["widths"]["layer1.0.conv1"], nlohmann::json({16, 8}));
    EXPECT_EQ(json["kept"]["layer1.0.conv1"], nlohmann::json({0, 2, 5}));
    EXPECT_EQ(json["parity"]["ok"], true);
    EXPECT_EQ(json["method"]["lambda_final"], 0.5);
    EXPECT_EQ(json["after_reinitialization"]["top1"], 11.0);
    EXPECT_EQ(json["figures"]["after_cut.jsv_mean"], 0.25);
    EXPECT_EQ(json["iterations"], 123);
    EXPECT_EQ(json["seconds"]["2.finetune"], 4.5);
    EXPECT_EQ(json["peak_memory_bytes"], 1 << 20);
    EXPECT_EQ(json["seed"], 3);
    EXPECT_EQ(json["versions"]["espalier"], "0.1.0");
}

TEST(RunRecord, WritesBackWhatItRead)
{
    const std::string text = toJson(fullRecord());
    const auto read = runRecordFromJson(text);
    ASSERT_TRUE(read.hasValue());
    EXPECT_EQ(toJson(*read), text);
    EXPECT_FALSE(read->beforeCut.has_value());
}

TEST(RunRecord, PartsThatDidNotHappenAreAbsent)
{
    const auto json = nlohmann::json::parse(toJson(RunRecord{}));
    for (const auto *key : {"base", "after_cut", "final", "best", "parity", "speedup"})
        EXPECT_FALSE(json.contains(key)) << key;
}

TEST(RunRecord, RefusesAForeignDocument)
{
    EXPECT_EQ(runRecordFromJson("{}").problem().code, base::ProblemCode::Malformed);
    EXPECT_EQ(runRecordFromJson("nope").problem().code, base::ProblemCode::Malformed);
}

} // namespace
} // namespace espalier::report
