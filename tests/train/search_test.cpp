// SPDX-License-Identifier: GPL-3.0-or-later
// Stages that choose by trial: the oracle (methods.md 3.8) and EagleEye (3.15).
#include "fixture.h"

#include "train/candidate_search.h"
#include "train/evaluation.h"

#include <algorithm>
#include <cmath>

namespace espalier::train::test {
namespace {

const DataShape Grey{.channels = 1, .train = 24, .test = 10};
const DataShape Colour{.train = 40, .test = 10};

recipe::Recipe oracleRecipe(const std::map<std::string, double> &ratios, const recipe::Options &changes = {})
{
    recipe::Options options = changes;
    options.insert({"batch", std::int64_t{12}});
    recipe::Recipe recipe = makeRecipe({stage("oracle", options)});
    recipe.ratios = {};
    recipe.ratios.kind = recipe::RatioSpec::Kind::Patterns;
    for (const auto &[glob, ratio] : ratios)
        recipe.ratios.patterns.emplace_back(glob, ratio);
    return recipe;
}

TEST(Oracle, TriesAllHalvesOfALayerAndTakesTheBest)
{
    const recipe::Recipe recipe = oracleRecipe({{"conv2", 0.5}});
    ModelState model = makeModel("lenet5_mini");
    const auto dataset = makeDataset(Grey);
    Witness witness;
    const auto record = run(recipe, model, contextOf(dataset, makePreset(Grey), witness));
    ASSERT_TRUE(record) << problemText(record.problem());
    EXPECT_EQ(record->method.at("oracle.combinations"), 252);
    const std::vector<double> losses = witness.series("search.pruned_loss");
    ASSERT_EQ(losses.size(), 252u);
    const auto least = std::min_element(losses.begin(), losses.end());
    EXPECT_EQ(record->method.at("oracle.best"), static_cast<double>(least - losses.begin()))
        << "the first of equal ones";
    EXPECT_EQ(record->method.at("oracle.pruned_loss"), *least);
    ASSERT_TRUE(model.chosen);
    EXPECT_EQ(model.chosen->removedCount(), 5);
    // The loss is that of the cut network.
    const auto cut = cutCopy(model, *model.chosen);
    ASSERT_TRUE(cut);
    const auto loss =
        evaluate(*cut, dataset, makePreset(Grey), {.split = data::Split::Train, .tuningShare = 0.0});
    EXPECT_NEAR(loss->loss, *least, 1e-12);
    // Combination 0 takes the first five channels.
    graph::Plan first;
    first.setRemoved(model.chosen->groups().begin()->first, {0, 1, 2, 3, 4});
    EXPECT_NEAR(evaluate(*cutCopy(model, first), dataset, makePreset(Grey),
                         {.split = data::Split::Train, .tuningShare = 0.0})
                    ->loss,
                losses.front(), 1e-12);
}

TEST(Oracle, CombinesLayers)
{
    // floor(.19 * 10) = 1 and floor(.2 * 10) = 2: 10 * 45.
    ModelState model = makeModel("lenet5_mini");
    Witness witness;
    const auto record =
        run(oracleRecipe({{"conv1", 0.19}, {"fc1", 0.2}}), model,
            contextOf(makeDataset({.channels = 1, .train = 12, .test = 10}), makePreset(Grey), witness));
    ASSERT_TRUE(record) << problemText(record.problem());
    EXPECT_EQ(record->method.at("oracle.combinations"), 450);
    EXPECT_EQ(model.chosen->removedCount(), 3);
    EXPECT_EQ(model.chosen->groups().size(), 2u);
}

TEST(Oracle, RefusesTooManyBeforeAnythingStarts)
{
    for (const auto &[ratio, options] :
         {std::pair{0.5, recipe::Options{{"max_combinations", std::int64_t{251}}}},
          std::pair{0.05, recipe::Options{}}}) {
        ModelState model = makeModel("lenet5_mini");
        Witness witness;
        const auto record = run(oracleRecipe({{"conv2", ratio}}, options), model,
                                contextOf(makeDataset(Grey), makePreset(Grey), witness));
        ASSERT_FALSE(record);
        EXPECT_EQ(record.problem().code, base::ProblemCode::BadUsage);
        EXPECT_EQ(witness.asked, 0);
    }
    ModelState model = makeModel("lenet5");
    Witness witness;
    const auto record =
        run(oracleRecipe({{"conv3", 0.5}}), model, contextOf(makeDataset(Grey), makePreset(Grey), witness));
    ASSERT_FALSE(record);
    EXPECT_NE(problemText(record.problem()).find("more than"), std::string::npos)
        << problemText(record.problem());
}

TEST(Oracle, TrainsEachAndCorrelates)
{
    const recipe::Recipe recipe = oracleRecipe(
        {{"conv2", 0.1}}, {{"finetune_epochs", std::int64_t{2}}, {"choose", std::string("final_loss")}});
    ModelState model = makeModel("lenet5_mini");
    const ModelState before = reloaded(model);
    Witness witness;
    const auto record = run(recipe, model, contextOf(makeDataset(Grey), makePreset(Grey), witness));
    ASSERT_TRUE(record) << problemText(record.problem());
    EXPECT_EQ(record->method.at("oracle.combinations"), 10);
    const std::vector<double> finals = witness.series("search.final_loss");
    ASSERT_EQ(finals.size(), 10u);
    EXPECT_EQ(record->method.at("oracle.best"),
              static_cast<double>(std::min_element(finals.begin(), finals.end()) - finals.begin()));
    EXPECT_LE(std::abs(record->method.at("oracle.pearson_final_loss")), 1.0);
    EXPECT_TRUE(record->method.contains("oracle.kendall_final_loss"));
    EXPECT_NE(finals, witness.series("search.pruned_loss"));
    EXPECT_TRUE(differences(before.network.weights, model.network.weights).empty())
        << "candidates are copies";
}

recipe::Recipe eagleEyeRecipe(std::int64_t candidates)
{
    recipe::Recipe recipe = makeRecipe(
        {stage("eagleeye", {{"candidates", candidates},
                            {"samples", std::int64_t{16}},
                            {"batch", std::int64_t{8}},
                            {"tolerance", 0.05}}),
         stage("cut"), stage("recalibrate", {{"samples", std::int64_t{16}}, {"batch", std::int64_t{8}}})});
    recipe.ratios = {};
    recipe.ratios.kind = recipe::RatioSpec::Kind::Target;
    recipe.ratios.target = "macs=0.5";
    recipe.data.tuningShare = 0.25;
    return recipe;
}

TEST(EagleEye, TakesTheBestOfCandidatesNearTheTarget)
{
    ModelState model = makeModel("cifar_resnet20");
    const ModelState before = reloaded(model);
    Witness witness;
    Shelf shelf;
    const auto record =
        run(eagleEyeRecipe(5), model, contextOf(makeDataset(Colour), makePreset(Colour), witness, &shelf));
    ASSERT_TRUE(record) << problemText(record.problem());
    const std::vector<double> left = witness.series("search.left"), top1 = witness.series("search.top1");
    ASSERT_EQ(left.size(), 5u);
    for (const double share : left)
        EXPECT_NEAR(share, 0.5, 0.05);
    EXPECT_GT(std::set<double>(left.begin(), left.end()).size(), 3u) << "they differ";
    const auto best = static_cast<std::size_t>(std::max_element(top1.begin(), top1.end()) - top1.begin());
    EXPECT_EQ(record->method.at("eagleeye.best"), static_cast<double>(best));
    EXPECT_NEAR(static_cast<double>(record->after.macs) / static_cast<double>(record->before.macs),
                left[best], 1e-12);
    EXPECT_TRUE(record->parity->ok);
    const auto beforeCut = std::find_if(shelf.points.begin(), shelf.points.end(),
                                        [](const auto &point) { return point.title == "before cut"; });
    ASSERT_NE(beforeCut, shelf.points.end());
    EXPECT_TRUE(differences(before.network.weights, beforeCut->model.network.weights).empty())
        << "candidates have batch norms of their own";
}

TEST(EagleEye, TakesWhatRatiosWouldLeaveForATarget)
{
    recipe::Recipe recipe = eagleEyeRecipe(3);
    recipe.stages.resize(1);
    recipe.ratios = {};
    recipe.ratios.kind = recipe::RatioSpec::Kind::Patterns;
    recipe.ratios.patterns = {{"layer*.conv1", 0.4}};
    ModelState model = makeModel("cifar_resnet20");
    Witness witness;
    const auto record = run(recipe, model, contextOf(makeDataset(Colour), makePreset(Colour), witness));
    ASSERT_TRUE(record) << problemText(record.problem());
    for (const auto &[group, channels] : model.chosen->groups())
        EXPECT_NE(model.trace.structure->group(group).name.find(".conv1"), std::string::npos)
            << "others stay whole";
    for (const double share : witness.series("search.left"))
        EXPECT_NEAR(share, 0.6, 0.06);
}

TEST(EagleEye, SaysHowNearItCame)
{
    recipe::Recipe recipe = eagleEyeRecipe(2);
    recipe.ratios.target = "macs=0.1";
    ModelState model = makeModel("lenet5_mini");
    Witness witness;
    const auto record = run(recipe, model, contextOf(makeDataset(Grey), makePreset(Grey), witness));
    ASSERT_FALSE(record);
    EXPECT_EQ(record.problem().code, base::ProblemCode::CheckFailed);
    EXPECT_NE(record.problem().what.find("the closest left"), std::string::npos);
}

/// Stops at every third question and goes on; the end must be that of the uninterrupted run.
void expectResumes(const recipe::Recipe &recipe, const std::string &zooName, const DataShape &shape)
{
    const auto dataset = makeDataset(shape);
    ModelState whole = makeModel(zooName);
    Witness silent;
    const auto record = run(recipe, whole, contextOf(dataset, makePreset(shape), silent));
    ASSERT_TRUE(record) << problemText(record.problem());
    ModelState model = makeModel(zooName);
    std::optional<TrainState> state;
    for (int session = 0; session < 400; ++session) {
        Witness witness;
        witness.stopAt = 6;
        Shelf shelf;
        TrainerContext context = contextOf(dataset, makePreset(shape), witness, &shelf);
        context.resumeFrom = state;
        const auto again = run(recipe, model, context);
        if (again) {
            EXPECT_EQ(again->method, record->method);
            EXPECT_EQ(differences(whole.network.weights, model.network.weights), std::vector<std::string>());
            EXPECT_GT(session, 2);
            return;
        }
        ASSERT_EQ(again.problem().code, base::ProblemCode::Stopped) << problemText(again.problem());
        ASSERT_FALSE(shelf.points.empty());
        model = shelf.points.back().model;
        state = shelf.points.back().state;
    }
    FAIL() << "it never ends";
}

TEST(EagleEye, GoesOnBehindTheLastCandidate)
{
    recipe::Recipe recipe = eagleEyeRecipe(4);
    recipe.stages.resize(1);
    expectResumes(recipe, "cifar_resnet20", Colour);
}

TEST(Oracle, GoesOnBehindTheLastCombination)
{
    expectResumes(oracleRecipe({{"conv2", 0.2}}), "lenet5_mini", Grey);
}

} // namespace
} // namespace espalier::train::test
