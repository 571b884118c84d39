// SPDX-License-Identifier: GPL-3.0-or-later
// What a run refuses before it starts.
#include "fixture.h"

namespace espalier::train::test {
namespace {

const DataShape Lenet{.channels = 1, .train = 20, .test = 10};

base::Problem refusal(const recipe::Recipe &recipe, const DataShape &shape = Lenet, bool withData = true)
{
    ModelState model = makeModel("lenet5");
    Witness witness;
    TrainerContext context = contextOf(makeDataset(shape), makePreset(shape), witness);
    if (!withData)
        context.dataset = nullptr;
    const auto record = run(recipe, model, context);
    EXPECT_FALSE(record);
    EXPECT_TRUE(witness.all<report::PhaseStarted>().empty()) << "something was started";
    return record ? base::Problem{} : record.problem();
}

TEST(Refusal, NothingMarked)
{
    const base::Problem problem = refusal(makeRecipe({selectStage(), stage("cut")}, 0.0));
    EXPECT_EQ(problem.code, base::ProblemCode::BadUsage);
    EXPECT_NE(problem.what.find("0 of "), std::string::npos);
    EXPECT_NE(problem.what.find("channels marked"), std::string::npos);
}

TEST(Refusal, CutWithNothingChosen)
{
    const base::Problem problem = refusal(makeRecipe({stage("cut")}));
    EXPECT_EQ(problem.code, base::ProblemCode::BadUsage);
    EXPECT_EQ(problem.where, "stages[0]");
}

TEST(Refusal, NoRatios)
{
    recipe::Recipe recipe = makeRecipe({selectStage(), stage("cut")});
    recipe.ratios = {};
    EXPECT_EQ(refusal(recipe).where, "ratios");
}

TEST(Refusal, NoData)
{
    const base::Problem problem = refusal(makeRecipe({stage("evaluate")}), Lenet, false);
    EXPECT_EQ(problem.code, base::ProblemCode::BadUsage);
    EXPECT_NE(problem.what.find("needs data"), std::string::npos);
}

TEST(Refusal, ImagesOfAnotherSize)
{
    const base::Problem problem = refusal(makeRecipe({stage("evaluate")}), {.channels = 3});
    EXPECT_EQ(problem.code, base::ProblemCode::Mismatch);
    EXPECT_NE(problem.what.find("1 x 32 x 32"), std::string::npos);
}

TEST(Refusal, AnotherNumberOfClasses)
{
    const base::Problem problem = refusal(makeRecipe({stage("evaluate")}), {.channels = 1, .classes = 4});
    EXPECT_EQ(problem.code, base::ProblemCode::Mismatch);
    EXPECT_NE(problem.what.find("10"), std::string::npos);
    EXPECT_NE(problem.what.find("4"), std::string::npos);
}

TEST(Refusal, UnknownStage)
{
    recipe::Recipe recipe = makeRecipe({});
    recipe.stages.push_back({.kind = "polish", .method = "", .criterion = "", .options = {}, .methodOptions = {}});
    EXPECT_NE(refusal(recipe).what.find("'polish'"), std::string::npos);
}

} // namespace
} // namespace espalier::train::test
