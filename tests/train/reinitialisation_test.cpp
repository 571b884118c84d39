// SPDX-License-Identifier: GPL-3.0-or-later
// New weights after a cut (methods.md 3.6).
#include "fixture.h"

#include "train/jacobian.h"
#include "train/reinitialisation.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

namespace espalier::train::test {
namespace {

double maxAbs(const at::Tensor &tensor)
{
    return tensor.abs().max().item<double>();
}

/// Largest deviation of W * W^T (rows) or W^T * W (columns), whichever is smaller, from gain^2 * I.
double isometryError(const at::Tensor &weight, double gain)
{
    at::Tensor w = weight.detach().to(at::kDouble).contiguous().flatten(1);
    if (w.size(0) > w.size(1))
        w = w.t();
    return maxAbs(at::matmul(w, w.t()) - gain * gain * at::eye(w.size(0), w.options()));
}

std::vector<std::string> apply(ModelState &model, const ReinitOptions &options)
{
    const auto layers = reinitialise(model.network, *model.trace.structure, options);
    EXPECT_TRUE(layers) << problemText(layers.problem());
    return layers ? *layers : std::vector<std::string>();
}

ReinitOptions with(Reinit how)
{
    ReinitOptions options;
    options.how = how;
    options.seed = 7;
    return options;
}

TEST(Reinitialise, OrthPOfALinearMlpHasMeanSingularValueOne)
{
    ModelState model = makeModel("mlp7_linear");
    const at::Tensor bias = model.network.weights.get("net.4.bias").clone();
    const at::Tensor before = model.network.weights.get("net.4.weight").clone();
    ReinitOptions options = with(Reinit::ExactIsometry);
    options.gain = activationGain(*model.network.graph);
    EXPECT_EQ(options.gain, 1.0);
    EXPECT_EQ(apply(model, options).size(), 7u);
    EXPECT_TRUE(sameBits(bias, model.network.weights.get("net.4.bias")));
    EXPECT_FALSE(sameBits(before, model.network.weights.get("net.4.weight")));
    const auto found = jacobians(model.network, at::randn({3, 1, 32, 32}));
    ASSERT_TRUE(found);
    const JacobianSpectrum spectrum = summarise(singularValues(*found));
    EXPECT_NEAR(spectrum.mean, 1.0, 1e-4);
    EXPECT_NEAR(spectrum.condition, 1.0, 1e-4);
    EXPECT_NEAR(spectrum.isometryMean, 0.0, 1e-6);
}

TEST(Reinitialise, OrthPOfAConvolutionNetIsScaledForRelu)
{
    ModelState model = makeModel("cifar_resnet20");
    model.network.weights.get("bn1.weight").fill_(0.25);
    ReinitOptions options = with(Reinit::ExactIsometry);
    options.gain = activationGain(*model.network.graph);
    EXPECT_DOUBLE_EQ(options.gain, std::sqrt(2.0));
    apply(model, options);
    for (const char *name : {"conv1.weight", "layer2.0.conv1.weight", "linear.weight"})
        EXPECT_LT(isometryError(model.network.weights.get(name), options.gain), 1e-5) << name;
    EXPECT_EQ(model.network.weights.get("bn1.weight")[3].item<float>(), 0.25F);
}

TEST(Reinitialise, DeltaKeepsTheCentreTapOnly)
{
    ModelState model = makeModel("cifar_resnet20");
    apply(model, with(Reinit::DeltaOrthogonal));
    const at::Tensor weight = model.network.weights.get("layer3.1.conv1.weight");
    EXPECT_LT(isometryError(weight.select(3, 1).select(2, 1), 1.0), 1e-5);
    EXPECT_NEAR(weight.square().sum().item<double>(), 64.0, 1e-3); // nothing beside the centre
}

TEST(Reinitialise, FreshDrawsHaveTheirSpreadAndResetNorms)
{
    const std::pair<Reinit, double> rows[] = {{Reinit::KaimingNormal, std::sqrt(2.0 / 576)},
                                              {Reinit::XavierUniform, std::sqrt(2.0 / 1152)},
                                              {Reinit::Default, std::sqrt(1.0 / (3 * 576))}};
    for (const auto &[how, deviation] : rows) {
        ModelState model = makeModel("cifar_resnet20");
        for (const char *name : {"bn1.weight", "bn1.running_mean", "layer1.0.bn2.running_var"})
            model.network.weights.get(name).fill_(0.3);
        model.network.weights.get("bn1.num_batches_tracked").fill_(9);
        const at::Tensor held = model.network.weights.get("bn1.weight");
        apply(model, with(how));
        EXPECT_NEAR(model.network.weights.get("layer3.1.conv2.weight").std().item<double>() / deviation, 1.0, 0.02);
        EXPECT_EQ(model.network.weights.get("bn1.weight")[0].item<float>(), 1.0F);
        EXPECT_EQ(model.network.weights.get("bn1.running_mean")[0].item<float>(), 0.0F);
        EXPECT_EQ(model.network.weights.get("layer1.0.bn2.running_var")[0].item<float>(), 1.0F);
        EXPECT_EQ(model.network.weights.get("bn1.num_batches_tracked").item<std::int64_t>(), 0);
        EXPECT_EQ(held[0].item<float>(), 0.3F); // what others hold stays
        EXPECT_EQ(maxAbs(model.network.weights.get("linear.bias")) > 0, how == Reinit::Default);
    }
}

TEST(Reinitialise, SameSeedSameWeights)
{
    ModelState a = makeModel("lenet5"), b = makeModel("lenet5"), c = makeModel("lenet5");
    apply(a, with(Reinit::Orthogonal));
    apply(b, with(Reinit::Orthogonal));
    ReinitOptions other = with(Reinit::Orthogonal);
    other.seed = 8;
    apply(c, other);
    EXPECT_TRUE(differences(a.network.weights, b.network.weights).empty());
    EXPECT_FALSE(sameBits(a.network.weights.get("fc1.weight"), c.network.weights.get("fc1.weight")));
}

TEST(Reinitialise, ApproximateIsometryComesCloserStepByStep)
{
    const auto error = [](std::int64_t steps, Reinit how) {
        ModelState model = makeModel("lenet5");
        ReinitOptions options = with(how);
        options.steps = steps;
        apply(model, options);
        return isometryError(model.network.weights.get("fc2.weight"), 1.0);
    };
    const double start = isometryError(makeModel("lenet5").network.weights.get("fc2.weight"), 1.0);
    EXPECT_LT(error(50, Reinit::ApproximateIsometry), start);
    EXPECT_LT(error(1000, Reinit::ApproximateIsometry), 0.05 * start);
    EXPECT_LT(error(1000, Reinit::ApproximateIsometryScratch), 0.05);
}

TEST(Reinitialise, RescalesToKaimingOrByAFactor)
{
    ModelState model = makeModel("lenet5");
    ReinitOptions options = with(Reinit::ExactIsometry);
    options.rescale = ReinitOptions::Rescale::Kaiming;
    options.factor = 0.5;
    apply(model, options);
    EXPECT_NEAR(model.network.weights.get("fc1.weight").std().item<double>(), 0.5 * std::sqrt(2.0 / 120), 1e-5);
    options.rescale = ReinitOptions::Rescale::Constant;
    options.factor = 3.0;
    apply(model, options);
    EXPECT_LT(isometryError(model.network.weights.get("fc1.weight"), 3.0), 1e-4);
}

TEST(Reinitialise, TouchesOnlyTheLayersAskedFor)
{
    ModelState model = makeModel("cifar_resnet20");
    const model::Weights before = model.network.weights.clone();
    ReinitOptions options = with(Reinit::Default);
    options.layers = {"layer1.*.conv1", "linear"};
    EXPECT_EQ(apply(model, options),
              (std::vector<std::string>{"layer1.0.conv1", "layer1.1.conv1", "layer1.2.conv1", "linear"}));
    const auto changed = differences(before, model.network.weights);
    EXPECT_EQ(changed, (std::vector<std::string>{"layer1.0.conv1.weight", "layer1.1.conv1.weight",
                                                 "layer1.2.conv1.weight", "linear.weight", "linear.bias"}));
    options.layers = {"layer9.*"};
    const auto none = reinitialise(model.network, *model.trace.structure, options);
    ASSERT_FALSE(none);
    EXPECT_EQ(none.problem().code, base::ProblemCode::BadUsage);
}

TEST(Reinitialise, KeepsMaskedWeightsAtZero)
{
    const at::Tensor mask = at::rand({10, 84}) > 0.6;
    for (const Reinit how : {Reinit::ApproximateIsometry, Reinit::Orthogonal, Reinit::Default, Reinit::XavierUniform}) {
        ModelState model = makeModel("lenet5");
        ReinitOptions options = with(how);
        options.masks["fc2.weight"] = mask;
        options.steps = 1000;
        options.layers = {"fc2"};
        apply(model, options);
        const at::Tensor weight = model.network.weights.get("fc2.weight");
        EXPECT_TRUE(at::equal(weight.ne(0), mask));
        if (how == Reinit::ApproximateIsometry) {
            EXPECT_LT(isometryError(weight, 1.0), 0.05);
        }
    }
    ModelState model = makeModel("lenet5");
    ReinitOptions options = with(Reinit::ExactIsometry);
    options.masks["fc2.weight"] = mask;
    EXPECT_EQ(reinitialise(model.network, *model.trace.structure, options).problem().code, base::ProblemCode::BadUsage);
}

TEST(Reinitialise, LeavesAllAloneWhenStopped)
{
    ModelState model = makeModel("lenet5");
    const model::Weights before = model.network.weights.clone();
    ReinitOptions options = with(Reinit::ApproximateIsometry);
    int asked = 0;
    options.stopAsked = [&asked] { return ++asked == 20; };
    const auto layers = reinitialise(model.network, *model.trace.structure, options);
    ASSERT_FALSE(layers);
    EXPECT_EQ(layers.problem().code, base::ProblemCode::Stopped);
    EXPECT_TRUE(differences(before, model.network.weights).empty());
}

TEST(ReinitializeStage, IsMeasuredAndGoesOnToFinetuning)
{
    const DataShape shape{.channels = 1, .train = 64, .test = 20};
    ModelState model = makeModel("mlp7_linear");
    Witness witness;
    const recipe::Options jsv{{"jsv_loop", std::int64_t{1}}};
    const auto record = run(makeRecipe({stage("evaluate", jsv), selectStage(), stage("cut", jsv), stage("reinitialize", jsv),
                                        stage("finetune", {{"epochs", std::int64_t{2}},
                                                           {"lr", std::string("0:0.01,1:0.001")},
                                                           {"batch", std::int64_t{16}},
                                                           {"jsv_loop", std::int64_t{1}}})},
                                       0.8),
                            model, contextOf(makeDataset(shape), makePreset(shape, false), witness));
    ASSERT_TRUE(record) << problemText(record.problem());
    EXPECT_TRUE(record->afterReinitialization);
    EXPECT_NEAR(record->figures.at("after_reinitialization.jsv_mean"), 1.0, 1e-4);
    EXPECT_LT(record->figures.at("after_cut.jsv_mean"), record->figures.at("base.jsv_mean"));
    EXPECT_NE(record->figures.at("final.jsv_mean"), 1.0);
    EXPECT_EQ(witness.series("jsv").size(), 3u + 2u);
    const auto tops = witness.series("accuracy.test");
    ASSERT_EQ(tops.size(), 2u + 2u);
    EXPECT_DOUBLE_EQ(record->figures.at("finetune.trainability"), tops[2]);
    EXPECT_DOUBLE_EQ(record->figures.at("finetune.last5_mean"), (tops[2] + tops[3]) / 2);
}

} // namespace
} // namespace espalier::train::test
