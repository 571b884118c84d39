// SPDX-License-Identifier: GPL-3.0-or-later
#include "methods/decorrelation_options.h"
#include "methods/growth_schedule.h"
#include "methods/orth_conv.h"

#include "fixture.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/core/grad_mode.h>

namespace espalier::methods::test {
namespace {

/// methods.md 3.5: W = [[1,0],[1,1],[0,2]], S = {0}.
DecorrelationLayer workedLayer()
{
    DecorrelationLayer layer;
    layer.name = "w";
    layer.weight = at::tensor({1.0F, 0.0F, 1.0F, 1.0F, 0.0F, 2.0F}).view({3, 2});
    layer.chosen = at::tensor({1, 0, 0}).to(at::kBool);
    return layer;
}

DecorrelationLayer randomLayer(const std::vector<std::int64_t> &shape, int axis = 0, std::int64_t stride = 1)
{
    auto generator = at::detail::createCPUGenerator(4);
    DecorrelationLayer layer;
    layer.name = "w";
    layer.weight = at::randn(shape, generator) * 0.4;
    layer.axis = axis;
    layer.stride = stride;
    layer.chosen = at::zeros({layer.weight.size(axis)}, at::kBool);
    layer.chosen.slice(0, 1, 3).fill_(true);
    return layer;
}

DecorrelationOptions optionsFor(Decorrelating scheme)
{
    DecorrelationOptions options;
    options.scheme = scheme;
    return options;
}

double lossOf(Decorrelating scheme, const DecorrelationFactors &factors)
{
    return Decorrelation(workedLayer(), optionsFor(scheme)).loss(factors).item<double>();
}

at::Tensor gradientOf(const Decorrelation &term, const DecorrelationFactors &factors)
{
    const at::Tensor weight = term.layer().weight;
    weight.mutable_grad() = at::zeros_like(weight);
    term.addGradient(factors);
    return weight.grad();
}

const std::vector<Decorrelating> Schemes = {Decorrelating::V1, Decorrelating::V2,   Decorrelating::V3, Decorrelating::V4,
                                            Decorrelating::V5, Decorrelating::V5_2, Decorrelating::V6};

TEST(Decorrelation, GivesTheWorkedLosses)
{
    EXPECT_NEAR(lossOf(Decorrelating::V5, {1.0, 0.0}), 1.0 / 3.0, 1e-12);
    EXPECT_NEAR(lossOf(Decorrelating::V2, {1.0, 0.0}), 20.0 / 9.0, 1e-12);
    EXPECT_NEAR(lossOf(Decorrelating::V3, {1.0, 0.0}), 21.0 / 9.0, 1e-12);
    EXPECT_NEAR(lossOf(Decorrelating::V4, {1.0, 0.0}), 21.0 / 9.0, 1e-12) << "at the start W is its own base";
    EXPECT_NEAR(lossOf(Decorrelating::V5_2, {1.0, 0.0}), 21.0 / 9.0, 1e-12);
    EXPECT_NEAR(lossOf(Decorrelating::V6, {5.0, 0.25}), (3.0 * 5.0 + 18.0 * 0.25) / 9.0, 1e-12);
}

TEST(Decorrelation, GivesTheWorkedGradient)
{
    const Decorrelation term(workedLayer(), optionsFor(Decorrelating::V5));
    const at::Tensor expected = at::tensor({8.0F / 9, 4.0F / 9, 4.0F / 9, 0.0F, 0.0F, 0.0F}).view({3, 2});
    EXPECT_LT((gradientOf(term, {1.0, 0.0}) - expected).abs().max().item<float>(), 1e-6F);
}

TEST(Decorrelation, SumIsThePapersForm)
{
    DecorrelationOptions options = optionsFor(Decorrelating::V5);
    options.isMean = false;
    EXPECT_NEAR(Decorrelation(workedLayer(), options).loss({1.0, 0.0}).item<double>(), 3.0, 1e-12);
}

TEST(Decorrelation, AddsToTheGradientThatIsThere)
{
    const Decorrelation term(workedLayer(), optionsFor(Decorrelating::V5));
    const at::Tensor alone = gradientOf(term, {2.0, 0.0}).clone();
    term.layer().weight.mutable_grad() = at::ones({3, 2});
    term.addGradient({2.0, 0.0});
    EXPECT_TRUE(at::allclose(term.layer().weight.grad(), alone + 1.0));
    term.layer().weight.mutable_grad().reset();
    term.addGradient({2.0, 0.0});
    EXPECT_TRUE(at::allclose(term.layer().weight.grad(), alone));
}

/// Central differences of the loss, in double.
at::Tensor differences(Decorrelation &term, const DecorrelationFactors &factors)
{
    constexpr double Step = 1e-3;
    const at::Tensor weight = term.layer().weight;
    at::Tensor result = at::zeros(weight.sizes(), at::kDouble);
    at::Tensor flat = weight.view({-1});
    for (std::int64_t i = 0; i < flat.numel(); ++i) {
        const float before = flat[i].item<float>();
        flat[i] = before + Step;
        const double above = term.loss(factors).item<double>();
        flat[i] = before - Step;
        const double below = term.loss(factors).item<double>();
        flat[i] = before;
        result.view({-1})[i] = (above - below) / (2.0 * Step);
    }
    return result;
}

void expectGradientOfLoss(const DecorrelationLayer &layer, Decorrelating scheme)
{
    Decorrelation term(layer, optionsFor(scheme));
    layer.weight.mul_(1.1F); // away from the base of V4
    const DecorrelationFactors factors{3.0, 0.5};
    const at::Tensor exact = gradientOf(term, factors).to(at::kDouble);
    const at::Tensor numeric = differences(term, factors);
    EXPECT_LT((exact - numeric).abs().max().item<double>(), 2e-3 * exact.abs().max().item<double>())
        << "scheme " << static_cast<int>(scheme) << ", shape " << layer.weight.sizes();
}

TEST(Decorrelation, GradientIsThatOfTheLoss)
{
    for (const Decorrelating scheme : Schemes) {
        expectGradientOfLoss(randomLayer({5, 3}), scheme);
        expectGradientOfLoss(randomLayer({4, 7}), scheme);
        expectGradientOfLoss(randomLayer({4, 2, 3, 3}), scheme);
        expectGradientOfLoss(randomLayer({4, 2, 3, 3}, 0, 2), scheme);
        expectGradientOfLoss(randomLayer({2, 4, 3, 3}, 1), scheme);
        expectGradientOfLoss(randomLayer({4, 2, 1, 1}), scheme);
    }
}

/// The loss written with operators that autograd differentiates.
at::Tensor lossByAutograd(Decorrelating scheme, const at::Tensor &weight, const DecorrelationLayer &layer)
{
    const at::Tensor rows = weight.movedim(layer.axis, 0).flatten(1);
    const at::Tensor gram = rows.matmul(rows.t());
    const at::Tensor kept = layer.chosen.logical_not().to(at::kDouble);
    const at::Tensor untouched = kept.unsqueeze(0) * kept.unsqueeze(1);
    const at::Tensor target = at::diag(kept);
    if (scheme == Decorrelating::V5)
        return (gram.square() * (1.0 - untouched)).mean() * 3.0;
    if (scheme == Decorrelating::V6)
        return ((gram - target).square() * (3.0 * (1.0 - untouched) + 0.5 * untouched)).mean();
    return (gram - target).square().mean() * 3.0;
}

TEST(Decorrelation, GradientIsAutograds)
{
    const at::AutoGradMode withGradients(true);
    for (const Decorrelating scheme : {Decorrelating::V3, Decorrelating::V5, Decorrelating::V5_2, Decorrelating::V6})
        for (const DecorrelationLayer &layer : {randomLayer({6, 3, 3, 3}), randomLayer({3, 6, 3, 3}, 1), randomLayer({8, 5})}) {
            at::Tensor leaf = layer.weight.to(at::kDouble).detach().clone();
            leaf.set_requires_grad(true);
            lossByAutograd(scheme, leaf, layer).backward();
            const at::Tensor ours = gradientOf(Decorrelation(layer, optionsFor(scheme)), {3.0, 0.5});
            EXPECT_LT((ours - leaf.grad()).abs().max().item<double>(), 1e-5 * leaf.grad().abs().max().item<double>());
        }
}

TEST(Decorrelation, ColumnsGiveTheLossOfColumns)
{
    const DecorrelationLayer layer = randomLayer({3, 7});
    const at::Tensor w = layer.weight.to(at::kDouble);
    const double columns = (w.t().mm(w) - at::eye(7, at::kDouble)).square().mean().item<double>();
    EXPECT_NEAR(Decorrelation(layer, optionsFor(Decorrelating::V2)).loss({1.0, 0.0}).item<double>(), columns, 1e-9);
    DecorrelationOptions rows = optionsFor(Decorrelating::V2);
    rows.transpose = false;
    const double expected = (w.mm(w.t()) - at::eye(3, at::kDouble)).square().mean().item<double>();
    EXPECT_NEAR(Decorrelation(layer, rows).loss({1.0, 0.0}).item<double>(), expected, 1e-9);
}

TEST(Decorrelation, KeepsTheProductsOfColumnsInV4)
{
    const DecorrelationLayer layer = randomLayer({4, 6});
    const Decorrelation term(layer, optionsFor(Decorrelating::V4));
    const at::Tensor before = layer.weight.to(at::kDouble).clone();
    layer.weight.mul_(1.5F);
    const at::Tensor after = layer.weight.to(at::kDouble);
    const double expected = Decorrelation(layer, optionsFor(Decorrelating::V3)).loss({1.0, 0.0}).item<double>()
        + (after.t().mm(after) - before.t().mm(before)).square().mean().item<double>();
    EXPECT_NEAR(term.loss({1.0, 0.0}).item<double>(), expected, 1e-9);
}

TEST(OrthConv, IsZeroForAnOrthogonalConvolution)
{
    at::Tensor weight = at::zeros({3, 3, 3, 3});
    for (std::int64_t i = 0; i < 3; ++i)
        weight.select(0, i).select(0, (i + 1) % 3).select(0, 1).select(0, 1).fill_(1.0F);
    EXPECT_EQ(orthConvDistance(weight, 1).item<float>(), 0.0F);
    EXPECT_EQ(orthConvGradient(weight, 1).abs().max().item<float>(), 0.0F);
    EXPECT_GT(orthConvDistance(weight * 2.0, 1).item<float>(), 1.0F);
}

TEST(GramShares, AddUpToTheEnergyOffTheDiagonal)
{
    const auto shares = gramShares(workedLayer());
    // G = [[1,1,0],[1,2,2],[0,2,4]]: energy 31, off the diagonal 10, of which 2 touch filter 0.
    EXPECT_NEAR(shares.at("gram_off"), 10.0 / 31.0, 1e-6);
    EXPECT_NEAR(shares.at("gram_kept"), 8.0 / 31.0, 1e-6);
    EXPECT_NEAR(shares.at("gram_cross"), 2.0 / 31.0, 1e-6);
    EXPECT_EQ(shares.at("gram_pruned"), 0.0F);
}

GrowthSchedule scheduleWith(const recipe::Options &changes)
{
    recipe::Options options = {{"update_interval", std::int64_t{5}}, {"granularity_prune", 1e-4}, {"reg_upper_limit", 1.0},
                               {"reg_schedule", std::string("linear")}, {"reg_iters", std::int64_t{-1}}};
    for (const auto &[name, value] : changes)
        options[name] = value;
    return GrowthSchedule(options);
}

TEST(GrowthSchedule, ReachesOneAsPublished)
{
    const GrowthSchedule five = scheduleWith({});
    EXPECT_NEAR(five.at(50000), 1.0, 1e-12);
    EXPECT_NEAR(five.at(25000), 0.5, 1e-12);
    EXPECT_EQ(five.end(), 50000);
    EXPECT_EQ(scheduleWith({{"update_interval", std::int64_t{10}}}).end(), 100000);
}

TEST(GrowthSchedule, SquareIsAQuarterHalfWay)
{
    const GrowthSchedule square =
        scheduleWith({{"reg_schedule", std::string("poly2")}, {"reg_iters", std::int64_t{100000}}});
    EXPECT_NEAR(square.at(50000), 0.25, 1e-12);
    EXPECT_EQ(square.end(), 100000);
    EXPECT_EQ(square.interval(), 10);
}

TEST(GrowthSchedule, ItsLengthSetsTheInterval)
{
    EXPECT_EQ(scheduleWith({{"reg_iters", std::int64_t{300000}}}).interval(), 30);
    EXPECT_EQ(scheduleWith({{"reg_iters", std::int64_t{10}}}).interval(), 1);
    EXPECT_NEAR(scheduleWith({{"reg_iters", std::int64_t{10}}}).at(5), 0.5, 1e-12);
    EXPECT_EQ(scheduleWith({{"update_interval", std::int64_t{7}}, {"granularity_prune", 0.3}}).end(), 28);
}

} // namespace
} // namespace espalier::methods::test
