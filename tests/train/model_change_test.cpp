// SPDX-License-Identifier: GPL-3.0-or-later
// The cut with its proof, and the recalibration of batch norms.
#include "fixture.h"

#include "model/executor.h"
#include "model/zoo_builder.h"
#include "train/bench_step.h"
#include "train/cut_model.h"
#include "train/model_state.h"
#include "train/recalibration.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

namespace espalier::train::test {
namespace {

graph::GroupId groupNamed(const ModelState &model, const std::string &name)
{
    for (const graph::Group &group : model.trace.structure->groups)
        if (group.name == name)
            return group.id;
    ADD_FAILURE() << "no group " << name;
    return {};
}

TEST(CutModel, KeepsOriginalNumbersOverTwoCuts)
{
    ModelState model = makeModel("lenet5");
    CutRequest first;
    first.plan.setRemoved(groupNamed(model, "conv2"), {0, 5, 6});
    ASSERT_TRUE(cutModel(model, first));
    EXPECT_EQ(model.trace.structure->group(groupNamed(model, "conv2")).channels, 13);
    CutRequest second;
    second.plan.setRemoved(groupNamed(model, "conv2"), {0, 4}); // originals 1 and 7
    const auto report = cutModel(model, second);
    ASSERT_TRUE(report) << problemText(report.problem());
    EXPECT_TRUE(report->parity.ok);
    EXPECT_EQ(model.kept.at("conv2"), (std::vector<std::int32_t>{2, 3, 4, 8, 9, 10, 11, 12, 13, 14, 15}));
    EXPECT_EQ(model.originalChannels[groupNamed(model, "conv2").index()], 16);
    EXPECT_EQ(model.originalWidths.at("conv2"), 16);
    EXPECT_LT(report->after.parameters, report->before.parameters);
}

TEST(CutModel, RefusesAPlanThatRemovesNothing)
{
    ModelState model = makeModel("lenet5");
    const auto report = cutModel(model, {});
    ASSERT_FALSE(report);
    EXPECT_EQ(report.problem().code, base::ProblemCode::BadUsage);
}

TEST(CutModel, RefusesAPlanThatRemovesEverything)
{
    ModelState model = makeModel("lenet5");
    CutRequest request;
    request.plan.setRemoved(groupNamed(model, "conv1"), {0, 1, 2, 3, 4, 5});
    const auto report = cutModel(model, request);
    ASSERT_FALSE(report);
    EXPECT_EQ(report.problem().code, base::ProblemCode::CheckFailed);
    EXPECT_EQ(model.trace.structure->group(groupNamed(model, "conv1")).channels, 6);
}

TEST(CutModel, LeavesTheModelAloneIfParityFails)
{
    ModelState model = makeModel("lenet5");
    // NaN in a weight makes every comparison fail.
    model.network.weights.get("fc2.weight").fill_(std::numeric_limits<float>::quiet_NaN());
    CutRequest request;
    request.plan.setRemoved(groupNamed(model, "conv1"), {0});
    const auto report = cutModel(model, request);
    ASSERT_FALSE(report);
    EXPECT_EQ(model.network.weights.get("conv1.weight").size(0), 6);
}

TEST(CutModel, IsExactWithConstantsForwardedOnLinearLayers)
{
    // fc1 of LeNet has no padding in front of fc2: what removed units would still emit (the bias) is not lost.
    ModelState model = makeModel("lenet5");
    const graph::GroupId fc1 = groupNamed(model, "fc1");
    model.network.weights.get("fc1.weight").select(0, 3).zero_();
    model.network.weights.get("fc1.bias").fill_(0.5);
    const auto inputs = model::randomInputs(*model.network.graph, 8, 2);
    const auto logits = [&](const model::Network &network) {
        const at::NoGradGuard noGrad;
        return (*model::Executor::create(network.graph, network.weights))->logits(inputs[0]).value();
    };
    const at::Tensor before = logits(model.network);
    ModelState plain = model;
    CutRequest request;
    request.plan.setRemoved(fc1, {3});
    ASSERT_TRUE(cutModel(plain, request));
    request.forwardConstants = true;
    const auto report = cutModel(model, request);
    ASSERT_TRUE(report) << problemText(report.problem());
    EXPECT_LT((logits(model.network) - before).abs().max().item<double>(), 1e-5);
    EXPECT_GT((logits(plain.network) - before).abs().max().item<double>(), 1e-3);
}

TEST(CutModel, MeasuresWithConstantsForwardedIntoABiasThatWasNotThere)
{
    // Its consumer has neither bias nor norm, so that forwarding makes a bias, and with it a value that the trace of the
    // model at hand knows nothing of.
    model::ZooBuilder net({}, 3);
    graph::ValueId x = net.image(3, 8);
    x = net.relu(net.conv(x, "first", {.out = 4, .bias = true}), "");
    x = net.relu(net.conv(x, "second", {.out = 6, .kernel = 1, .padding = 0}), "");
    auto network = net.finish(net.linear(net.flatten(net.adaptiveAveragePool(x, "pool"), ""), "head", 5));
    ASSERT_TRUE(network) << problemText(network.problem());
    network->weights.get("first.bias").fill_(0.5);
    auto model = makeModelState(*network);
    ASSERT_TRUE(model) << problemText(model.problem());
    CutRequest request;
    request.plan.setRemoved(groupNamed(*model, "first"), {1});
    int measured = 0;
    request.measure = [&measured](const model::Network &) {
        ++measured;
        return base::Result<report::Accuracy>(report::Accuracy{});
    };
    const auto report = cutModel(*model, request);
    ASSERT_TRUE(report) << problemText(report.problem());
    EXPECT_EQ(measured, 3);
    EXPECT_TRUE(report->accuracyForwarded);
    EXPECT_FALSE(model->network.graph->stored("second.bias").isValid()); // asked for nothing but the figure

    auto again = makeModelState(*network);
    request.forwardConstants = true;
    const auto forwarded = cutModel(*again, request);
    ASSERT_TRUE(forwarded) << problemText(forwarded.problem());
    EXPECT_TRUE(again->network.graph->stored("second.bias").isValid());
}

TEST(Recalibrate, SetsTheMeansOfBatchStatistics)
{
    const DataShape shape{.train = 48};
    const auto dataset = makeDataset(shape);
    const data::Preset preset = makePreset(shape, false);
    ModelState model = makeModel("cifar_resnet20");
    RecalibrationOptions options;
    options.samples = 32;
    options.batch = 16;
    options.seed = 4;
    const auto norms = recalibrate(model.network, dataset, preset, options);
    ASSERT_TRUE(norms) << problemText(norms.problem());
    EXPECT_EQ(*norms, 19);

    // By hand for the first norm: it reads what the stem makes of the same two batches.
    data::LoaderOptions loader;
    loader.batch = 16;
    loader.seed = 4;
    loader.augment = loader.shuffle = true;
    data::Loader batches(dataset, preset, loader);
    at::Tensor mean = at::zeros({16});
    at::Tensor var = at::zeros({16});
    for (std::int64_t b = 0; b < 2; ++b) {
        const at::Tensor out = at::conv2d(batches.batch(0, b).images, model.network.weights.get("conv1.weight"), {}, 1, 1);
        mean += out.mean({0, 2, 3}) / 2;
        var += out.var({0, 2, 3}, true) / 2;
    }
    EXPECT_TRUE(at::allclose(model.network.weights.get("bn1.running_mean"), mean, 1e-4, 1e-5));
    EXPECT_TRUE(at::allclose(model.network.weights.get("bn1.running_var"), var, 1e-4, 1e-5));
}

TEST(Recalibrate, LeavesStatisticsAloneWhenStopped)
{
    const DataShape shape{.train = 48};
    ModelState model = makeModel("cifar_resnet20");
    const model::Weights before = model.network.weights.clone();
    RecalibrationOptions options;
    options.batch = 16;
    int asked = 0;
    options.stopAsked = [&asked] { return ++asked == 2; };
    const auto norms = recalibrate(model.network, makeDataset(shape), makePreset(shape), options);
    ASSERT_FALSE(norms);
    EXPECT_EQ(norms.problem().code, base::ProblemCode::Stopped);
    EXPECT_TRUE(at::equal(before.get("bn1.running_mean"), model.network.weights.get("bn1.running_mean")));
}

TEST(Recalibrate, FindsNothingInANetworkWithoutNorms)
{
    const DataShape shape{.channels = 1};
    const ModelState model = makeModel("lenet5");
    EXPECT_EQ(recalibrate(model.network, makeDataset(shape), makePreset(shape), {}).value(), 0);
}

TEST(BenchStep, MeasuresRealSteps)
{
    BenchStepOptions options;
    options.model = "cifar_resnet20";
    options.batch = 4;
    options.warmup = 1;
    options.iterations = 3;
    const auto figures = benchStep(options);
    ASSERT_TRUE(figures) << problemText(figures.problem());
    EXPECT_GT(figures->medianSeconds, 0.0);
    EXPECT_LE(figures->p10Seconds, figures->p90Seconds);
    EXPECT_GT(figures->forwardSeconds, 0.0);
    EXPECT_GT(figures->backwardSeconds, 0.0);
    EXPECT_GT(figures->optimiserSeconds, 0.0);
    EXPECT_EQ(figures->parameters, 269722);
    EXPECT_EQ(figures->precision, "fp32");
    EXPECT_EQ(figures->plainSeconds, 0.0);
}

TEST(BenchStep, AlternatesWithPlainStepsIfAsked)
{
    BenchStepOptions options{.model = "lenet5", .batch = 4, .warmup = 1, .iterations = 2};
    options.comparePlain = true;
    const auto figures = benchStep(options);
    ASSERT_TRUE(figures) << problemText(figures.problem());
    EXPECT_GT(figures->plainSeconds, 0.0);
    options.method = "coffee";
    ASSERT_FALSE(benchStep(options));
}

} // namespace
} // namespace espalier::train::test
