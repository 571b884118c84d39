// SPDX-License-Identifier: GPL-3.0-or-later
// A result beside a published one, and runs beside each other.
#include "report/run_comparison.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace espalier::report {
namespace {

TEST(PublishedFigure, MeasuresFromTheNearerEnd)
{
    const PublishedFigure inside{"top1", 92.9, 93.5, 0.0, 93.0};
    EXPECT_EQ(inside.difference(), 0.0);
    EXPECT_TRUE(inside.isInside());
    const PublishedFigure below{"top1", 92.9, 93.5, 0.0, 92.4};
    EXPECT_NEAR(*below.difference(), -0.5, 1e-9);
    EXPECT_FALSE(below.isInside());
    const PublishedFigure near{"base_top1", 93.36, 93.36, 0.3, 93.6};
    EXPECT_NEAR(*near.difference(), 0.24, 1e-9);
    EXPECT_TRUE(near.isInside());
    const PublishedFigure unmeasured{"top1", 92.9, 93.5, 0.0, {}};
    EXPECT_FALSE(unmeasured.difference());
    EXPECT_FALSE(unmeasured.isInside());
}

RunRecord runOf(const std::string &recipe)
{
    RunRecord record;
    record.recipe = recipe;
    record.before = {100, 1000, 90};
    record.after = {50, 400, 45};
    record.widths = {{"a", {4, 2}}, {"b", {8, 8}}, {"c", {4, 3}}};
    record.base = Accuracy{.top1 = 93.0};
    record.final = Accuracy{.top1 = 92.0};
    record.iterations = 100;
    return record;
}

std::string recipeText(int seed, const std::string &rate, const std::string &method = "greg1")
{
    return R"({"name": "x", "seed": )" + std::to_string(seed) +
           R"(, "model": {"source": "zoo:m", "weights": "w"},
        "data": {"source": "folder:d"}, "stages": [{"stage": "penalize", "method": ")" +
           method + R"("}, {"stage": "cut"}, {"stage": "finetune", "epochs": 120, "lr": ")" + rate +
           R"("}]})";
}

TEST(PublishedComparison, GoesThroughTheRecord)
{
    RunRecord record = runOf("{}");
    record.published = PublishedComparison{"GReg Tab. 2",
                                           {{"top1", 92.9, 93.5, 0.0, 92.4},
                                            {"speedup", 2.55, 2.55, 0.0765, 2.5},
                                            {"base_top1", 93, 94, 0.3, {}}},
                                           {"data: few."}};
    record.phases = {{"penalize", "push", 1, 0, 0.5}, {"penalize", "stabilise", 1, 40, 2.5}};
    const auto json = nlohmann::json::parse(toJson(record));
    EXPECT_EQ(json["published"]["source"], "GReg Tab. 2");
    EXPECT_EQ(json["published"]["figures"][0]["inside"], false);
    EXPECT_EQ(json["published"]["figures"][1]["inside"], true);
    EXPECT_FALSE(json["published"]["figures"][2].contains("ours"));
    EXPECT_EQ(json["phases"][1]["phase"], "stabilise");
    const auto back = runRecordFromJson(toJson(record));
    ASSERT_TRUE(back);
    EXPECT_EQ(toJson(*back), toJson(record));
}

TEST(RunRecord, OfAnEarlierVersionHasNoPhases)
{
    auto json = nlohmann::json::parse(toJson(runOf("{}")));
    json.erase("phases");
    const auto back = runRecordFromJson(json.dump());
    ASSERT_TRUE(back);
    EXPECT_TRUE(back->phases.empty());
}

TEST(Masks, AreComparedOverTheUnionOfTheGroups)
{
    RunRecord a = runOf("{}"), b = runOf("{}");
    a.kept = {{"a", {0, 1}}, {"c", {0, 1, 2}}}; // removes 2, 3 and 3
    b.kept = {{"a", {0, 3}}};                   // removes 1, 2; c is missing there: kept whole
    const auto masks = compareMasks(a, b);
    ASSERT_TRUE(masks);
    ASSERT_EQ(masks->groups.size(), 2u);
    EXPECT_EQ(masks->groups[0].group, "a");
    EXPECT_EQ(masks->groups[0].sets.both, 1);
    EXPECT_DOUBLE_EQ(masks->groups[0].sets.iou(), 1.0 / 3);
    EXPECT_DOUBLE_EQ(masks->groups[0].sets.overlap(), 0.5);
    EXPECT_DOUBLE_EQ(masks->groups[0].sets.agreement(), 0.5);
    EXPECT_EQ(masks->groups[1].sets.onlyA, 1);
    EXPECT_EQ(masks->groups[1].sets.iou(), 0.0);
    EXPECT_EQ(masks->total.channels, 8);
    EXPECT_DOUBLE_EQ(masks->total.iou(), 0.25);
    EXPECT_DOUBLE_EQ(masks->total.agreement(), 5.0 / 8);
    EXPECT_EQ(compareMasks(runOf("{}"), runOf("{}"))->total.iou(), 1.0);
    b.widths["a"].first = 6;
    EXPECT_EQ(compareMasks(a, b).problem().code, base::ProblemCode::Mismatch);
}

