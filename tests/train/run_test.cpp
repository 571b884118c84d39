// SPDX-License-Identifier: GPL-3.0-or-later
// Whole recipes on small networks and data.
#include "fixture.h"

#include "base/text.h"
#include "model/zoo.h"

#include <ATen/ATen.h>

#include <cmath>

namespace espalier::train::test {
namespace {

const DataShape Small{.train = 64, .test = 40};

recipe::Options quick(std::int64_t epochs)
{
    return {{"epochs", epochs}, {"batch", std::int64_t{16}}, {"lr", std::string("0.02")}};
}

struct Outcome {
    ModelState model;
    Witness witness;
    Shelf shelf;
    base::Result<report::RunRecord> record = base::Problem{};
};

/// Runs a recipe on a ResNet-20 with synthetic images.
std::unique_ptr<Outcome> runRecipe(const recipe::Recipe &recipe, const DataShape &shape = Small)
{
    auto outcome = std::make_unique<Outcome>();
    outcome->model = makeModel("cifar_resnet20");
    outcome->record = run(recipe, outcome->model,
                          contextOf(makeDataset(shape), makePreset(shape), outcome->witness, &outcome->shelf));
    return outcome;
}

/// Select, cut, fine-tune, run once for all tests that look at its outcome.
class L1Recipe : public testing::Test {
protected:
    static void SetUpTestSuite()
    {
        recipe::Recipe recipe = makeRecipe({stage("evaluate"), selectStage(), stage("cut"), stage("finetune", quick(3))});
        recipe.expect.emplace();
        recipe.expect->baseTop1 = {93.1, 93.6};
        recipe.expect->speedup = 3.59;
        recipe.expect->source = "a table";
        s_outcome = runRecipe(recipe);
        ASSERT_TRUE(s_outcome->record) << problemText(s_outcome->record.problem());
    }
    static void TearDownTestSuite() { s_outcome.reset(); }

