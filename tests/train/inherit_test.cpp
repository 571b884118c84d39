// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixture.h"

#include "base/file.h"
#include "support/temporary_folder.h"

namespace espalier::train::test {
namespace {

const DataShape Shape{.channels = 1, .train = 16, .test = 10};

base::Result<report::RunRecord> play(const recipe::Recipe &recipe, ModelState &model)
{
    Witness witness;
    return run(recipe, model, contextOf(makeDataset(Shape), makePreset(Shape), witness));
}

/// Runs L1 with a random pick at 0.6 and leaves its result.
report::RunRecord leaveResult(const std::filesystem::path &folder)
{
    recipe::Stage select = selectStage();
    select.methodOptions["pick"] = std::string("rand");
    ModelState model = makeModel("lenet5");
    const auto record = play(makeRecipe({select, stage("cut")}, 0.6), model);
    EXPECT_TRUE(record) << problemText(record.problem());
    EXPECT_TRUE(base::writeFileAtomically(folder / "result.json", report::toJson(*record)));
    return *record;
}

recipe::Recipe inheriting(const std::filesystem::path &folder, bool ratiosOnly)
{
    recipe::Recipe recipe = makeRecipe({selectStage(), stage("cut")});
    recipe.ratios = {};
    recipe.ratios.kind = recipe::RatioSpec::Kind::Inherit;
    recipe.ratios.inherit = folder.string();
    recipe.ratios.inheritsRatiosOnly = ratiosOnly;
    return recipe;
}

TEST(Inherit, TakesTheSameChannels)
{
    const espalier::test::TemporaryFolder folder;
    const report::RunRecord first = leaveResult(folder / "");
    ModelState model = makeModel("lenet5");
    const auto record = play(inheriting(folder / "", false), model);
    ASSERT_TRUE(record) << problemText(record.problem());
    EXPECT_EQ(record->kept, first.kept);
}

TEST(Inherit, TakesAsManyAndSaysHowManyAreTheSame)
{
    const espalier::test::TemporaryFolder folder;
    const report::RunRecord first = leaveResult(folder / "");
    ModelState model = makeModel("lenet5");
    const auto record = play(inheriting(folder / "", true), model);
    ASSERT_TRUE(record) << problemText(record.problem());
    EXPECT_EQ(record->widths, first.widths);
    EXPECT_NE(record->kept, first.kept) << "chosen by size now";
    const double overlap = record->method.at("select.overlap_with_inherited");
    EXPECT_GT(overlap, 0.3);
    EXPECT_LT(overlap, 0.9);
}

TEST(Inherit, RefusesAnotherNetworkAndAnEmptyFolder)
{
    const espalier::test::TemporaryFolder folder;
    ModelState model = makeModel("lenet5_mini");
    EXPECT_EQ(play(inheriting(folder / "", false), model).problem().code, base::ProblemCode::NotFound);
    leaveResult(folder / "");
    const auto record = play(inheriting(folder / "", false), model);
    ASSERT_FALSE(record);
    EXPECT_EQ(record.problem().code, base::ProblemCode::Mismatch);
    EXPECT_NE(record.problem().what.find("conv1"), std::string::npos);
}

} // namespace
} // namespace espalier::train::test
