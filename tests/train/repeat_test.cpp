// SPDX-License-Identifier: GPL-3.0-or-later
// Iterative pruning: a repeat is gone through cycle by cycle, its ratios are of the original width.
#include "fixture.h"

#include <ATen/ATen.h>

namespace espalier::train::test {
namespace {

const DataShape Shape{.channels = 1, .train = 32, .test = 10};

recipe::Stage shortFinetune(std::int64_t epochs)
{
    return stage("finetune", {{"epochs", epochs}, {"batch", std::int64_t{16}}, {"lr", std::string("0.05")}});
}

recipe::Stage repeatOf(std::vector<recipe::Stage> stages, const recipe::Options &changes = {})
{
    recipe::Stage repeat = stage("repeat", changes);
    repeat.stages = std::move(stages);
    return repeat;
}

recipe::Recipe iterative(const recipe::Options &changes = {})
{
    return makeRecipe({repeatOf({selectStage(), stage("cut"), shortFinetune(1)}, changes), shortFinetune(2)},
                      0.9);
}

struct Ended
{
    ModelState model;
    report::RunRecord record;
    Witness witness;
    Shelf shelf;
};

Ended runWhole(const recipe::Recipe &recipe, const std::string &zooName = "lenet5")
{
    Ended ended{makeModel(zooName), {}, {}, {}};
    const auto record = run(recipe, ended.model,
                            contextOf(makeDataset(Shape), makePreset(Shape), ended.witness, &ended.shelf));
    EXPECT_TRUE(record) << problemText(record.problem());
    if (record)
        ended.record = *record;
    return ended;
}

TEST(Repeat, ReachesTheRatioOfTheOriginalWidthStepByStep)
{
    const Ended ended = runWhole(iterative());
    // conv3 has 120 channels: ceil(.5358 * 120) = 65, ceil(.7846 * 120) = 95, ceil(.9 * 120) = 108 are gone.
    std::vector<std::int64_t> widths;
    for (const Shelf::Point &point : ended.shelf.points)
        if (point.title == "after cut")
            widths.push_back(point.model.network.weights.get("conv3.weight").size(0));
    EXPECT_EQ(widths, (std::vector<std::int64_t>{55, 25, 12}));
    EXPECT_EQ(ended.record.widths.at("conv3"), (std::pair<std::int64_t, std::int64_t>{120, 12}));
    EXPECT_EQ(ended.record.kept.at("conv3").size(), 12u);
    EXPECT_GT(ended.record.method.at("repeat.1.macs_left"), ended.record.method.at("repeat.2.macs_left"));
    EXPECT_NEAR(ended.record.method.at("repeat.3.macs_left"),
                static_cast<double>(ended.record.after.macs) / static_cast<double>(ended.record.before.macs),
                1e-12);
    // 1 epoch of 2 steps behind two of the three cuts, then 2 epochs.
    EXPECT_EQ(ended.record.iterations, 2 * 2 + 2 * 2);
}

TEST(Repeat, HasPlannedWhatItGoesThrough)
{
    const Ended ended = runWhole(iterative());
    const auto planned = ended.witness.all<report::RunPlanned>();
    ASSERT_EQ(planned.size(), 1u);
    std::string stages;
    for (const report::PhaseStarted &phase : planned[0].phases)
        stages += phase.stage + " ";
    EXPECT_EQ(stages, "select cut finetune select cut finetune select cut finetune ");
}

TEST(Repeat, StopsAndGoesOnBitForBitInEveryCycle)
{
    const recipe::Recipe recipe = makeRecipe(
        {stage("train",
               {{"epochs", std::int64_t{2}}, {"batch", std::int64_t{16}}, {"lr", std::string("0.05")}}),
         repeatOf({greg1Stage(2, 1), stage("cut"), shortFinetune(1)},
                  {{"times", std::int64_t{2}}, {"rewind", std::string("epoch")}}),
         shortFinetune(1)},
        0.5);
    const Ended whole = runWhole(recipe);
    const auto dataset = makeDataset(Shape);
    int stopsSeen = 0;
    for (std::int64_t stopAt = 1; stopAt < whole.witness.asked; stopAt += 3) {
        ModelState model = makeModel("lenet5");
        Witness stopping;
        stopping.stopAt = stopAt;
        Shelf shelf;
        const auto stopped = run(recipe, model, contextOf(dataset, makePreset(Shape), stopping, &shelf));
        ASSERT_FALSE(stopped) << stopAt;
        ASSERT_EQ(stopped.problem().code, base::ProblemCode::Stopped) << problemText(stopped.problem());
        ModelState resumed = shelf.points.back().model;
        resumed.anchors.clear(); // they come back from the tensors of the point
        Witness silent;
        TrainerContext context = contextOf(dataset, makePreset(Shape), silent);
        context.resumeFrom = shelf.points.back().state;
        const auto record = run(recipe, resumed, context);
        ASSERT_TRUE(record) << stopAt << " " << problemText(record.problem());
        EXPECT_EQ(differences(whole.model.network.weights, resumed.network.weights),
                  std::vector<std::string>())
            << stopAt;
        EXPECT_EQ(record->method, whole.record.method) << stopAt;
        ++stopsSeen;
    }
    EXPECT_GT(stopsSeen, 8);
}

TEST(Repeat, RewindsToTheStartOfWhatIsLeft)
{
    recipe::Recipe recipe = iterative({{"rewind", std::string("init")}, {"times", std::int64_t{2}}});
    recipe.stages.pop_back(); // end with the last rewind
    const ModelState start = makeModel("lenet5");
    const Ended ended = runWhole(recipe);
    std::vector<std::int64_t> kept(ended.record.kept.at("conv1").begin(),
                                   ended.record.kept.at("conv1").end());
    ASSERT_EQ(kept.size(), 1u);
    const at::Tensor expected =
        start.network.weights.get("conv1.weight").index_select(0, at::tensor(kept, at::kLong));
    EXPECT_TRUE(at::equal(ended.model.network.weights.get("conv1.weight"), expected));
    EXPECT_EQ(ended.record.iterations, 2) << "it was trained meanwhile";
}

TEST(Repeat, GoesToATargetOfTheOriginalCost)
{
    recipe::Recipe recipe = iterative({{"times", std::int64_t{2}}});
    recipe.ratios.kind = recipe::RatioSpec::Kind::Target;
    recipe.ratios.target = "macs=0.25";
    const Ended ended = runWhole(recipe);
    // Few channels make large steps; a target is met or passed.
    EXPECT_LE(ended.record.method.at("repeat.1.macs_left"), 0.5);
    EXPECT_GT(ended.record.method.at("repeat.1.macs_left"), 0.35);
    EXPECT_LE(ended.record.method.at("repeat.2.macs_left"), 0.25);
    EXPECT_GT(ended.record.method.at("repeat.2.macs_left"), 0.15);
}

TEST(Repeat, PoolsScoresOfTheOriginalWidth)
{
    recipe::Recipe recipe = iterative({{"times", std::int64_t{2}}});
    recipe.ratios = {};
    recipe.stages[0].stages[0].methodOptions["rule"] = std::string("percentile");
    recipe.stages[0].stages[0].methodOptions["percentile"] = 0.75;
    const Ended ended = runWhole(recipe);
    double kept = 0.0;
    for (const auto &[group, indices] : ended.record.kept)
        kept += static_cast<double>(indices.size());
    EXPECT_NEAR(kept / (6 + 16 + 120 + 84), 0.25, 0.02);
}

TEST(Repeat, RefusesAnEpochThatNoTrainingReaches)
{
    ModelState model = makeModel("lenet5");
    Witness witness;
    const auto record = run(iterative({{"rewind", std::string("epoch")}, {"rewind_epoch", std::int64_t{5}}}),
                            model, contextOf(makeDataset(Shape), makePreset(Shape), witness));
    ASSERT_FALSE(record);
    EXPECT_EQ(record.problem().code, base::ProblemCode::BadUsage);
    EXPECT_EQ(record.problem().where, "stages[0].rewind");
}

TEST(Repeat, NamesStagesByTheirPlaceInTheList)
{
    recipe::Recipe recipe = makeRecipe({repeatOf({stage("cut"), selectStage()})}, 0.5);
    ModelState model = makeModel("lenet5");
    Witness witness;
    const auto record = run(recipe, model, contextOf(makeDataset(Shape), makePreset(Shape), witness));
    ASSERT_FALSE(record);
    EXPECT_EQ(record.problem().where, "stages[0].stages[0]");
}

TEST(Repeat, MasksSingleWeightsStepByStep)
{
    recipe::Recipe recipe = iterative();
    recipe.stages[0].stages[0].methodOptions["wg"] = std::string("weight");
    const Ended ended = runWhole(recipe);
    std::vector<double> kept;
    for (const Shelf::Point &point : ended.shelf.points)
        if (point.title == "after cut")
            kept.push_back(at::count_nonzero(point.model.network.weights.get("conv3.weight")).item<double>() /
                           (120.0 * 16 * 25));
    ASSERT_EQ(kept.size(), 3u);
    EXPECT_NEAR(kept[0], 1.0 - 0.5358, 1e-4);
    EXPECT_NEAR(kept[1], 1.0 - 0.7846, 1e-4);
    EXPECT_NEAR(kept[2], 0.1, 1e-4);
    EXPECT_NEAR(ended.record.method.at("weights_kept"), 0.1, 1e-3);
}

} // namespace
} // namespace espalier::train::test
