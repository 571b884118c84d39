// SPDX-License-Identifier: GPL-3.0-or-later
#include "recipe/repeat.h"

#include "recipe/small_vocabulary.h"

#include <gtest/gtest.h>

using namespace espalier;
using namespace espalier::recipe;

namespace {

const char *const iterative =
    R"({"espalier": 1, "model": {"source": "zoo:cifar_resnet56"}, "data": {"source": "folder:cifar10"},
 "ratios": {"uniform": 0.9},
 "stages": [
   {"stage": "evaluate"},
   {"stage": "repeat", "times": 3, "stages": [
     {"stage": "select", "criterion": "l1"}, {"stage": "cut"}, {"stage": "finetune", "epochs": 30, "lr": "0:0.01,20:0.001"}]},
   {"stage": "finetune", "epochs": 120}]})";

class RepeatTest : public testing::Test
{
protected:
    Recipe read(const std::string &text) const
    {
        const auto recipe = recipeFromJson(text, m_vocabulary);
        EXPECT_TRUE(recipe) << (recipe ? "" : toString(recipe.problem()));
        return recipe ? *recipe : Recipe();
    }

    Recipe readWith(const std::string &assignment) const
    {
        const auto text = withSetting(iterative, assignment);
        EXPECT_TRUE(text) << assignment;
        return read(*text);
    }

    std::string messageWith(const std::string &assignment) const
    {
        const auto text = withSetting(iterative, assignment);
        const auto recipe = text ? recipeFromJson(*text, m_vocabulary) : base::Result<Recipe>(text.problem());
        return recipe ? "accepted" : toString(recipe.problem());
    }

    const Vocabulary m_vocabulary = test::smallVocabulary();
};

std::string kinds(const Recipe &recipe)
{
    std::string text;
    for (const Stage &stage : recipe.stages)
        text += (text.empty() ? "" : " ") + stage.kind;
    return text;
}

TEST_F(RepeatTest, IsWrittenOutWithNoTrainingBehindTheLastCut)
{
    const Recipe recipe = read(iterative);
    const Recipe flat = unrolled(recipe);
    EXPECT_EQ(kinds(flat), "evaluate select cut finetune select cut finetune select cut finetune");
    EXPECT_EQ(integerOption(flat.stages[3].options, "epochs"), 30);
    EXPECT_EQ(integerOption(flat.stages.back().options, "epochs"), 120);
    const std::vector<std::string> paths = stagePaths(recipe);
    ASSERT_EQ(paths.size(), flat.stages.size());
    EXPECT_EQ(paths[0], "stages[0]");
    EXPECT_EQ(paths[4], "stages[1].stages[0]");
    EXPECT_EQ(paths.back(), "stages[2]");
    EXPECT_EQ(unrolled(flat), flat) << "what holds no repeat stays";
}

TEST_F(RepeatTest, GoesToTheCumulativeRatioOfTheOriginalWidth)
{
    // Golden figures of methods.md 3.9: r = .9, C = 3.
    const Recipe flat = unrolled(read(iterative));
    EXPECT_NEAR(cycleRatio(0.9, flat.stages[1]), 0.5358, 5e-5);
    EXPECT_NEAR(cycleRatio(0.9, flat.stages[4]), 0.7846, 5e-5);
    EXPECT_EQ(cycleRatio(0.9, flat.stages[7]), 0.9) << "exactly, since widths hang on it";
    EXPECT_EQ(cycleRatio(0.0, flat.stages[1]), 0.0);
    EXPECT_EQ(cycleRatio(0.9, flat.stages[0]), 0.9) << "no cycle";
    // A cycle takes the share q(1-q)^(c-1) of the original, q = 1 - (1-r)^(1/C).
    const double q = cycleRatio(0.9, flat.stages[1]);
    EXPECT_NEAR(cycleRatio(0.9, flat.stages[4]) - q, q * (1.0 - q), 1e-12);
    EXPECT_NEAR(cycleShareKept(0.1, flat.stages[4]), 1.0 - 0.7846, 5e-5);
}

TEST_F(RepeatTest, RewindsBehindTheCutOfEachCycle)
{
    const Recipe flat = unrolled(readWith("stages.1.rewind=epoch"));
    EXPECT_EQ(kinds(flat),
              "evaluate select cut rewind finetune select cut rewind finetune select cut rewind finetune");
    EXPECT_EQ(textOption(flat.stages[3].options, "to"), "epoch");
    EXPECT_EQ(integerOption(flat.stages[3].options, "epoch"), 1);
}

TEST_F(RepeatTest, RoundTripsWithItsList)
{
    const Recipe recipe = read(iterative);
    ASSERT_EQ(recipe.stages[1].stages.size(), 3u);
    EXPECT_EQ(realOption(recipe.stages[1].stages[2].options, "momentum"), 0.9) << "defaults inside too";
    EXPECT_EQ(read(toJson(recipe)), recipe);
}

TEST_F(RepeatTest, TakesSettingsByThePathOfTheList)
{
    const Recipe recipe = readWith("stages.1.stages.2.lr=0.5");
    EXPECT_EQ(textOption(recipe.stages[1].stages[2].options, "lr"), "0.5");
    EXPECT_EQ(messageWith("stages.1.stages.2.epochs=0").find("stages[1].stages[2].epochs"), 0u)
        << messageWith("stages.1.stages.2.epochs=0");
    EXPECT_EQ(messageWith("stages.1.stages.0.criterion=l9").find("stages[1].stages[0].criterion"), 0u);
    EXPECT_EQ(messageWith("stages.1.stages.2.epoch=3"),
              "stages[1].stages[2].epoch: unknown key 'epoch'. Did you mean 'epochs'?");
}

TEST_F(RepeatTest, WithoutAListItRunsItsDefault)
{
    const Recipe recipe = readWith("stages.1.stages=[]");
    ASSERT_EQ(recipe.stages[1].stages.size(), 2u);
    EXPECT_EQ(recipe.stages[1].stages[0].criterion, "l1");
}

TEST_F(RepeatTest, RefusesWhatCanNotBe)
{
    EXPECT_NE(messageWith("stages.1.stages.2={\"stage\": \"repeat\"}")
                  .find("stages[1].stages[2]: a repeat can't hold a repeat"),
              std::string::npos);
    EXPECT_EQ(messageWith("stages.0.stages=[{\"stage\": \"cut\"}]"),
              "stages[0].stages: this stage reads no 'stages'. Leave it out.");
    EXPECT_NE(messageWith("ratios={\"plan\": \"p.json\"}"), "accepted");
    EXPECT_NE(messageWith("stages.1.times=0"), "accepted");
}

TEST_F(RepeatTest, IsScaledInside)
{
    Recipe recipe = read(iterative);
    recipe.scale = 0.1;
    const Recipe scaled = scaledRecipe(recipe, m_vocabulary);
    EXPECT_EQ(integerOption(scaled.stages[1].stages[2].options, "epochs"), 3);
    EXPECT_EQ(textOption(scaled.stages[1].stages[2].options, "lr"), "0:0.01,2:0.001");
    EXPECT_EQ(integerOption(scaled.stages[1].options, "times"), 3) << "cycles are no length";
}

} // namespace
