// SPDX-License-Identifier: GPL-3.0-or-later
// Orthogonality losses (methods.md 3.7) and averaged weights in plain training.
#include "fixture.h"

#include "train/distillation.h"
#include "train/fit_method.h"
#include "train/training_weights.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <cmath>

namespace espalier::train::test {
namespace {

double maxAbs(const at::Tensor &tensor)
{
    return tensor.abs().max().item<double>();
}

TEST(KernelOrthogonality, IsZeroAtAnIsometryAndKnownElsewhere)
{
    EXPECT_NEAR(kernelOrthogonality(at::eye(3).slice(1, 0, 2)).loss.item<double>(), 0.0, 1e-6);
    // A^T A - I of [[3, 4]] made tall is 24.
    const OrthTerm term = kernelOrthogonality(at::tensor({3.0F, 4.0F}).view({1, 2}));
    EXPECT_NEAR(term.loss.item<double>(), 24.0, 1e-4);
    EXPECT_NEAR(term.gradient[0][0].item<double>(), 6.0, 1e-5); // d (w.w - 1) / dw = 2 w
    EXPECT_EQ(kernelOrthogonality(at::eye(4)).gradient.isfinite().all().item<bool>(), true);
}

TEST(KernelOrthogonality, HasTheGradientOfAutograd)
{
    for (const auto &shape : {std::vector<std::int64_t>{4, 3, 3, 3}, {40, 2, 3, 3}, {6, 5}}) {
        const at::Tensor weight = at::randn(shape);
        at::Tensor leaf = weight.clone().set_requires_grad(true);
        at::Tensor flat = leaf.flatten(1);
        if (flat.size(0) < flat.size(1))
            flat = flat.t();
        const at::Tensor distance = (at::matmul(flat.t(), flat) - at::eye(flat.size(1))).norm();
        distance.backward();
        const OrthTerm term = kernelOrthogonality(weight.dim() == 4 ? weight.contiguous(at::MemoryFormat::ChannelsLast) : weight);
        EXPECT_NEAR(term.loss.item<double>(), distance.item<double>(), 1e-3);
        EXPECT_LT(maxAbs(term.gradient - leaf.grad()), 1e-4);
    }
}

TEST(ConvolutionOrthogonality, SeesShiftedCopiesToo)
{
    // A delta kernel is an isometry; moved off its centre it still is one, but two that are each other's shift are not.
    at::Tensor deltas = at::zeros({2, 2, 3, 3});
    deltas[0][0][1][1] = 1.0F;
    deltas[1][1][0][2] = 1.0F;
    EXPECT_NEAR(convolutionOrthogonality(deltas, 1, 2).loss.item<double>(), 0.0, 1e-6);
    at::Tensor shifted = at::zeros({2, 1, 3, 3});
    shifted[0][0][1][1] = 1.0F;
    shifted[1][0][1][2] = 1.0F;
    // Rows are orthogonal, so KernOrth's Gram matrix is blind to it; the convolution meets itself at one shift, both ways.
    EXPECT_NEAR(convolutionOrthogonality(shifted, 1, 2).loss.item<double>(), std::sqrt(2.0), 1e-5);
}

TEST(ConvolutionOrthogonality, AgreesWithFiniteDifferences)
{
    const at::Tensor weight = at::randn({3, 2, 3, 3}) * 0.3;
    const OrthTerm term = convolutionOrthogonality(weight, 2, 2);
    const double step = 1e-2;
    const at::Tensor direction = at::randn({3, 2, 3, 3});
    const double up = convolutionOrthogonality(weight + step * direction, 2, 2).loss.item<double>();
    const double down = convolutionOrthogonality(weight - step * direction, 2, 2).loss.item<double>();
    EXPECT_NEAR((up - down) / (2 * step), (term.gradient * direction).sum().item<double>(), 2e-2);
}

TEST(OrthTerm, SkipsTheFirstConvolutionAndTreatsLayersWithoutTapsAsMatrices)
{
    graph::Layer layer;
    layer.stride = 2;
    const at::Tensor conv = at::randn({4, 3, 3, 3}), pointwise = at::randn({4, 3, 1, 1});
    EXPECT_FALSE(orthTerm(OrthLoss::Convolution, layer, conv, true).loss.defined());
    EXPECT_TRUE(orthTerm(OrthLoss::Kernel, layer, conv, true).loss.defined());
    const OrthTerm term = orthTerm(OrthLoss::Convolution, layer, conv, false), same = convolutionOrthogonality(conv, 2, 2);
    EXPECT_TRUE(at::allclose(term.loss, same.loss));
    EXPECT_TRUE(at::allclose(term.gradient, same.gradient, 1e-4, 1e-5)); // closed form against autograd
    EXPECT_TRUE(at::equal(orthTerm(OrthLoss::ConvolutionReference, layer, conv, false).loss,
                          convolutionOrthogonality(conv, 2, 1).loss));
    EXPECT_TRUE(at::equal(orthTerm(OrthLoss::Convolution, layer, pointwise, false).loss, kernelOrthogonality(pointwise).loss));
}

TEST(DistilledLoss, IsCrossEntropyAtOneEndAndDivergenceAtTheOther)
{
    const at::Tensor logits = at::randn({6, 4}), teacher = at::randn({6, 4});
    const at::Tensor labels = at::tensor({0, 1, 2, 3, 0, 1}, at::kLong);
    const double entropy = at::cross_entropy_loss(logits, labels).item<double>();
    EXPECT_NEAR(distilledLoss(logits, teacher, labels, {0.0, 4.0}).item<double>(), entropy, 1e-6);
    const double divergence = at::kl_div(at::log_softmax(logits / 3, 1), at::softmax(teacher / 3, 1), at::Reduction::Sum)
                                  .item<double>() / 6;
    EXPECT_NEAR(distilledLoss(logits, teacher, labels, {1.0, 3.0}).item<double>(), 9 * divergence, 1e-5);
    EXPECT_NEAR(distilledLoss(logits, teacher, labels, {0.25, 3.0}).item<double>(), 0.75 * entropy + 0.25 * 9 * divergence, 1e-5);
    EXPECT_NEAR(distilledLoss(logits, logits, labels, {1.0, 3.0}).item<double>(), 0.0, 1e-6);
}

recipe::Stage fit(const recipe::Options &changes)
{
    recipe::Options options{{"epochs", std::int64_t{2}}, {"batch", std::int64_t{16}}, {"lr", std::string("0.02")}};
    for (const auto &[name, value] : changes)
        options[name] = value;
    return stage("train", options);
}

const DataShape Shape{.channels = 1, .train = 64, .test = 20};

ModelState trained(const recipe::Stage &how, Witness &witness)
{
    ModelState model = makeModel("lenet5");
    const auto record = run(makeRecipe({how}), model, contextOf(makeDataset(Shape), makePreset(Shape), witness));
    EXPECT_TRUE(record) << problemText(record.problem());
    return model;
}

double distanceOf(const ModelState &model)
{
    double sum = 0.0;
    for (const graph::Layer &layer : model.trace.structure->layers)
        sum += kernelOrthogonality(model.network.weights.get(layer.weight)).loss.item<double>();
    return sum;
}

TEST(FitMethod, PullsLayersTowardsAnIsometry)
{
    Witness plain, orth, none;
    const double before = distanceOf(makeModel("lenet5"));
    const recipe::Options longer{{"epochs", std::int64_t{10}}, {"orth_weight", 2.0}};
    recipe::Options kernel = longer;
    kernel["orth_loss"] = std::string("kernel");
    const double without = distanceOf(trained(fit(longer), plain));
    const double with = distanceOf(trained(fit(kernel), orth));
    EXPECT_LT(with, 0.8 * without);
    EXPECT_LT(with, 0.8 * before);
    EXPECT_TRUE(plain.series("loss.penalty").empty());
    ASSERT_FALSE(orth.series("loss.penalty").empty());
    EXPECT_NEAR(orth.series("loss.penalty").front(), 2.0 * before, 1e-3 * before);
    trained(fit({{"orth_loss", std::string("conv")}}), none);
    EXPECT_FALSE(none.series("loss.penalty").empty());
}

TEST(FitMethod, AveragesWeightsAfterEachStep)
{
    ModelState model = makeModel("lenet5");
    layOutForTraining(model.network);
    FitOptions options;
    options.average = 0.75;
    FitMethod method(model.network, model.trace.structure, options);
    const at::Tensor start = model.network.weights.get("fc2.weight").clone();
    model.network.weights.get("fc2.weight").add_(1.0);
    method.afterStep({});
    model.network.weights.get("fc2.weight").add_(1.0);
    method.afterStep({});
    // 0.25 after the first step, then 0.75 * 0.25 + 0.25 * 2.
    EXPECT_LT(maxAbs(method.shown().weights.get("fc2.weight") - start - 0.6875), 1e-6);
    EXPECT_LT(maxAbs(model.network.weights.get("fc2.weight") - start - 2.0), 1e-6);
    method.adoptAverage();
    EXPECT_LT(maxAbs(model.network.weights.get("fc2.weight") - start - 0.6875), 1e-6);
}

TEST(FitMethod, WithoutOptionsTrainsAsBefore)
{
    Witness a, b;
    EXPECT_TRUE(differences(trained(fit({}), a).network.weights,
                            trained(fit({{"orth_weight", 5.0}}), b).network.weights).empty());
}

TEST(Distillation, LearnsWithoutLabelsFromTheStartOfTheRun)
{
    Witness witness;
    const ModelState teacher = trained(fit({{"epochs", std::int64_t{10}}}), witness);
    recipe::Recipe recipe = makeRecipe({selectStage(), stage("cut"), fit({{"distill_weight", 1.0}, {"epochs", std::int64_t{10}}})});
    recipe.model.source = "trained";
    ModelState model = teacher;
    Witness learning;
    TrainerContext context = contextOf(makeDataset(Shape), makePreset(Shape), learning);
    const auto without = run(recipe, model, context);
    ASSERT_FALSE(without);
    EXPECT_EQ(without.problem().code, base::ProblemCode::BadUsage);
    model = reloaded(teacher);
    context.openStart = [&] { return base::Result<model::Network>(teacher.network); };
    const auto record = run(recipe, model, context);
    ASSERT_TRUE(record) << problemText(record.problem());
    ASSERT_GE(learning.series("loss.task").size(), 2u);
    EXPECT_LT(learning.series("loss.task").back(), learning.series("loss.task").front());
    recipe.model.source = "zoo:lenet5";
    model = reloaded(teacher);
    EXPECT_EQ(run(recipe, model, context).problem().code, base::ProblemCode::BadUsage);
}

TEST(FitMethod, GoesOnBitForBitWithBoth)
{
    const recipe::Stage how = fit({{"orth_loss", std::string("conv")}, {"ema_decay", 0.9}});
    Witness silent, stopping;
    const ModelState whole = trained(how, silent);
    ModelState model = makeModel("lenet5");
    stopping.stopAt = 6;
    Shelf shelf;
    ASSERT_FALSE(run(makeRecipe({how}), model, contextOf(makeDataset(Shape), makePreset(Shape), stopping, &shelf)));
    ASSERT_EQ(shelf.points.size(), 1u);
    ModelState resumed = shelf.points[0].model;
    TrainerContext context = contextOf(makeDataset(Shape), makePreset(Shape), silent);
    context.resumeFrom = shelf.points[0].state;
    const auto record = run(makeRecipe({how}), resumed, context);
    ASSERT_TRUE(record) << problemText(record.problem());
    EXPECT_TRUE(differences(whole.network.weights, resumed.network.weights).empty());
}

} // namespace
} // namespace espalier::train::test