// The figures that methods.md 10 gives of the two shipped masks.
TEST(Masks, HaveThePublishedIou)
{
    const SetComparison sets{2083 - 719, 8869 - 719, 719, 26560};
    EXPECT_EQ(sets.onlyA + sets.onlyB + sets.both, 10233);
    EXPECT_NEAR(sets.iou(), 0.0703, 5e-5);
}

TEST(Recipes, DifferInNamedFields)
{
    const auto differences =
        recipeDifferences({runOf(recipeText(1, "0.01")), runOf(recipeText(2, "0.01", "tpp"))});
    ASSERT_EQ(differences.size(), 2u);
    EXPECT_EQ(differences[0].path, "seed");
    EXPECT_EQ(differences[1].path, "stages[0].method");
    EXPECT_EQ(differences[1].values, (std::vector<std::string>{"greg1", "tpp"}));
}

TEST(Fairness, ClimbsAsMoreIsTheSame)
{
    const auto levelOf = [](const std::vector<RunRecord> &runs) { return fairness(runs).level; };
    RunRecord a = runOf(recipeText(1, "0.01")), b = runOf(recipeText(1, "0.01", "tpp"));
    EXPECT_EQ(levelOf({a, b}), 4); // the budget is the same too, but one seed each
    EXPECT_EQ(fairness({a, b}).missing, (std::vector<std::string>{"three seeds of each"}));
    b.recipe = recipeText(1, "0.001", "tpp");
    EXPECT_EQ(levelOf({a, b}), 3);
    b.base->top1 = 91.0;
    EXPECT_EQ(levelOf({a, b}), 1);
    b.before.macs = 7;
    EXPECT_EQ(levelOf({a, b}), 0);
    std::vector<RunRecord> all;
    for (int seed = 1; seed <= 3; ++seed)
        for (const char *method : {"greg1", "tpp"})
            all.push_back(runOf(recipeText(seed, "0.01", method)));
    EXPECT_EQ(levelOf(all), 5);
    all[0].iterations = 50;
    EXPECT_EQ(levelOf(all), 4);
}

TEST(Seeds, FoldToMeanAndPopulationDeviation)
{
    std::vector<RunRecord> runs;
    for (const double top1 : {93.21, 93.29, 93.47}) {
        runs.push_back(runOf(recipeText(static_cast<int>(runs.size()), "0.01")));
        runs.back().best = BestAccuracy{top1, 1};
    }
    runs.push_back(runOf(recipeText(1, "0.01", "tpp")));
    const auto groups = foldSeeds(runs);
    ASSERT_EQ(groups.size(), 2u);
    EXPECT_EQ(groups[0].runs.size(), 3u);
    EXPECT_NEAR(groups[0].mean, 93.32, 0.005);
    EXPECT_NEAR(groups[0].deviation, 0.11, 0.005);
    EXPECT_EQ(groups[1].mean, 92.0);
    EXPECT_NEAR(groups[1].deviation, 0.0, 1e-6);
}

TEST(LearningRateSensitivity, IsTheSmallerRateMinusTheLarger)
{
    RunRecord small = runOf(recipeText(1, "0:0.001,80:0.0001")),
              large = runOf(recipeText(1, "0:0.01,60:0.001"));
    small.final->top1 = 90.5;
    large.final->top1 = 92.0;
    EXPECT_NEAR(*learningRateSensitivity(small, large), -1.5, 1e-9);
    EXPECT_NEAR(*learningRateSensitivity(large, small), -1.5, 1e-9);
    EXPECT_FALSE(learningRateSensitivity(small, small));
    EXPECT_FALSE(learningRateSensitivity(small, runOf(recipeText(2, "0.01"))));
}

} // namespace
} // namespace espalier::report
