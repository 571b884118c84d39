// SPDX-License-Identifier: GPL-3.0-or-later
// Sparsity of batch norm scales: methods.md 3.10 and 3.11, with the golden numbers of section 10.
#include "fixture.h"

#include "methods/gamma_penalty.h"

#include <ATen/ATen.h>

#include <cmath>

namespace espalier::methods::test {
namespace {

using Channels = std::vector<std::int32_t>;

/// A layer "a" of n filters with a batch norm, nothing else.
Bench scaleBench(std::vector<float> gamma, std::vector<float> beta = {})
{
    const auto n = static_cast<std::int64_t>(gamma.size());
    auto structure = std::make_shared<graph::Structure>();
    graph::Layer layer;
    layer.name = "a";
    layer.op = "aten.conv2d";
    layer.weight = "a.weight";
    layer.weightShape = {n, 2};
    layer.norm = "bn";
    layer.group = {0};
    structure->layers = {layer};
    graph::Group group;
    group.id = {0};
    group.name = "a";
    group.channels = static_cast<std::int32_t>(n);
    graph::Member member;
    member.tensor = "a.weight";
    member.producer = true;
    group.members = {member};
    structure->groups = {group};
    Bench bench{structure, {}};
    bench.weights.set("a.weight", at::ones({n, 2}));
    beta.resize(gamma.size(), 0.0F);
    bench.weights.set("bn.weight", at::tensor(gamma));
    bench.weights.set("bn.bias", at::tensor(beta));
    return bench;
}

struct Trial {
    Bench bench;
    std::unique_ptr<Method> method;
    double rate = 0.1, momentum = 0.9, weightDecay = 0.0;
    std::map<std::string, at::Tensor> velocity = {};

    at::Tensor gamma() const { return bench.weights.get("bn.weight"); }

