// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/optimiser.h"
#include "train/training_weights.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include <gtest/gtest.h>

#include <cmath>

namespace espalier::train {
namespace {

using methods::PenaltyFactors;

/// A network that is only a list of parameters.
model::Network parametersOf(const std::vector<std::pair<std::string, std::vector<std::int64_t>>> &shapes)
{
    graph::GraphBuilder builder;
    const auto input = builder.addInput("x", graph::fixedSizes({1, 1}));
    model::Network network;
    auto generator = at::detail::createCPUGenerator(9);
    for (const auto &[name, shape] : shapes) {
        builder.addStored(graph::ValueKind::Parameter, name, graph::fixedSizes(shape));
        network.weights.set(name, at::randn(shape, generator));
    }
    graph::Node relu{.op = "aten::relu", .overload = "", .arguments = {{"self", input}}, .outputs = {}, .module = ""};
    builder.addOutput(builder.addNode(relu, {graph::fixedSizes({1, 1})}).front());
    network.graph = std::move(builder).finish().value();
    layOutForTraining(network);
    return network;
}

Optimiser make(const model::Network &network, const OptimiserOptions &options)
{
    auto optimiser = Optimiser::create(network, options);
    EXPECT_TRUE(optimiser);
    return std::move(*optimiser);
}

void setGradient(const model::Network &network, const std::string &name, const at::Tensor &gradient)
{
    at::Tensor weight = network.weights.get(name);
    weight.mutable_grad() = gradient;
}

at::Tensor randomLike(const at::Tensor &tensor, std::uint64_t seed)
{
    auto generator = at::detail::createCPUGenerator(seed);
    return at::randn(tensor.sizes(), generator);
}

/// The definition, element by element in tensor operations: methods.md 2, step 8.
struct Reference {
    at::Tensor w, v;
    void step(const at::Tensor &gradient, double lr, const OptimiserOptions &options)
    {
        const at::Tensor g = gradient + options.weightDecay * w;
        v = options.momentum * v + g;
        w = w - lr * (options.nesterov ? g + options.momentum * v : v);
    }
};

class OptimiserForms : public testing::TestWithParam<bool> { };

TEST_P(OptimiserForms, FollowTheDefinitionOverManySteps)
{
    const OptimiserOptions options{0.9, 5e-4, GetParam()};
    const model::Network network = parametersOf({{"conv", {6, 4, 3, 3}}, {"fc", {5, 7}}, {"bias", {5}}});
    Optimiser optimiser = make(network, options);
    std::map<std::string, Reference> expected;
    for (const auto &[name, tensor] : network.weights.entries())
        expected[name] = {tensor.clone(), at::zeros_like(tensor)};
    for (std::uint64_t t = 0; t < 20; ++t) {
        for (const auto &[name, tensor] : network.weights.entries()) {
            const at::Tensor gradient = randomLike(tensor, 100 + t); // plain strides: the layout is put right
            setGradient(network, name, gradient);
            expected[name].step(gradient, 0.05, options);
        }
        optimiser.step(0.05, {});
    }
    for (const auto &[name, tensor] : network.weights.entries()) {
        EXPECT_TRUE(at::allclose(tensor, expected[name].w, 1e-4, 1e-6)) << name;
        EXPECT_FALSE(tensor.grad().defined()) << name;
    }
}

INSTANTIATE_TEST_SUITE_P(Nesterov, OptimiserForms, testing::Bool());

struct PenaltyCase {
    const char *name;
    std::vector<std::int64_t> shape;
    int axis;
};

class OptimiserPenalties : public testing::TestWithParam<PenaltyCase> { };

TEST_P(OptimiserPenalties, AddFactorTimesWeight)
{
    const PenaltyCase &each = GetParam();
    const OptimiserOptions options{0.9, 1e-4, false};
    const model::Network network = parametersOf({{"w", each.shape}});
    Optimiser optimiser = make(network, options);
    const at::Tensor weight = network.weights.get("w");
    Reference expected{weight.clone(), at::zeros_like(weight)};
    PenaltyFactors penalty;
    penalty.axis = each.axis;
    penalty.factors = at::arange(weight.size(each.axis), at::kFloat) * 0.1;
    std::vector<std::int64_t> shape(each.shape.size(), 1);
    shape[static_cast<std::size_t>(each.axis)] = -1;
    for (std::uint64_t t = 0; t < 5; ++t) {
        const at::Tensor gradient = randomLike(weight, t);
        setGradient(network, "w", gradient.clone());
        expected.step(gradient + penalty.factors.view(shape) * expected.w, 0.1, options);
        optimiser.step(0.1, {{"w", penalty}});
    }
    EXPECT_TRUE(at::allclose(weight, expected.w, 1e-4, 1e-6));
}

INSTANTIATE_TEST_SUITE_P(Axes, OptimiserPenalties,
                         testing::Values(PenaltyCase{"filters", {6, 4, 3, 3}, 0}, PenaltyCase{"channels", {6, 4, 3, 3}, 1},
                                         PenaltyCase{"kernel", {6, 4, 3, 2}, 2}, PenaltyCase{"rows", {6, 4}, 0},
                                         PenaltyCase{"columns", {6, 4}, 1}, PenaltyCase{"sequence", {6, 4, 3}, 1}),
                         [](const auto &each) { return each.param.name; });

TEST(Optimiser, TakesAFactorPerElement)
{
    const model::Network network = parametersOf({{"w", {4, 3, 2, 2}}});
    Optimiser optimiser = make(network, {0.0, 0.0, false});
    const at::Tensor weight = network.weights.get("w");
    const at::Tensor before = weight.clone();
    PenaltyFactors penalty;
    penalty.kind = PenaltyFactors::Kind::PerElement;
    penalty.factors = randomLike(weight, 4).abs();
    setGradient(network, "w", at::zeros({4, 3, 2, 2}));
    optimiser.step(0.5, {{"w", penalty}});
    EXPECT_TRUE(at::allclose(weight, before - 0.5 * penalty.factors * before, 1e-5, 1e-7));
}

TEST(Optimiser, DropsTheTaskGradientWhereItIsReplaced)
{
    const model::Network network = parametersOf({{"w", {3, 2}}});
    Optimiser optimiser = make(network, {0.0, 0.0, false});
    const at::Tensor weight = network.weights.get("w");
    const at::Tensor before = weight.clone();
    PenaltyFactors penalty;
    penalty.factors = at::tensor({0.0F, 1.0F, 0.0F});
    penalty.replacesGradient = true;
    setGradient(network, "w", at::ones({3, 2}));
    optimiser.step(0.5, {{"w", penalty}});
    EXPECT_TRUE(at::equal(weight[0], before[0])); // factor 0: g = 0, not the task's
    EXPECT_TRUE(at::allclose(weight[1], 0.5 * before[1]));
}

TEST(Optimiser, ShrinksPenalisedWeightsAtThePublishedPace)
{
    // methods.md 3.3: factor 1, lr 1e-3, momentum .9, no decay, no task gradient.
    const model::Network network = parametersOf({{"w", {2, 3}}});
    Optimiser optimiser = make(network, {0.9, 0.0, false});
    const at::Tensor weight = network.weights.get("w");
    PenaltyFactors penalty;
    penalty.factors = at::ones({2});
    const auto step = [&] {
        setGradient(network, "w", at::zeros({2, 3}));
        optimiser.step(1e-3, {{"w", penalty}});
        return weight[0][0].item<double>();
    };
    for (int t = 0; t < 200; ++t) // until the start has died away
        step();
    const double before = step();
    for (int t = 0; t < 99; ++t)
        step();
    const double after = step();
    EXPECT_NEAR(std::pow(after / before, 1.0 / 100.0), 0.988873, 2e-6);
}

TEST(Optimiser, LeavesParametersWithoutGradientAlone)
{
    const model::Network network = parametersOf({{"used", {2}}, {"unused", {2}}});
    Optimiser optimiser = make(network, {0.9, 0.1, false});
    const at::Tensor before = network.weights.get("unused").clone();
    setGradient(network, "used", at::ones({2}));
    optimiser.step(0.1, {});
    EXPECT_TRUE(at::equal(network.weights.get("unused"), before));
}

TEST(Optimiser, ContinuesFromItsSavedMomentumBitForBit)
{
    const OptimiserOptions options{0.9, 1e-4, true};
    const model::Network network = parametersOf({{"conv", {4, 3, 3, 3}}, {"bias", {4}}});
    Optimiser optimiser = make(network, options);
    const auto step = [](const model::Network &which, Optimiser &with, std::uint64_t t) {
        for (const auto &[name, tensor] : which.weights.entries())
            setGradient(which, name, randomLike(tensor, t));
        with.step(0.1, {});
    };
    for (std::uint64_t t = 0; t < 3; ++t)
        step(network, optimiser, t);

    model::Network other{network.graph, network.weights.clone()};
    layOutForTraining(other);
    Optimiser resumed = make(other, options);
    model::Weights saved;
    optimiser.save(saved);
    ASSERT_TRUE(resumed.load(saved.clone()));
    for (std::uint64_t t = 3; t < 6; ++t) {
        step(network, optimiser, t);
        step(other, resumed, t);
    }
    for (const auto &[name, tensor] : network.weights.entries())
        EXPECT_TRUE(at::equal(tensor, other.weights.get(name))) << name;
}

TEST(Optimiser, NamesTheMomentumThatIsMissing)
{
    const model::Network network = parametersOf({{"w", {2}}});
    Optimiser optimiser = make(network, {});
    const base::Status loaded = optimiser.load({});
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.problem().where, "w");
}

TEST(Optimiser, RefusesWhatItCanNotTrain)
{
    model::Network network = parametersOf({{"w", {2}}});
    network.weights.set("w", at::zeros({2}, at::kDouble));
    const auto optimiser = Optimiser::create(network, {});
    ASSERT_FALSE(optimiser);
    EXPECT_EQ(optimiser.problem().code, base::ProblemCode::Unsupported);
    EXPECT_EQ(optimiser.problem().where, "w");
}

TEST(TrainingLayout, IsTheSameForAnyStridesBefore)
{
    model::Network a = parametersOf({{"w", {4, 3, 1, 1}}});
    model::Network b = a;
    b.weights.set("w", a.weights.get("w").contiguous().clone(at::MemoryFormat::Contiguous));
    layOutForTraining(b);
    EXPECT_EQ(a.weights.get("w").strides(), b.weights.get("w").strides());
    EXPECT_NE(a.weights.get("w").data_ptr(), b.weights.get("w").data_ptr());
    EXPECT_TRUE(b.weights.get("w").is_contiguous(at::MemoryFormat::ChannelsLast));
}

TEST(GradientScope, EndsWithTheTraining)
{
    const model::Network network = parametersOf({{"w", {2}}});
    {
        const GradientScope scope(network);
        EXPECT_TRUE(network.weights.get("w").requires_grad());
    }
    EXPECT_FALSE(network.weights.get("w").requires_grad());
}

} // namespace
} // namespace espalier::train