    const Outcome &outcome() const { return *s_outcome; }
    const report::RunRecord &record() const { return *s_outcome->record; }

private:
    static inline std::unique_ptr<Outcome> s_outcome;
};

TEST_F(L1Recipe, RecordsAccuraciesOfEveryStation)
{
    EXPECT_EQ(record().status, "done");
    ASSERT_TRUE(record().base && record().beforeCut && record().afterCut && record().final && record().best);
    EXPECT_EQ(record().base->samples, 40);
    EXPECT_DOUBLE_EQ(record().beforeCut->top1, record().base->top1);
    EXPECT_GE(record().best->top1, record().final->top1);
    EXPECT_EQ(record().best->chosenOn, "test");
    EXPECT_GE(record().best->epoch, 1);
    EXPECT_LE(record().best->epoch, 3);
    ASSERT_TRUE(record().afterCutForwarded);
}

TEST_F(L1Recipe, CutsToTheWidthsThatTheRatioSays)
{
    ASSERT_TRUE(record().parity);
    EXPECT_TRUE(record().parity->ok);
    EXPECT_EQ(record().parity->samples, 64 + 40);
    EXPECT_EQ(record().widths.at("layer1.0.conv1"), (std::pair<std::int64_t, std::int64_t>{16, 8}));
    EXPECT_EQ(record().widths.at("layer3.2.conv1"), (std::pair<std::int64_t, std::int64_t>{64, 32}));
    EXPECT_EQ(record().widths.at("linear").second, 10);
    EXPECT_LT(record().after.macs, record().before.macs);
    EXPECT_EQ(record().before.macs, 40551040);
    const auto &kept = record().kept.at("layer1.0.conv1");
    EXPECT_EQ(kept.size(), 8u);
    EXPECT_TRUE(std::is_sorted(kept.begin(), kept.end()));
    EXPECT_EQ(record().iterations, 3 * 4);
}

TEST_F(L1Recipe, KeptIndicesAreThoseOfTheModel)
{
    const at::Tensor before = makeModel("cifar_resnet20").network.weights.get("layer1.0.conv1.weight");
    const Shelf::Point *afterCut = nullptr;
    for (const Shelf::Point &point : outcome().shelf.points)
        if (point.title == "after cut")
            afterCut = &point;
    ASSERT_TRUE(afterCut);
    const at::Tensor after = afterCut->model.network.weights.get("layer1.0.conv1.weight");
    const auto &out = record().kept.at("layer1.0.conv1");
    std::vector<std::int64_t> rows(out.begin(), out.end());
    // The stem feeds the residual stream of the first stage, which is pruned as a group of its own.
    const auto &in = record().kept.at("conv1");
    std::vector<std::int64_t> columns(in.begin(), in.end());
    const at::Tensor expected = before.index_select(0, at::tensor(rows)).index_select(1, at::tensor(columns));
    EXPECT_TRUE(at::equal(after, expected));
}

TEST_F(L1Recipe, SaysWhenItDiffersFromThePublished)
{
    EXPECT_EQ(record().warnings.size(), 2u) << base::join(record().warnings, "\n");
    EXPECT_NE(record().warnings[0].find("base top-1"), std::string::npos);
}

TEST_F(L1Recipe, LeavesNamedPointsAroundTheCut)
{
    const auto titles = outcome().shelf.titles();
    EXPECT_NE(std::find(titles.begin(), titles.end(), "before cut"), titles.end());
    EXPECT_NE(std::find(titles.begin(), titles.end(), "after cut"), titles.end());
}

TEST_F(L1Recipe, AnnouncesItsPhasesAndTellsTheCourse)
{
    const auto planned = outcome().witness.all<report::RunPlanned>();
    ASSERT_EQ(planned.size(), 1u);
    ASSERT_EQ(planned[0].phases.size(), 4u);
    EXPECT_EQ(planned[0].totalSteps, 12);
    EXPECT_EQ(planned[0].phases[3].stage, "finetune");
    EXPECT_EQ(outcome().witness.all<report::PhaseStarted>().size(), 4u);
    EXPECT_EQ(outcome().witness.all<report::CutHappened>().size(), 1u);
    EXPECT_EQ(outcome().witness.series("accuracy.test").size(), 1u + 3u);
    EXPECT_FALSE(outcome().witness.series("loss.task").empty());
    ASSERT_TRUE(outcome().witness.snapshot.progress);
    EXPECT_EQ(outcome().witness.snapshot.progress->step, 12);
    EXPECT_FALSE(outcome().witness.snapshot.progress->running);
    ASSERT_TRUE(outcome().witness.snapshot.cut);
    EXPECT_EQ(outcome().witness.snapshot.cut->ledger.size(), outcome().witness.snapshot.cut->groupNames.size());
    EXPECT_EQ(outcome().witness.snapshot.structure, outcome().model.trace.structure);
}

TEST_F(L1Recipe, RecordsTimesVersionsAndMemory)
{
    EXPECT_EQ(record().seconds.size(), 4u);
    EXPECT_GT(record().seconds.at("3.finetune"), 0.0);
    EXPECT_EQ(record().versions.at("precision"), "fp32");
    EXPECT_GT(record().peakMemoryBytes, 0);
    EXPECT_EQ(record().seed, 11);
}

TEST(TrainStage, LearnsWhatCanBeLearnt)
{
    const DataShape shape{.classes = 4, .train = 64, .test = 40};
    recipe::Recipe recipe = makeRecipe({stage("train", {{"epochs", std::int64_t{12}},
                                                        {"batch", std::int64_t{16}},
                                                        {"lr", std::string("0:0.05,8:0.005")},
                                                        {"evaluate_every", std::int64_t{0}}})});
    auto network = model::buildZooModel("cifar_resnet20", {.classes = 4, .seed = 3});
    ASSERT_TRUE(network);
    ModelState model = makeModelState(std::move(*network)).value();
    Witness witness;
    const auto record = run(recipe, model, contextOf(makeDataset(shape), makePreset(shape, false), witness));
    ASSERT_TRUE(record) << problemText(record.problem());
    EXPECT_GT(record->final->top1, 80.0);
    EXPECT_EQ(witness.series("accuracy.test").size(), 1u);
    EXPECT_EQ(witness.series("lr"), (std::vector<double>{0.05, 0.005}));
    EXPECT_EQ(record->base->top1, record->final->top1);
}

TEST(Greg1Recipe, PushesChosenFiltersAndCuts)
{
    recipe::Recipe recipe = makeRecipe({greg1Stage(20, 10), stage("cut"), stage("finetune", quick(1))});
    const auto outcome = runRecipe(recipe);
    ASSERT_TRUE(outcome->record) << problemText(outcome->record.problem());
    const report::RunRecord &record = *outcome->record;
    EXPECT_EQ(record.method.at("iterations"), record.method.at("t_stab") + 10 + 1);
    EXPECT_GT(record.method.at("lambda_final"), 1.0);
    EXPECT_TRUE(record.parity->ok);
    std::vector<std::string> phases;
    for (const report::PhaseStarted &phase : outcome->witness.all<report::PhaseStarted>())
        phases.push_back(phase.phase);
    EXPECT_EQ(phases, (std::vector<std::string>{"push", "stabilise", "cut", "finetune"}));
    const auto stabilise = outcome->witness.all<report::PhaseStarted>()[1];
    EXPECT_EQ(stabilise.step, static_cast<std::int64_t>(record.method.at("t_stab")));
    EXPECT_FALSE(outcome->witness.series("loss.penalty").empty());
}

TEST(Greg1Recipe, KeepsChannelsThatASelectStageChose)
{
    recipe::Recipe recipe = makeRecipe({selectStage("random"), greg1Stage(4, 2), stage("cut", {{"measure", std::string("none")}})});
    recipe::Recipe alone = makeRecipe({selectStage("random"), stage("cut", {{"measure", std::string("none")}})});
    const auto both = runRecipe(recipe);
    const auto select = runRecipe(alone);
    ASSERT_TRUE(both->record && select->record);
    EXPECT_EQ(both->record->kept, select->record->kept);
    EXPECT_FALSE(both->record->afterCut);
}

TEST(Greg1Recipe, ScaleShortensPushAndStabilise)
{
    recipe::Recipe recipe = makeRecipe({greg1Stage(40, 8)});
    recipe.scale = 0.25;
    const auto outcome = runRecipe(recipe);
    ASSERT_TRUE(outcome->record) << problemText(outcome->record.problem());
    EXPECT_NEAR(outcome->record->method.at("t_stab"), 10.0, 1.0);
    EXPECT_EQ(outcome->record->method.at("iterations"), outcome->record->method.at("t_stab") + 2 + 1);
}

TEST(Greg1Recipe, EndsAtItsCapWithAWarning)
{
    const auto outcome = runRecipe(makeRecipe({greg1Stage(1000, 10, {{"iterations", std::int64_t{5}}})}));
    ASSERT_TRUE(outcome->record);
    EXPECT_EQ(outcome->record->iterations, 5);
    ASSERT_FALSE(outcome->record->warnings.empty());
    EXPECT_NE(outcome->record->warnings[0].find("before the method was ready"), std::string::npos);
}

TEST(Greg1Recipe, MeasuresTheBaseBeforeItsFirstStep)
{
    const auto outcome = runRecipe(makeRecipe({greg1Stage(4, 2, {{"test_interval", std::int64_t{4}}})}));
    ASSERT_TRUE(outcome->record);
    ASSERT_TRUE(outcome->record->base);
    const auto model = makeModel("cifar_resnet20");
    const auto expected = evaluate(model.network, makeDataset(Small), makePreset(Small), {});
    ASSERT_TRUE(expected);
    EXPECT_DOUBLE_EQ(outcome->record->base->top1, expected->top1);
    EXPECT_NEAR(outcome->record->base->loss, expected->loss, 1e-5);
}

TEST(Run, ScalesCountsAndSaysSo)
{
    recipe::Recipe recipe = makeRecipe({stage("finetune", {{"epochs", std::int64_t{8}}, {"batch", std::int64_t{16}}})});
    recipe.scale = 0.25;
    const auto outcome = runRecipe(recipe);
    ASSERT_TRUE(outcome->record);
    EXPECT_EQ(outcome->record->iterations, 2 * 4);
    EXPECT_EQ(outcome->record->scale, 0.25);
    EXPECT_FALSE(outcome->record->warnings.empty());
}

TEST(Run, RepeatsItselfBitForBit)
{
    const recipe::Recipe recipe = makeRecipe({greg1Stage(3, 2), stage("cut"), stage("finetune", quick(1))});
    const auto first = runRecipe(recipe);
    const auto second = runRecipe(recipe);
    ASSERT_TRUE(first->record && second->record);
    EXPECT_TRUE(differences(first->model.network.weights, second->model.network.weights).empty());
}

TEST(Run, LeavesCopiesOfTheWeightsAlone)
{
    ModelState model = makeModel("cifar_resnet20");
    const model::Weights shared = model.network.weights; // same storages
    const model::Weights before = shared.clone();
    Witness witness;
    const auto record = run(makeRecipe({stage("finetune", quick(1)), stage("recalibrate")}), model,
                            contextOf(makeDataset(Small), makePreset(Small), witness));
    ASSERT_TRUE(record) << problemText(record.problem());
    EXPECT_TRUE(differences(shared, before).empty());
    EXPECT_FALSE(differences(model.network.weights, before).empty());
}

TEST(Run, StopsAtALossThatIsNotFinite)
{
    recipe::Recipe recipe = makeRecipe({stage("finetune", {{"epochs", std::int64_t{5}},
                                                           {"batch", std::int64_t{16}},
                                                           {"lr", std::string("1e30")}})});
    report::RunRecord partial;
    ModelState model = makeModel("lenet5");
    const DataShape shape{.channels = 1};
    Witness witness;
    TrainerContext context = contextOf(makeDataset(shape), makePreset(shape), witness);
    context.partialRecord = &partial;
    const auto record = run(recipe, model, context);
    ASSERT_FALSE(record);
    EXPECT_EQ(record.problem().code, base::ProblemCode::WorkFailed);
    EXPECT_NE(record.problem().what.find("iteration"), std::string::npos);
    EXPECT_NE(record.problem().remedy.find("learning rate"), std::string::npos);
    EXPECT_EQ(partial.status, "failed");
}

TEST(Run, TakesALiveLearningRateAtTheNextStep)
{
    ModelState model = makeModel("cifar_resnet20");
    Witness witness;
    witness.live = {{2, {{"lr", 0.5}}}};
    recipe::Options options = quick(1);
    options["evaluate_every"] = std::int64_t{0};
    const auto record = run(makeRecipe({stage("finetune", options)}), model,
                            contextOf(makeDataset(Small), makePreset(Small), witness));
    ASSERT_TRUE(record);
    EXPECT_EQ(witness.series("lr"), (std::vector<double>{0.02, 0.5}));
    bool marked = false;
    for (const report::Marker &marker : witness.all<report::Marker>())
        marked = marked || (marker.kind == "live_option" && marker.text == "lr = 0.5" && marker.step == 2);
    EXPECT_TRUE(marked);
}

TEST(Run, ProbesWhatACutWouldDoWithoutTouchingTheModel)
{
    const recipe::Recipe recipe = makeRecipe({greg1Stage(4, 2)});
    ModelState probed = makeModel("cifar_resnet20");
    ModelState plain = makeModel("cifar_resnet20");
    Witness asking;
    asking.probeAt = 2;
    Witness silent;
    ASSERT_TRUE(run(recipe, probed, contextOf(makeDataset(Small), makePreset(Small), asking)));
    ASSERT_TRUE(run(recipe, plain, contextOf(makeDataset(Small), makePreset(Small), silent)));
    EXPECT_EQ(asking.series("accuracy.cut_now").size(), 1u);
    EXPECT_TRUE(silent.series("accuracy.cut_now").empty());
    EXPECT_TRUE(differences(probed.network.weights, plain.network.weights).empty());
    for (const report::MetricPoint &point : asking.all<report::MetricPoint>())
        if (point.series == "accuracy.cut_now") {
            EXPECT_LE(*point.low, point.value);
            EXPECT_GE(*point.high, point.value);
        }
}

TEST(Run, ShowsLayersOnlyToThoseWhoLook)
{
    const recipe::Recipe recipe = makeRecipe({greg1Stage(4, 2)});
    Witness looking;
    looking.wanted = {.telemetry = true, .gramLayer = "layer1.0.conv1", .maximumRate = 1000.0};
    ModelState model = makeModel("cifar_resnet20");
    ASSERT_TRUE(run(recipe, model, contextOf(makeDataset(Small), makePreset(Small), looking)));
    ASSERT_TRUE(looking.snapshot.telemetry && looking.snapshot.gram);
    const report::LayerTelemetry &layer = looking.snapshot.telemetry->layers.at(0);
    EXPECT_EQ(layer.scores.size(), layer.startScores.size());
    EXPECT_EQ(layer.scores.size(), layer.chosen.size());
    EXPECT_EQ(looking.snapshot.gram->size, 16);
    EXPECT_EQ(looking.snapshot.gram->values.size(), 256u);
    EXPECT_EQ(looking.snapshot.gram->startValues.size(), 256u);

    Witness away;
    ModelState other = makeModel("cifar_resnet20");
    ASSERT_TRUE(run(recipe, other, contextOf(makeDataset(Small), makePreset(Small), away)));
    EXPECT_FALSE(away.snapshot.telemetry);
    EXPECT_FALSE(away.snapshot.gram);
    EXPECT_TRUE(differences(model.network.weights, other.network.weights).empty());
}

TEST(Run, TrainsInBfloat16IfAsked)
{
    recipe::Recipe recipe = makeRecipe({stage("finetune", quick(2))});
    recipe.precision = "bf16";
    const auto outcome = runRecipe(recipe);
    ASSERT_TRUE(outcome->record) << problemText(outcome->record.problem());
    EXPECT_EQ(outcome->record->versions.at("precision"), "bf16");
    EXPECT_EQ(outcome->model.network.weights.get("conv1.weight").scalar_type(), at::kFloat);
    for (const double loss : outcome->witness.series("loss.task"))
        EXPECT_TRUE(std::isfinite(loss));
}

} // namespace
} // namespace espalier::train::test
