// SPDX-License-Identifier: GPL-3.0-or-later
// What a run tells of its layers (methods.md 6).
#include "fixture.h"

#include "methods/method.h"
#include "train/data_dependent.h"
#include "train/expectations.h"
#include "train/layer_figures.h"
#include "train/magnitude_course.h"
#include "train/noise_ensemble.h"
#include "train/scale_watch.h"
#include "train/training_weights.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

namespace espalier::train::test {
namespace {

const DataShape Small{.train = 64, .test = 40};

/// Views and telemetry of one layer with given scores.
struct OneLayer
{
    explicit OneLayer(std::vector<float> scores, std::vector<std::uint8_t> chosen = {})
    {
        producer.layer = telemetry.layer = "layer";
        producer.weight = at::eye(static_cast<std::int64_t>(scores.size())) * 2.0;
        telemetry.startScores = telemetry.scores = std::move(scores);
        telemetry.chosen = std::move(chosen);
    }
    float operator[](const std::string &name) const { return telemetry.figures.at(name); }

    methods::ProducerView producer;
    report::LayerTelemetry telemetry;
};

void look(LayerFigures &figures, OneLayer &layer)
{
    figures.add(layer.producer, static_cast<std::int32_t>(layer.telemetry.scores.size()), layer.telemetry);
}

TEST(LayerFigures, SeparateByDeviationOverMean)
{
    LayerFigures figures;
    OneLayer layer({1.0F, 3.0F});
    look(figures, layer);
    EXPECT_FLOAT_EQ(layer["separation"], 0.5F);                    // mean 2, population deviation 1
    EXPECT_FALSE(layer.telemetry.figures.contains("rank_change")); // nothing to compare with yet
    EXPECT_FALSE(layer.telemetry.figures.contains("overlap_l1"));  // nothing is chosen
    EXPECT_FLOAT_EQ(layer["gram_off"], 0.0F);
}

TEST(LayerFigures, FollowRanksFromLookToLook)
{
    LayerFigures figures;
    OneLayer first({1, 2, 3, 4}, {1, 1, 0, 0}), second({4, 2, 3, 1}, {1, 1, 0, 0});
    second.telemetry.startScores = {1, 2, 3, 4};
    look(figures, first);
    look(figures, second);
    EXPECT_FLOAT_EQ(second["rank_change"], 6.0F / 4); // two channels by three places each
    EXPECT_FLOAT_EQ(second["rank_moved"], 0.5F);      // channel 3 came in for channel 0
    EXPECT_FLOAT_EQ(second["overlap_l1"], 1.0F);
    EXPECT_FLOAT_EQ(first["ratio_now"], 3.5F / 1.5F);
    OneLayer other({1, 2, 3, 4}, {0, 1, 0, 1});
    look(figures, other);
    EXPECT_FLOAT_EQ(other["overlap_l1"], 0.5F);
}

TEST(LayerFigures, SplitTheGramMatrixByWhatGoes)
{
    LayerFigures figures;
    OneLayer layer({1, 1, 2}, {1, 0, 0});
    layer.producer.weight = at::tensor({1.0F, 0.0F, 1.0F, 1.0F, 0.0F, 2.0F}).view({3, 2});
    look(figures, layer);
    // W W^T = [[1, 1, 0], [1, 2, 2], [0, 2, 4]]: squares 1 + 4 + 16 on the diagonal, 2 * (1 + 0 + 4) off it
    EXPECT_NEAR(layer["gram_off"], 10.0 / 31, 1e-6);
    EXPECT_NEAR(layer["gram_kept"], 8.0 / 31, 1e-6);
    EXPECT_NEAR(layer["gram_cross"], 2.0 / 31, 1e-6);
    EXPECT_NEAR(layer["gram_pruned"], 0.0, 1e-6);
}

TEST(LayerFigures, LeaveTheMethodsOwnStanding)
{
    LayerFigures figures;
    OneLayer layer({1, 2});
    layer.telemetry.figures["separation"] = 7.0F;
    look(figures, layer);
    EXPECT_EQ(layer["separation"], 7.0F);
}

TEST(ScaleWatch, CountsScalesBelowPowersOfTen)
{
    ModelState model = makeModel("cifar_resnet20");
    for (const auto &[name, tensor] : model.network.weights.entries())
        if (name.ends_with("bn1.weight") || name.ends_with("bn2.weight"))
            tensor.fill_(0.5);
    at::Tensor gamma = model.network.weights.get("layer1.0.bn1.weight"); // 16 of 688 scales
    gamma.narrow(0, 0, 8).fill_(-5e-4);
    ScaleWatch watch(model);
    const double all = 16 + 3 * 2 * (16 + 32 + 64);
    auto series = watch.series();
    EXPECT_DOUBLE_EQ(series.at("gamma.all_below_1e-0"), 1.0);
    EXPECT_DOUBLE_EQ(series.at("gamma.all_below_1e-3"), 8 / all);
    EXPECT_DOUBLE_EQ(series.at("gamma.all_below_1e-4"), 0.0);
    EXPECT_DOUBLE_EQ(series.at("gamma.all_below_1e-13"), 0.0);
    EXPECT_FALSE(series.contains("gamma.masked_below_1e-3"));
    EXPECT_FALSE(series.contains("gamma.zero_gradient"));
    EXPECT_DOUBLE_EQ(watch.layerSeries().at("gamma.all_below_1e-3/layer1.0.conv1"), 0.5);
    EXPECT_DOUBLE_EQ(watch.layerSeries().at("gamma.all_below_1e-3/layer1.0.conv2"), 0.0);

    std::vector<std::uint8_t> chosen(16, 0);
    std::fill(chosen.begin(), chosen.begin() + 4, std::uint8_t{1});
    watch.mark("layer1.0.conv1", chosen);
    series = watch.series();
    EXPECT_DOUBLE_EQ(series.at("gamma.masked_below_1e-3"), 1.0);
    EXPECT_DOUBLE_EQ(series.at("gamma.kept_below_1e-3"), 4.0 / 12);
}

TEST(ScaleWatch, SeesGradientsThatAreZero)
{
    ModelState model = makeModel("cifar_resnet20");
    layOutForTraining(model.network);
    const GradientScope training(model.network);
    ScaleWatch watch(model);
    at::Tensor gamma = model.network.weights.get("bn1.weight");
    gamma.mutable_grad() = at::ones_like(gamma);
    gamma.mutable_grad().narrow(0, 0, 4).zero_();
    watch.takeGradients();
    EXPECT_DOUBLE_EQ(watch.series().at("gamma.zero_gradient"), 0.25);
    const auto shown = watch.telemetry(7, 0.01);
    EXPECT_EQ(shown->step, 7);
    ASSERT_EQ(shown->layers.size(), 19u);
    const auto stem = std::ranges::find(shown->layers, std::string("conv1"), &report::LayerScales::layer);
    ASSERT_NE(stem, shown->layers.end());
    EXPECT_EQ(stem->gradient.at(3), 0.0F);
    EXPECT_EQ(stem->gradient.at(4), 1.0F);
    EXPECT_EQ(stem->beta.size(), 16u);
    watch.dropGradients();
    EXPECT_FALSE(watch.series().contains("gamma.zero_gradient"));
}

TEST(Telemetry, OfAPenaltyReachesTheHistory)
{
    ModelState model = makeModel("cifar_resnet20");
    Witness witness;
    witness.wanted.scales = true;
    witness.wanted.maximumRate = 1000.0;
    const recipe::Recipe recipe = makeRecipe(
        {greg1Stage(12, 2), stage("finetune", {{"epochs", std::int64_t{1}}, {"batch", std::int64_t{16}}})});
    TrainerContext context = contextOf(makeDataset(Small), makePreset(Small), witness);
    context.openStart = [] { return base::Result<model::Network>(makeModel("cifar_resnet20").network); };
    const auto record = run(recipe, model, context);
    ASSERT_TRUE(record) << problemText(record.problem());
    // Looked at in iterations 0 and 10.
    for (const char *name : {"separation/layer1.0.conv1", "overlap_l1/layer3.2.conv1",
                             "gram_off/layer2.0.conv1", "gram_cross/layer2.0.conv1", "gamma.all_below_1e-2",
                             "gamma.masked_below_1e-13", "gamma.kept_below_1e-0", "gamma.zero_gradient"})
        EXPECT_EQ(witness.series(name).size(), 2u) << name;
    EXPECT_EQ(witness.series("rank_change/layer1.0.conv1").size(), 1u);
    EXPECT_EQ(witness.series("overlap_l1/layer1.0.conv1").front(), 1.0); // L1 is what GReg-1 chooses by
    EXPECT_EQ(witness.series("gamma.all_below_1e-2/conv1").size(), 1u);
    ASSERT_TRUE(witness.snapshot.scales);
    EXPECT_EQ(witness.snapshot.scales->layers.size(), 19u);
    // Fine-tuning: once, after its epoch.
    ASSERT_EQ(witness.series("weights/layer1.0.conv1").size(), 1u);
    const auto base = meanMagnitudes(*model.trace.structure, makeModel("cifar_resnet20").network.weights);
    const auto now = meanMagnitudes(*model.trace.structure, model.network.weights);
    EXPECT_NEAR(witness.series("weights/layer1.0.conv1").front(),
                now.at("layer1.0.conv1") / base.at("layer1.0.conv1"), 1e-6);
    EXPECT_TRUE(record->figures.contains("finetune.weights_to_base"));
    // The timeline.
    std::vector<std::string> phases;
    for (const report::PhaseRecord &phase : record->phases)
        phases.push_back(phase.phase);
    EXPECT_EQ(phases, (std::vector<std::string>{"push", "stabilise", "finetune"}));
    EXPECT_EQ(record->phases[1].step, static_cast<std::int64_t>(record->method.at("t_stab")));
    EXPECT_LE(record->phases[1].seconds, record->phases[2].seconds);
}

TEST(NoiseEnsemble, AveragesWhatNoisyCopiesSay)
{
    const DataShape shape{.channels = 1, .train = 20, .test = 60};
    const ModelState model = makeModel("lenet5");
    const auto dataset = makeDataset(shape);
    const NoiseImages images{dataset, makePreset(shape), {}, {}};
    const model::Weights before = model.network.weights.clone();
    const auto plain = evaluate(model.network, dataset, makePreset(shape), {});
    const auto silent =
        measureNoiseEnsemble(model.network, *model.trace.structure, {.deviation = 0.0, .models = 3}, images);
    ASSERT_TRUE(silent) << problemText(silent.problem());
    EXPECT_DOUBLE_EQ(silent->together.top1, plain->top1);
    EXPECT_DOUBLE_EQ(silent->membersMean, plain->top1);
    EXPECT_NEAR(silent->membersStd, 0.0, 1e-6);
    const NoiseRequest loud{.deviation = 0.5, .models = 4, .seed = 2};
    const auto noisy = measureNoiseEnsemble(model.network, *model.trace.structure, loud, images);
    ASSERT_TRUE(noisy);
    EXPECT_EQ(noisy->models, 4);
    EXPECT_NE(noisy->together.loss, plain->loss);
    EXPECT_DOUBLE_EQ(measureNoiseEnsemble(model.network, *model.trace.structure, loud, images)->together.loss,
                     noisy->together.loss);
    EXPECT_TRUE(differences(before, model.network.weights).empty());
    const at::Tensor difference =
        noisyCopy(model.network, *model.trace.structure, loud, 0).weights.get("fc1.weight") -
        model.network.weights.get("fc1.weight");
    EXPECT_NEAR(difference.std().item<double>(), 0.5, 0.02);
    EXPECT_NEAR(difference.mean().item<double>(), 0.0, 0.02);
}

TEST(NoiseEnsemble, IsAskedForByAnEvaluateStage)
{
    ModelState model = makeModel("cifar_resnet20");
    Witness witness;
    const auto record =
        run(makeRecipe({stage("evaluate", {{"noise_std", 0.01}, {"noise_models", std::int64_t{2}}})}), model,
            contextOf(makeDataset(Small), makePreset(Small), witness));
    ASSERT_TRUE(record) << problemText(record.problem());
    EXPECT_TRUE(record->figures.contains("base.noise_top1"));
    EXPECT_TRUE(record->figures.contains("base.noise_members_std"));
    EXPECT_EQ(witness.series("noise.top1").size(), 1u);
}

TEST(DataDependent, LossIsThatOfItsFormula)
{
    const ModelState model = makeModel("mlp7_linear");
    const at::Tensor images = at::randn({8, 1, 32, 32});
    const auto loss = dataDependentLoss(model.network, images);
    ASSERT_TRUE(loss) << problemText(loss.problem());
    at::Tensor x = images.flatten(1);
    for (int layer = 0; layer <= 12; layer += 2) {
        const std::string name = "net." + std::to_string(layer);
        x = at::addmm(model.network.weights.get(name + ".bias"), x, model.network.weights.get(name + ".weight").t());
    }
    const double apart = (images.var() - x.var()).square().item<double>();
    const at::Tensor p = at::softmax(x, 1).mean(0);
    const double entropy = -(p * p.log10()).sum().item<double>();
    EXPECT_NEAR(loss->variances.item<double>(), apart, 1e-4 * apart);
    EXPECT_NEAR(loss->entropy.item<double>(), entropy, 1e-5);
    EXPECT_LE(entropy, 1.0 + 1e-6);
}

TEST(DataDependent, BringsTheLossDownAndLeavesTheOldWeights)
{
    const DataShape shape{.channels = 1, .train = 64};
    ModelState model = makeModel("lenet5");
    const model::Weights held = model.network.weights, before = held.clone();
    const at::Tensor images = at::randn({16, 1, 32, 32});
    const double start =
        dataDependentLoss(model.network, images)->total().item<double>();
    const auto dataset = makeDataset(shape);
    std::int64_t steps = 0;
    DataDependentOptions options{.epochs = 10, .batch = 16};
    options.afterStep = [&steps](double) { ++steps; };
    const auto done =
        initialiseByData(model.network, dataset, makePreset(shape, false), options);
    ASSERT_TRUE(done) << problemText(done.problem());
    EXPECT_EQ(steps, 40);
    EXPECT_LT(dataDependentLoss(model.network, images)->total().item<double>(),
              start);
    EXPECT_TRUE(differences(before, held).empty());
    EXPECT_FALSE(differences(before, model.network.weights).empty());
    EXPECT_FALSE(model.network.weights.get("fc1.weight").requires_grad());
    options.stopAsked = [] { return true; };
    const model::Weights now = model.network.weights;
    EXPECT_EQ(initialiseByData(model.network, dataset, makePreset(shape), options)
                  .problem()
                  .code,
              base::ProblemCode::Stopped);
    EXPECT_TRUE(differences(now, model.network.weights).empty());
    EXPECT_EQ(initialiseByData(model.network, nullptr, makePreset(shape), options)
                  .problem()
                  .code,
              base::ProblemCode::BadUsage);
}

TEST(DataDependent, IsAStageWithRescaling)
{
    ModelState model = makeModel("cifar_resnet20");
    Witness witness;
    const auto record = run(makeRecipe({stage("reinitialize", {{"reinit", std::string("data_dependent")},
                                                               {"epochs", std::int64_t{1}},
                                                               {"batch", std::int64_t{16}},
                                                               {"rescale", std::string("std")}})}),
                            model, contextOf(makeDataset(Small), makePreset(Small), witness));
    ASSERT_TRUE(record) << problemText(record.problem());
    EXPECT_TRUE(record->figures.contains("reinitialize.init_loss"));
    EXPECT_NEAR(model.network.weights.get("layer3.1.conv2.weight").std().item<double>(), std::sqrt(2.0 / 576),
                1e-4);
    ModelState other = makeModel("cifar_resnet20");
    EXPECT_FALSE(run(makeRecipe({stage("reinitialize", {{"reinit", std::string("data_dependent")}})}), other,
                     contextOf(nullptr, {}, witness)));
}

TEST(Published, ListsFiguresAndWhatDiffers)
{
    recipe::Recipe recipe = makeRecipe({stage("finetune", {{"epochs", std::int64_t{30}}})});
    recipe.data.preset = "cifar10";
    recipe.data.tuningShare = 0.1;
    recipe.scale = 0.5;
    recipe.expect = recipe::Expectation{std::pair{93.1, 93.6}, std::pair{92.9, 93.5}, 2.55, "Tab. 2"};
    report::RunRecord record;
    record.base = report::Accuracy{.top1 = 92.0};
    record.best = report::BestAccuracy{93.0, 3, "test"};
    record.before.macs = 255;
    record.after.macs = 100;
    const auto comparison = publishedComparison(recipe, record, makeDataset(Small).get());
    EXPECT_EQ(comparison.source, "Tab. 2");
    ASSERT_EQ(comparison.figures.size(), 3u);
    EXPECT_FALSE(comparison.figures[0].isInside());
    EXPECT_TRUE(comparison.figures[1].isInside());
    EXPECT_TRUE(comparison.figures[2].isInside());
    EXPECT_NEAR(*comparison.figures[0].difference(), -1.1, 1e-9);
    std::string all;
    for (const std::string &caveat : comparison.caveats)
        all += caveat + "\n";
    EXPECT_EQ(comparison.caveats.size(), 5u) << all;
    for (const char *word :
         {"base top-1", "scaled by 0.5", "before its learning rate of epoch 90", "64 training images", "10 % of"})
        EXPECT_NE(all.find(word), std::string::npos) << word << " in\n" << all;
}

} // namespace
} // namespace espalier::train::test