    /// One optimiser step without a task: Nesterov as in methods.md 10.
    Verdict step(std::int64_t t, double taskGradient = 0.0)
    {
        const StepContext now{t, rate};
        method->update(now);
        for (const auto &[name, weight] : bench.weights.entries())
            weight.mutable_grad() = at::full_like(weight, taskGradient);
        method->afterBackward(now);
        for (const auto &[name, weight] : bench.weights.entries()) {
            at::Tensor gradient = weight.grad() + weight * weightDecay;
            at::Tensor &v = velocity[name];
            v = v.defined() ? v * momentum + gradient : gradient;
            weight.sub_((gradient + v * momentum) * rate);
            weight.mutable_grad().reset();
        }
        method->afterStep(now);
        return method->verdict(now);
    }
};

/// By default one with no ratios: nothing is masked but what the caller chooses.
Trial trialOf(const std::string &id, Bench bench, const recipe::Options &changes, MethodContext about)
{
    const auto entries = allMethods();
    const MethodEntry &entry = methodEntry(entries, id);
    about.structure = bench.structure;
    about.groups = bench.views(0.0);
    about.request.ratios.assign(bench.structure->groups.size(), 0.0);
    about.options = optionsOf(entry.schema.options, changes);
    Trial trial{std::move(bench), entry.create()};
    const base::Status prepared = trial.method->prepare(about);
    EXPECT_TRUE(prepared) << (prepared ? "" : toString(prepared.problem()));
    return trial;
}

MethodContext masking(const Channels &channels, Horizon horizon = {})
{
    MethodContext context;
    context.chosen.emplace();
    context.chosen->setRemoved({0}, channels);
    context.horizon = horizon;
    return context;
}

TEST(ScaleShrink, TakesAsManyIterationsAsPublished)
{
    struct Case {
        double weightDecay, s;
        int iterations;
    };
    for (const Case &each : {Case{1e-4, 2e-4, 4010}, Case{1e-4, 5e-4, 1810}, Case{1e-4, 1e-3, 951}, Case{5e-4, 1e-5, 7031},
                             Case{5e-4, 1e-4, 3480}, Case{5e-4, 2e-4, 2454}, Case{5e-4, 5e-4, 1369}}) {
        Trial trial = trialOf("bn_sparsity", scaleBench({1.0F}), {{"s", each.s}}, {});
        trial.weightDecay = each.weightDecay;
        int t = 0;
        for (; std::abs(trial.gamma().item<float>()) >= 0.01F && t < 10000; ++t)
            trial.step(t);
        EXPECT_EQ(t, each.iterations) << "s " << each.s << ", weight decay " << each.weightDecay;
    }
}

TEST(GradDecay, FallsAsWorkedOut)
{
    Trial trial = trialOf("mask_sparsity", scaleBench({1.0F, 1.0F}, {0.5F, 0.5F}),
                          {{"reg", std::string("grad_decay")}, {"decay_gain", 1.0}, {"hard_zero", false}},
                          masking({0}, {.stepsPerEpoch = 100, .steps = 1000, .momentum = 0.0}));
    trial.momentum = 0.0;
    const double expected[] = {.9048, .8096, .7144, .6192, .5241, .4290, .3340, .2392, .1449, .0878};
    for (int epoch = 0; epoch < 10; ++epoch) {
        for (int i = 0; i < 100; ++i)
            trial.step(100 * epoch + i);
        EXPECT_NEAR(trial.gamma()[0].item<float>(), expected[epoch], 5e-5) << "after epoch " << epoch + 1;
        EXPECT_NEAR(trial.bench.weights.get("bn.bias")[0].item<float>(), 0.5 * expected[epoch], 5e-5);
    }
    EXPECT_EQ(trial.gamma()[1].item<float>(), 1.0F) << "channels that are not masked are left alone";
}

TEST(GradDecay, FadesTheTasksGradientAndEndsAtZero)
{
    Trial trial = trialOf("mask_sparsity", scaleBench({1.0F, 1.0F}), {{"reg", std::string("grad_decay")}},
                          masking({0}, {.stepsPerEpoch = 10, .steps = 40, .momentum = 0.0}));
    trial.momentum = 0.0;
    // D = E / 2 = 2 epochs: from epoch 2 on the task does not move the masked channel, and a constant push shows it.
    for (int t = 0; t < 20; ++t)
        trial.step(t, 0.01);
    const float before = trial.gamma()[0].item<float>();
    Trial quiet = trialOf("mask_sparsity", scaleBench({before, 1.0F}), {{"reg", std::string("grad_decay")}},
                          masking({0}, {.stepsPerEpoch = 10, .steps = 40, .momentum = 0.0}));
    quiet.momentum = 0.0;
    for (int t = 20; t < 39; ++t) {
        trial.step(t, 0.01);
        quiet.step(t, 0.0);
    }
    EXPECT_FLOAT_EQ(trial.gamma()[0].item<float>(), quiet.gamma()[0].item<float>());
    EXPECT_GT(trial.gamma()[0].item<float>(), 0.0F);
    EXPECT_EQ(trial.step(39, 0.01), Verdict::ReadyToCut);
    EXPECT_EQ(trial.gamma()[0].item<float>(), 0.0F);
    EXPECT_EQ(trial.bench.weights.get("bn.bias")[0].item<float>(), 0.0F);
    EXPECT_GT(trial.gamma()[1].item<float>(), 0.5F);
}

TEST(GradDecay, HasToKnowTheEnd)
{
    const auto entries = allMethods();
    const MethodEntry &entry = methodEntry(entries, "mask_sparsity");
    const Bench bench = scaleBench({1.0F});
    MethodContext context = masking({0});
    context.structure = bench.structure;
    context.groups = bench.views(0.0);
    context.request.ratios = {0.0};
    context.options = optionsOf(entry.schema.options, {{"reg", std::string("grad_decay")}});
    const base::Status prepared = entry.create()->prepare(context);
    ASSERT_FALSE(prepared);
    EXPECT_EQ(prepared.problem().where, "epochs");
}

TEST(MaskSparsity, TouchesTheMaskOnly)
{
    Trial trial = trialOf("mask_sparsity", scaleBench({1.0F, 0.5F, -0.25F}), {{"s", 0.01}}, masking({0, 2}));
    trial.momentum = 0.0;
    trial.rate = 1.0;
    trial.step(0);
    EXPECT_FLOAT_EQ(trial.gamma()[0].item<float>(), 0.99F);
    EXPECT_FLOAT_EQ(trial.gamma()[1].item<float>(), 0.5F);
    EXPECT_FLOAT_EQ(trial.gamma()[2].item<float>(), -0.24F);
}

TEST(MaskSparsity, NeedsAMask)
{
    const auto entries = allMethods();
    const MethodEntry &entry = methodEntry(entries, "mask_sparsity");
    const Bench bench = scaleBench({1.0F});
    MethodContext context;
    context.structure = bench.structure;
    context.groups = bench.views(0.0);
    context.request.ratios = {0.0};
    context.options = optionsOf(entry.schema.options);
    const base::Status prepared = entry.create()->prepare(context);
    ASSERT_FALSE(prepared);
    EXPECT_NE(prepared.problem().remedy.find("select"), std::string::npos);
}

TEST(MaskSparsity, CutsWhatCollapsedOrWhatWasMasked)
{
    // 1 is masked and has collapsed, 2 is masked only, 3 has collapsed only.
    const std::vector<float> gamma = {0.9F, 0.001F, 0.8F, 0.009F};
    const auto removed = [&](const char *cutSet) {
        Trial trial = trialOf("mask_sparsity", scaleBench(gamma), {{"cut_set", std::string(cutSet)}}, masking({1, 2}));
        return trial.method->plan().removed({0});
    };
    EXPECT_EQ(removed("threshold"), (Channels{1, 3}));
    EXPECT_EQ(removed("mask"), (Channels{1, 2}));
    EXPECT_EQ(removed("both"), (Channels{1}));
    Trial trial = trialOf("mask_sparsity", scaleBench(gamma), {}, masking({1, 2}));
    const auto figures = trial.method->figures();
    EXPECT_EQ(figures.at("masked"), 2.0);
    EXPECT_EQ(figures.at("masked_collapsed"), 1.0);
    EXPECT_EQ(figures.at("kept_collapsed"), 1.0);
    EXPECT_EQ(figures.at("collapsed"), 2.0);
    EXPECT_NEAR(figures.at("mask_iou"), 1.0 / 3.0, 1e-12);
    EXPECT_EQ(figures.at("gamma_below_1e-0"), 1.0);
    EXPECT_EQ(figures.at("gamma_below_1e-2"), 0.5);
    EXPECT_EQ(figures.at("gamma_below_1e-3"), 0.0); // strictly below
    EXPECT_EQ(figures.at("masked_below_1e-2"), 0.5);
}

TEST(BnSparsity, DrawsEveryScaleToZeroUnderAStrongPenalty)
{
    // The self-check of methods.md 3.10: s = 1 takes all to about 0, chatter included.
    Trial trial = trialOf("bn_sparsity", scaleBench({1.0F, -0.7F, 0.3F, 0.2F}), {{"s", 1.0}}, {});
    trial.rate = 1e-3;
    for (int t = 0; t < 400; ++t)
        trial.step(t);
    EXPECT_LT(trial.gamma().abs().max().item<float>(), 0.01F);
    EXPECT_EQ(trial.method->plan().removed({0}).size(), 3u) << "one channel has to stay";
    EXPECT_GT(trial.method->figures().at("sign_flips"), 0.0);
}

TEST(BnSparsity, LeavesLockedGroupsAlone)
{
    MethodContext context;
    context.request.limits.locked = {graph::GroupId{0}};
    Trial trial = trialOf("bn_sparsity", scaleBench({1.0F, 0.5F}), {{"s", 0.1}}, context);
    trial.step(0);
    EXPECT_EQ(trial.gamma()[0].item<float>(), 1.0F);
    EXPECT_EQ(trial.method->warnings().size(), 1u) << "plain training has to be called so";
}

TEST(BnSparsity, ReachesChannelsThatNoGroupHolds)
{
    // Where a shortcut pads with zeros, channels can't go; their scales are penalised all the same.
    Bench bench = scaleBench({1.0F, 0.5F});
    auto frozen = std::make_shared<graph::Structure>(*bench.structure);
    frozen->groups.clear();
    frozen->layers[0].group = {};
    bench.structure = frozen;
    MethodContext context;
    context.weights = bench.weights;
    Trial trial = trialOf("bn_sparsity", bench, {{"s", 0.1}}, context);
    trial.momentum = 0.0;
    trial.step(0);
    EXPECT_FLOAT_EQ(trial.gamma()[0].item<float>(), 0.99F);
    EXPECT_FLOAT_EQ(trial.gamma()[1].item<float>(), 0.49F);
}

TEST(BnSparsity, EndsWithItsStageAndSaysWhenItStalls)
{
    MethodContext context;
    context.horizon = {.stepsPerEpoch = 2, .steps = 14, .momentum = 0.9};
    Trial trial = trialOf("bn_sparsity", scaleBench({1.0F, 0.5F}), {{"s", 1e-6}}, context);
    for (int t = 0; t < 13; ++t)
        EXPECT_EQ(trial.step(t), Verdict::Continue);
    EXPECT_EQ(trial.step(13), Verdict::ReadyToCut);
    ASSERT_EQ(trial.method->warnings().size(), 1u);
    EXPECT_NE(trial.method->warnings()[0].find("stood still for 6 epochs"), std::string::npos) << trial.method->warnings()[0];
}

TEST(Regularisers, HaveTheGradientsOfTheirValues)
{
    const at::Tensor gamma = at::tensor({-0.8, -0.05, -1e-3, 2e-3, 0.07, 0.5}, at::kDouble);
    const double travel = 5e-3;
    for (const std::string &name : regulariserNames()) {
        const Regulariser kind = regulariserOf(name);
        if (kind == Regulariser::GroupLasso)
            continue;
        const double h = 1e-7;
        const at::Tensor slope =
            (regulariserValue(kind, gamma + h, travel) - regulariserValue(kind, gamma - h, travel)) / (2 * h);
        EXPECT_LT((slope - regulariserGradient(kind, gamma, travel)).abs().max().item<double>(), 1e-4) << name;
    }
    const at::Tensor zero = at::zeros({1});
    EXPECT_EQ(regulariserGradient(Regulariser::L1, zero, 0.0).item<float>(), 0.0F);
    EXPECT_EQ(regulariserGradient(Regulariser::L05, zero, 0.0).item<float>(), 0.0F);
    EXPECT_EQ(regulariserGradient(Regulariser::SmallOnly, at::full({1}, 0.1), 0.0).item<float>(), 0.0F);
    EXPECT_EQ(regulariserGradient(Regulariser::SmoothL1, at::full({1}, 0.1), 0.2).item<float>(), 0.1F);
}

TEST(GroupLasso, PullsFiltersAlongThemselves)
{
    Trial trial = trialOf("mask_sparsity", scaleBench({1.0F, 1.0F}), {{"reg", std::string("group_lasso")}, {"s", 0.1}},
                          masking({1}));
    trial.bench.weights.get("a.weight").copy_(at::tensor({3.0F, 4.0F, 3.0F, 4.0F}).view({2, 2}));
    EXPECT_NEAR(trial.method->penaltyLoss(), 0.1 * 5.0, 1e-6);
    trial.momentum = 0.0;
    trial.rate = 1.0;
    trial.step(0);
    const at::Tensor weight = trial.bench.weights.get("a.weight");
    EXPECT_FLOAT_EQ(weight[0][0].item<float>(), 3.0F);
    EXPECT_FLOAT_EQ(weight[1][0].item<float>(), 3.0F - 0.06F);
    EXPECT_FLOAT_EQ(weight[1][1].item<float>(), 4.0F - 0.08F);
    EXPECT_FLOAT_EQ(trial.gamma()[1].item<float>(), 1.0F);
    weight.zero_();
    trial.step(1);
    EXPECT_TRUE(at::isfinite(weight).all().item<bool>());
}

} // namespace
} // namespace espalier::methods::test
