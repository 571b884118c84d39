// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixture.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace espalier::methods::test {
namespace {

using recipe::Options;

/// λ = .25 t; the ceiling at t = 4; five layers, zeroed one every second iteration.
const Options Quick = {{"update_interval", std::int64_t{1}}, {"granularity_prune", 0.25}, {"stabilize_interval", std::int64_t{12}},
                       {"zero_out_interval", std::int64_t{2}}};

Prepared start(const Options &changes = {})
{
    Options options = Quick;
    for (const auto &[name, value] : changes)
        options[name] = value;
    return prepare("tpp", options);
}

bool isChosen(const graph::Plan &plan, graph::GroupId group, std::int32_t channel)
{
    const auto &removed = plan.removed(group);
    return std::find(removed.begin(), removed.end(), channel) != removed.end();
}

TEST(Tpp, StabilisesWhenPublished)
{
    for (const std::int64_t interval : {5, 10}) {
        Prepared run = prepare("tpp", {{"update_interval", interval}, {"stabilize_interval", std::int64_t{10000}}});
        EXPECT_EQ(runToCut(*run.method), 10000 * interval + 10000 + 1);
        EXPECT_EQ(countOf(*run.method, "t_stab"), 10000 * interval);
        EXPECT_NEAR(run.method->figures().at("lambda_final"), 1.0, 1e-12);
    }
}

TEST(Tpp, PlansThePhasesItThenGoesThrough)
{
    Prepared run = start();
    using Phases = std::vector<std::pair<std::string, std::int64_t>>;
    EXPECT_EQ(run.method->plannedPhases(run.options), (Phases{{"push", 4}, {"stabilise", 13}}));
    EXPECT_EQ(runToCut(*run.method), 4 + 13);
}

TEST(Tpp, PenalisesWeightsBiasesAndNormsOfTheChosen)
{
    Prepared run = start();
    for (std::int64_t t = 0; t <= 2; ++t)
        run.method->update({t, 0.001});
    const Penalties &penalties = run.method->penalties();
    const graph::Plan plan = run.method->plan();
    for (const char *name : {"a.weight", "a.bias"})
        for (std::int32_t c = 0; c < 8; ++c)
            EXPECT_EQ(penalties.at(name).factors[c].item<float>(), isChosen(plan, {0}, c) ? 0.5F : 0.0F) << name;
    for (const char *name : {"b.weight", "d.weight", "bn.weight", "bn.bias"})
        for (std::int32_t c = 0; c < 6; ++c)
            EXPECT_EQ(penalties.at(name).factors[c].item<float>(), isChosen(plan, {1}, c) ? 0.5F : 0.0F) << name;
    EXPECT_EQ(penalties.at("t.weight").axis, 1);
}

TEST(Tpp, SwitchesLeavePenaltiesOut)
{
    EXPECT_FALSE(start({{"no_bn_reg", true}}).method->penalties().contains("bn.weight"));
    EXPECT_FALSE(start({{"no_weight_reg", true}}).method->penalties().contains("a.weight"));
    EXPECT_FALSE(start({{"no_weight_reg", true}}).method->penalties().contains("a.bias"));
    EXPECT_TRUE(start({{"no_weight_reg", true}}).method->penalties().contains("bn.weight"));
    Prepared none = start({{"not_apply_reg", true}, {"lw_opp", 0.0}});
    none.method->update({2, 0.001});
    EXPECT_EQ(none.method->penaltyLoss(), 0.0);
}

/// Gradient of every tensor that the method alone gives, penalty factors included.
model::Weights gradientsOf(Prepared &run, std::int64_t t)
{
    run.method->update({t, 0.001});
    for (const auto &[name, weight] : run.bench.weights.entries())
        weight.mutable_grad() = at::zeros_like(weight);
    run.method->afterBackward({t, 0.001});
    model::Weights gradients;
    for (const auto &[name, weight] : run.bench.weights.entries()) {
        at::Tensor gradient = weight.grad().clone();
        if (const auto penalty = run.method->penalties().find(name); penalty != run.method->penalties().end()) {
            std::vector<std::int64_t> shape(static_cast<std::size_t>(weight.dim()), 1);
            shape[static_cast<std::size_t>(penalty->second.axis)] = -1;
            gradient += penalty->second.factors.view(shape) * weight;
        }
        gradients.set(name, gradient);
        weight.mutable_grad().reset();
    }
    return gradients;
}

TEST(Tpp, PenaltyAsALossGivesTheSameGradient)
{
    Prepared direct = start();
    Prepared viaLoss = start({{"greg_via_loss", true}});
    EXPECT_FALSE(viaLoss.method->penalties().contains("a.weight"));
    const model::Weights expected = gradientsOf(direct, 2);
    const model::Weights gradients = gradientsOf(viaLoss, 2);
    for (const auto &[name, gradient] : gradients.entries())
        EXPECT_TRUE(at::allclose(gradient, expected.get(name), 1e-5, 1e-7)) << name;
    EXPECT_NEAR(viaLoss.method->penaltyLoss(), direct.method->penaltyLoss(), 1e-6);
}

TEST(Tpp, PenaltyLossHasTheGradientThatIsApplied)
{
    for (const char *scheme : {"v1", "v2", "v3", "v4", "v5", "v5_2", "v6"}) {
        Prepared run = start({{"scheme", std::string(scheme)}, {"lw_opp", 2.0}});
        const model::Weights gradients = gradientsOf(run, 2);
        for (const auto &[name, weight] : run.bench.weights.entries()) {
            const at::Tensor flat = weight.view({-1});
            const std::int64_t place = flat.numel() / 3;
            const float before = flat[place].item<float>();
            flat[place].fill_(before + 1e-3F);
            const double above = run.method->penaltyLoss();
            flat[place].fill_(before - 1e-3F);
            const double below = run.method->penaltyLoss();
            flat[place].fill_(before);
            const double exact = gradients.get(name).view({-1})[place].item<double>();
            EXPECT_NEAR((above - below) / 2e-3, exact, 2e-3 * std::abs(exact) + 2e-4) << scheme << " " << name;
        }
    }
}

TEST(Tpp, SchemesActOnTheirLayers)
{
    for (const auto &[scheme, acts] : {std::pair{"v5", false}, {"v3", false}, {"v2", true}, {"v1", true}}) {
        Prepared run = start({{"scheme", std::string(scheme)}});
        EXPECT_EQ(gradientsOf(run, 2).get("fc.weight").abs().max().item<float>() > 0.0F, acts) << scheme;
    }
}

TEST(Tpp, ZeroesLayerAfterLayer)
{
    Prepared run = start();
    for (std::int64_t t = 0; t <= 16; ++t) {
        iterate(*run.method, run.bench, t);
        const graph::Plan plan = run.method->plan();
        const auto norm = [&](const char *name, graph::GroupId group, int axis, bool reversed) {
            const at::Tensor weight = run.bench.weights.get(name);
            double sum = 0.0;
            for (const std::int32_t c : plan.removed(group))
                sum += weight.select(axis, reversed ? 3 - c : c).abs().sum().item<double>();
            return sum;
        };
        // Stable since t = 4; layer a is the first, b the second, d the third, t the fourth.
        EXPECT_EQ(norm("a.weight", {0}, 0, false) == 0.0, t >= 4 + 2) << t;
        EXPECT_EQ(norm("a.bias", {0}, 0, false) == 0.0, t >= 4 + 2) << t;
        EXPECT_EQ(norm("b.weight", {1}, 0, false) == 0.0, t >= 4 + 4) << t;
        EXPECT_EQ(norm("bn.weight", {1}, 0, false) == 0.0, t >= 4 + 4) << t;
        EXPECT_EQ(norm("bn.bias", {1}, 0, false) == 0.0, t >= 4 + 4) << t;
        EXPECT_EQ(norm("d.weight", {1}, 0, false) == 0.0, t >= 4 + 6) << t;
        EXPECT_EQ(norm("t.weight", {2}, 1, true) == 0.0, t >= 4 + 8) << t;
    }
    EXPECT_NE(run.bench.weights.get("a.weight").abs().sum().item<float>(), 0.0F);
}

TEST(Tpp, MakesIsometriesWhenAnEpochsIntervalEnds)
{
    const auto entries = allMethods();
    const MethodEntry &entry = methodEntry(entries, "tpp");
    Options changes = Quick;
    changes["reinit_interval"] = std::int64_t{2};
    const Options options = optionsOf(entry.schema.options, changes);
    const Bench bench = makeBench();
    MethodContext context = bench.context(0.5, options);
    context.horizon.stepsPerEpoch = 3;
    context.activationGain = 2.0;
    const auto method = entry.create();
    ASSERT_TRUE(method->prepare(context));
    const auto error = [&] {
        const at::Tensor w = bench.weights.get("b.weight").flatten(1).to(at::kDouble);
        const at::Tensor gram = w.size(0) > w.size(1) ? at::matmul(w.t(), w) : at::matmul(w, w.t());
        return (gram - 4.0 * at::eye(gram.size(0), gram.options())).abs().max().item<double>();
    };
    for (std::int64_t t = 0; t < 5; ++t)
        iterate(*method, bench, t);
    EXPECT_GT(error(), 0.1);
    const at::Tensor bias = bench.weights.get("a.bias").clone();
    method->afterStep({5, 0.001});
    EXPECT_LT(error(), 1e-5);
    EXPECT_TRUE(sameBits(bench.weights.get("a.bias"), bias));
    context.horizon.stepsPerEpoch = 0;
    EXPECT_FALSE(entry.create()->prepare(context)) << "no epoch, no interval of epochs";
}

TEST(Tpp, RefusesTooShortATimeForZeroing)
{
    const auto entries = allMethods();
    const MethodEntry &entry = methodEntry(entries, "tpp");
    const Options options = optionsOf(entry.schema.options, {{"stabilize_interval", std::int64_t{499}}});
    const base::Status status = entry.create()->prepare(makeBench().context(0.5, options));
    ASSERT_FALSE(status);
    EXPECT_EQ(status.problem().code, base::ProblemCode::BadUsage);
    EXPECT_EQ(status.problem().where, "options.stabilize_interval");
    EXPECT_NE(status.problem().what.find("500"), std::string::npos);
    EXPECT_TRUE(entry.create()->prepare(
        makeBench().context(0.5, optionsOf(entry.schema.options, {{"stabilize_interval", std::int64_t{500}}}))));
}

TEST(Tpp, TellsDecorrelationPerLayer)
{
    Prepared run = start();
    run.method->update({2, 0.001});
    const auto layers = run.method->telemetry();
    ASSERT_EQ(layers.size(), 4u); // a, b, d, t
    for (const report::LayerTelemetry &layer : layers) {
        EXPECT_GT(layer.figures.at("loss_opp"), 0.0F) << layer.layer;
        EXPECT_GT(layer.figures.at("gram_off"), 0.0F) << layer.layer;
    }
    EXPECT_TRUE(layers[1].figures.contains("bn_affine"));
    EXPECT_FALSE(layers[0].figures.contains("bn_affine"));
}

} // namespace
} // namespace espalier::methods::test
