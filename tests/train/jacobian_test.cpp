// SPDX-License-Identifier: GPL-3.0-or-later
// Singular values of the Jacobian and the course of accuracy (methods.md 6).
#include "fixture.h"

#include "train/accuracy_course.h"
#include "train/jacobian.h"
#include "train/training_weights.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <cmath>

namespace espalier::train::test {
namespace {

at::Tensor logitsOf(const ModelState &model, const at::Tensor &images)
{
    const at::NoGradGuard noGrad;
    return (*model::Executor::create(model.network.graph, model.network.weights))->logits(images).value();
}

TEST(Jacobian, OfALinearNetIsTheProductOfItsMatrices)
{
    const ModelState model = makeModel("mlp7_linear");
    at::Tensor product = at::eye(1024, at::kDouble);
    for (int layer = 0; layer <= 12; layer += 2)
        product = at::matmul(model.network.weights.get("net." + std::to_string(layer) + ".weight").to(at::kDouble), product);
    const auto found = jacobians(model.network, at::randn({2, 1, 32, 32}));
    ASSERT_TRUE(found) << problemText(found.problem());
    ASSERT_EQ(found->sizes(), (at::IntArrayRef{2, 10, 1024}));
    EXPECT_TRUE(at::allclose((*found)[1].to(at::kDouble), product, 1e-4, 1e-7));
    const at::Tensor byHand = at::linalg_svdvals(product).flip(0);
    EXPECT_TRUE(at::allclose(singularValues(*found)[0], byHand, 1e-4, 1e-7));
}

TEST(Jacobian, AgreesWithFiniteDifferences)
{
    // Eval mode: statistics that differ from 0 and 1 have to count.
    ModelState model = makeModel("cifar_resnet20");
    model.network.weights.get("bn1.running_var").fill_(0.5);
    model.network.weights.get("layer2.1.bn1.running_mean").fill_(0.1);
    const at::Tensor images = at::randn({2, 3, 32, 32});
    const at::Tensor direction = at::randn({2, 3, 32, 32});
    const auto found = jacobians(model.network, images);
    ASSERT_TRUE(found);
    const double step = 2e-4; // few rectifiers turn within it
    const at::Tensor moved = (logitsOf(model, images + step * direction) - logitsOf(model, images - step * direction)) / (2 * step);
    const at::Tensor expected = at::matmul(*found, direction.flatten(1).unsqueeze(2)).squeeze(2);
    EXPECT_LT((moved - expected).abs().max().item<double>(), 2e-2 * expected.abs().max().item<double>());
}

TEST(Jacobian, LeavesANetworkInTrainingAlone)
{
    ModelState model = makeModel("cifar_resnet20");
    layOutForTraining(model.network);
    const GradientScope training(model.network);
    const model::Weights before = model.network.weights.clone();
    const auto found = jacobians(model.network, at::randn({2, 3, 32, 32}));
    ASSERT_TRUE(found);
    EXPECT_FALSE(found->requires_grad());
    EXPECT_FALSE(model.network.weights.get("conv1.weight").grad().defined());
    EXPECT_TRUE(model.network.weights.get("conv1.weight").requires_grad());
    EXPECT_TRUE(differences(before, model.network.weights).empty());
}

TEST(Jacobian, StopsBetweenClasses)
{
    const ModelState model = makeModel("lenet5");
    int asked = 0;
    const auto found = jacobians(model.network, at::randn({2, 1, 32, 32}), [&asked] { return ++asked == 3; });
    ASSERT_FALSE(found);
    EXPECT_EQ(found.problem().code, base::ProblemCode::Stopped);
}

TEST(SingularValues, OfTallAndWideMatricesAreTheSame)
{
    const at::Tensor wide = at::randn({3, 4, 9});
    EXPECT_TRUE(at::allclose(singularValues(wide), singularValues(wide.transpose(1, 2))));
    EXPECT_TRUE(at::allclose(singularValues(wide), at::linalg_svdvals(wide.to(at::kDouble)).flip(1), 1e-5, 1e-8));
}

TEST(SingularValues, AreSummedUpOverSamples)
{
    const JacobianSpectrum spectrum = summarise(at::tensor({1.0, 2.0, 0.0, 3.0}).to(at::kDouble).view({2, 2}));
    EXPECT_DOUBLE_EQ(spectrum.mean, 1.5);
    EXPECT_DOUBLE_EQ(spectrum.deviation, std::sqrt(1.25));
    EXPECT_DOUBLE_EQ(spectrum.ratio(), std::sqrt(1.25) / 1.5);
    EXPECT_DOUBLE_EQ(spectrum.largest, 3.0);
    EXPECT_DOUBLE_EQ(spectrum.smallest, 0.0);
    EXPECT_DOUBLE_EQ(spectrum.condition, 2.0); // the second sample has none
    EXPECT_DOUBLE_EQ(spectrum.isometryMean, (0.0 + 1.0 + 1.0 + 4.0) / 4);
    EXPECT_EQ(spectrum.samples, 2);
}

TEST(JacobianSpectrum, PoolsBatchesOfTrainingImages)
{
    const DataShape shape{.channels = 1, .train = 250};
    const ModelState model = makeModel("lenet5");
    JacobianRequest request;
    request.batches = 2;
    const auto dataset = makeDataset(shape);
    const auto first = jacobianSpectrum(model.network, dataset, makePreset(shape), request);
    ASSERT_TRUE(first) << problemText(first.problem());
    EXPECT_EQ(first->samples, 200);
    EXPECT_DOUBLE_EQ(jacobianSpectrum(model.network, dataset, makePreset(shape), request)->mean, first->mean);
    request.batches = 10; // no more than there are
    request.tuningShare = 0.2;
    EXPECT_EQ(jacobianSpectrum(model.network, dataset, makePreset(shape), request)->samples, 200);
    EXPECT_EQ(jacobianSpectrum(model.network, nullptr, makePreset(shape), request).problem().code, base::ProblemCode::BadUsage);
}

recipe::Schedule schedule(const std::string &text)
{
    return recipe::Schedule::parse(text, "lr").value();
}

TEST(AccuracyCourse, AveragesTheEpochsOfTheFirstRate)
{
    AccuracyCourse course;
    EXPECT_EQ(course.trainability(schedule("0.1")), 0.0);
    const double tops[] = {10, 20, 60, 70, 80, 90};
    for (std::size_t i = 0; i < std::size(tops); ++i)
        course.add(static_cast<double>(i + 1), tops[i]);
    EXPECT_DOUBLE_EQ(course.trainability(schedule("0:0.1,3:0.01")), 30.0);
    EXPECT_DOUBLE_EQ(course.trainability(schedule("0.1")), 55.0);
    EXPECT_DOUBLE_EQ(course.lastFive().first, 64.0);
    EXPECT_DOUBLE_EQ(course.lastFive().second, std::sqrt((44.0 * 44 + 4 * 4 + 6 * 6 + 16 * 16 + 26 * 26) / 5));
}

TEST(AccuracyCourse, SurvivesAStop)
{
    AccuracyCourse course, other;
    course.add(1, 50);
    course.add(2, 60);
    std::map<std::string, double> numbers;
    course.save(numbers);
    other.add(9, 9);
    other.load(numbers);
    std::map<std::string, double> expected, found;
    course.describe(schedule("0.1"), "finetune", expected);
    other.describe(schedule("0.1"), "finetune", found);
    EXPECT_EQ(found, expected);
    EXPECT_EQ(expected.at("finetune.last5_mean"), 55.0);
}

} // namespace
} // namespace espalier::train::test
