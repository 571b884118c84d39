// SPDX-License-Identifier: GPL-3.0-or-later
// MaskSparsity's pipeline (methods.md 2 and 3.10) as a list of stages.
#include "fixture.h"

#include "methods/method.h"
#include "base/text.h"
#include "model/executor.h"
#include "model/surgeon.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace espalier::train::test {
namespace {

const DataShape Shape{.train = 48, .test = 10};

recipe::Options withDefaults(const std::vector<recipe::OptionSchema> &schema, const recipe::Options &changes)
{
    recipe::Options options;
    for (const recipe::OptionSchema &option : schema)
        options[option.name] = option.defaultValue;
    for (const auto &[name, value] : changes)
        options[name] = value;
    return options;
}

recipe::Stage sparsify(const std::string &method, const recipe::Options &stageOptions, const recipe::Options &options = {})
{
    recipe::Options own = {{"batch", std::int64_t{16}}, {"test_interval", std::int64_t{0}}, {"probes", std::int64_t{0}},
                           {"lr", std::string("0.05")}};
    for (const auto &[name, value] : stageOptions)
        own[name] = value;
    recipe::Stage result = stage("penalize", own);
    result.method = method;
    for (const methods::MethodEntry &entry : methods::allMethods())
        if (entry.schema.id == method)
            result.methodOptions = withDefaults(entry.schema.options, options);
    return result;
}

recipe::Stage select(const std::string &criterion, const recipe::Options &options)
{
    recipe::Stage result = selectStage(criterion);
    for (const auto &[name, value] : options)
        result.methodOptions[name] = value;
    return result;
}

recipe::Recipe withTarget(recipe::Recipe recipe, const std::string &target)
{
    recipe.ratios = {};
    recipe.ratios.kind = recipe::RatioSpec::Kind::Target;
    recipe.ratios.target = target;
    return recipe;
}

recipe::Recipe withoutRatios(recipe::Recipe recipe)
{
    recipe.ratios = {};
    return recipe;
}

recipe::Options epochs(std::int64_t count)
{
    return {{"epochs", count}};
}

struct Outcome {
    base::Result<report::RunRecord> record;
    ModelState model;
    Witness witness;
};

Outcome play(const recipe::Recipe &recipe, ModelState model)
{
    Witness witness;
    auto record = run(recipe, model, contextOf(makeDataset(Shape), makePreset(Shape), witness));
    return {std::move(record), std::move(model), std::move(witness)};
}

at::Tensor logits(const model::Network &network)
{
    const auto executor = model::Executor::create(network.graph, network.weights);
    EXPECT_TRUE(executor);
    const auto out = (*executor)->logits(model::randomInputs(*network.graph, 8, 3)[0]);
    EXPECT_TRUE(out);
    return *out;
}

/// base -> global sparsity -> mask -> back to the base -> masked sparsity -> cut -> recalibrate -> finetune
std::vector<recipe::Stage> pipeline()
{
    recipe::Stage cut = stage("cut");
    cut.options["forward_constants"] = true;
    recipe::Stage finetune = stage("finetune", {{"epochs", std::int64_t{1}}, {"batch", std::int64_t{16}}});
    return {stage("evaluate"),
            sparsify("bn_sparsity", epochs(1), {{"s", 1e-3}}),
            select("bn_scale", {{"rule", std::string("percentile")}}),
            stage("rewind"),
            sparsify("mask_sparsity", epochs(2), {{"cut_set", std::string("mask")}}),
            cut,
            stage("recalibrate", {{"batch", std::int64_t{16}}}),
            finetune};
}

TEST(MaskSparsityPipeline, ReachesItsTargetAndReports)
{
    const Outcome outcome = play(withTarget(makeRecipe(pipeline()), "macs=0.5"), makeModel("cifar_resnet20"));
    ASSERT_TRUE(outcome.record) << problemText(outcome.record.problem());
    const report::RunRecord &record = *outcome.record;
    EXPECT_NEAR(static_cast<double>(record.after.macs) / static_cast<double>(record.before.macs), 0.5, 0.01);
    EXPECT_TRUE(record.parity->ok);
    EXPECT_EQ(record.iterations, 3 + 6 + 3);
    EXPECT_NEAR(record.method.at("select.macs_left"), 0.5, 0.01);
    EXPECT_TRUE(record.method.contains("select.iou_with_earlier"));
    EXPECT_EQ(record.method.at("1.bn_sparsity.iterations"), 3.0);
    EXPECT_EQ(record.method.at("4.mask_sparsity.iterations"), 6.0);
    EXPECT_GT(record.method.at("4.mask_sparsity.masked"), 0.0);
    EXPECT_TRUE(record.warnings.empty()) << record.warnings.front();
    EXPECT_FALSE(outcome.witness.series("loss.penalty").empty());
    EXPECT_FALSE(outcome.witness.series("gamma.collapsed").empty());
    EXPECT_FALSE(outcome.model.base) << "the cut ends what could be rewound to";
}

TEST(MaskSparsityPipeline, StopsAndGoesOnBitForBitInEveryStage)
{
    const recipe::Recipe recipe = withTarget(makeRecipe(pipeline()), "macs=0.5");
    const Outcome whole = play(recipe, makeModel("cifar_resnet20"));
    ASSERT_TRUE(whole.record) << problemText(whole.record.problem());
    const auto dataset = makeDataset(Shape);
    // In the global and in the masked sparsity; the base has to survive the first.
    for (const std::int64_t at : {2, 7}) {
        ModelState model = makeModel("cifar_resnet20");
        Witness stopping;
        stopping.stopAt = at;
        Shelf shelf;
        ASSERT_FALSE(run(recipe, model, contextOf(dataset, makePreset(Shape), stopping, &shelf)));
        ASSERT_FALSE(shelf.points.empty());
        Witness silent;
        ModelState resumed = shelf.points.back().model;
        resumed.base.reset();
        TrainerContext context = contextOf(dataset, makePreset(Shape), silent);
        context.resumeFrom = shelf.points.back().state;
        const auto record = run(recipe, resumed, context);
        ASSERT_TRUE(record) << problemText(record.problem());
        EXPECT_TRUE(differences(whole.model.network.weights, resumed.network.weights).empty()) << "stopped at " << at;
    }
}

TEST(MaskSparsityPipeline, CutsNothingAwayOnceScalesAndShiftsAreZero)
{
    const Outcome trained = play(makeRecipe({sparsify("mask_sparsity", epochs(2),
                                                      {{"reg", std::string("grad_decay")}, {"cut_set", std::string("mask")}})}),
                                 makeModel("cifar_resnet20"));
    ASSERT_TRUE(trained.record) << problemText(trained.record.problem());
    const at::Tensor before = logits(trained.model.network);
    const Outcome cut = play(makeRecipe({stage("cut")}), trained.model);
    ASSERT_TRUE(cut.record) << problemText(cut.record.problem());
    EXPECT_LT(cut.record->after.macs, cut.record->before.macs / 2);
    EXPECT_LT((logits(cut.model.network) - before).abs().max().item<double>(), 1e-5);
}

TEST(Rewind, TakesBackTheBaseAndKeepsTheChoice)
{
    const ModelState start = makeModel("cifar_resnet20");
    const Outcome outcome = play(
        makeRecipe({sparsify("bn_sparsity", epochs(1)), select("bn_scale", {}), stage("rewind")}), start);
    ASSERT_TRUE(outcome.record) << problemText(outcome.record.problem());
    EXPECT_TRUE(differences(start.network.weights, outcome.model.network.weights).empty());
    ASSERT_TRUE(outcome.model.chosen);
    EXPECT_FALSE(outcome.model.chosen->isEmpty());
}

TEST(Rewind, IsRefusedWithNothingToRewindTo)
{
    for (auto stages : {std::vector{stage("rewind")}, std::vector{selectStage(), stage("cut"), stage("rewind")}}) {
        const Outcome outcome = play(makeRecipe(stages), makeModel("cifar_resnet20"));
        ASSERT_FALSE(outcome.record);
        EXPECT_EQ(outcome.record.problem().code, base::ProblemCode::BadUsage);
        EXPECT_EQ(outcome.record.problem().where, base::cat("stages[", stages.size() - 1, "]"));
    }
}

TEST(SparsityStages, NeedAnEndAndNoRatios)
{
    const Outcome endless = play(withoutRatios(makeRecipe({sparsify("bn_sparsity", {})})), makeModel("cifar_resnet20"));
    ASSERT_FALSE(endless.record);
    EXPECT_EQ(endless.record.problem().where, "stages[0].epochs");
    const Outcome fine = play(withoutRatios(makeRecipe({sparsify("bn_sparsity", epochs(1))})), makeModel("cifar_resnet20"));
    EXPECT_TRUE(fine.record) << problemText(fine.record.problem());
    const Outcome ratioless = play(withoutRatios(makeRecipe({selectStage("l1")})), makeModel("cifar_resnet20"));
    ASSERT_FALSE(ratioless.record);
    EXPECT_EQ(ratioless.record.problem().where, "ratios");
}

TEST(SparsityStages, WarnWhereThereAreNoScales)
{
    const DataShape grey{.channels = 1, .train = 32, .test = 10};
    ModelState model = makeModel("mlp7_linear");
    Witness witness;
    const auto record = run(makeRecipe({sparsify("bn_sparsity", epochs(1))}), model,
                            contextOf(makeDataset(grey), makePreset(grey), witness));
    ASSERT_TRUE(record) << problemText(record.problem());
    ASSERT_EQ(record->warnings.size(), 1u);
    EXPECT_NE(record->warnings[0].find("no batch norm scale"), std::string::npos);
}

TEST(Select, ThresholdsWithoutRatios)
{
    ModelState model = makeModel("cifar_resnet20");
    model.network.weights.get("layer1.0.bn1.weight").copy_(at::linspace(0.0, 0.15, 16));
    const Outcome outcome =
        play(withoutRatios(makeRecipe({select("bn_scale", {{"threshold", 0.045}})})), std::move(model));
    ASSERT_TRUE(outcome.record) << problemText(outcome.record.problem());
    ASSERT_EQ(outcome.model.chosen->groups().size(), 1u);
    EXPECT_EQ(outcome.model.chosen->groups().begin()->second, (std::vector<std::int32_t>{0, 1, 2, 3, 4}));
}

TEST(Select, ShowsTaylorTheSameGradientsForTheSameSeed)
{
    const ModelState start = makeModel("cifar_resnet20");
    const recipe::Recipe recipe = makeRecipe({select("taylor", {{"batches", std::int64_t{2}}})}, 0.5);
    const Outcome a = play(recipe, start);
    const Outcome b = play(recipe, start);
    ASSERT_TRUE(a.record) << problemText(a.record.problem());
    EXPECT_EQ(*a.model.chosen, *b.model.chosen);
    EXPECT_TRUE(differences(start.network.weights, a.model.network.weights).empty()) << "statistics must not move";
    const Outcome l1 = play(makeRecipe({selectStage("l1")}, 0.5), start);
    EXPECT_NE(*a.model.chosen, *l1.model.chosen);
    Witness witness;
    ModelState model = start;
    const auto blind = run(recipe, model, contextOf(nullptr, makePreset(Shape), witness));
    ASSERT_FALSE(blind);
    EXPECT_EQ(blind.problem().code, base::ProblemCode::BadUsage);
}

TEST(Select, RanksAllLayersTogether)
{
    const ModelState start = makeModel("cifar_resnet20");
    const Outcome outcome = play(withTarget(makeRecipe({select("l1", {{"rule", std::string("percentile")}})}), "params=0.6"), start);
    ASSERT_TRUE(outcome.record) << problemText(outcome.record.problem());
    const auto preview = graph::preview(*start.trace.structure, *outcome.model.chosen);
    EXPECT_NEAR(static_cast<double>(preview.after.parameters) / static_cast<double>(preview.before.parameters), 0.6, 0.01);
}

TEST(PlanFiles, AreReadByWhoeverKnowsThem)
{
    recipe::Recipe recipe = makeRecipe({sparsify("mask_sparsity", epochs(1), {{"cut_set", std::string("mask")}}), stage("cut")});
    recipe.ratios = {};
    recipe.ratios.kind = recipe::RatioSpec::Kind::Plan;
    recipe.ratios.plan = "/somewhere/net.mask";
    ModelState model = makeModel("cifar_resnet20");
    Witness witness;
    TrainerContext context = contextOf(makeDataset(Shape), makePreset(Shape), witness);
    context.readPlan = [](const std::string &file, const graph::Structure &structure) -> base::Result<graph::Plan> {
        EXPECT_EQ(file, "/somewhere/net.mask");
        graph::Plan plan;
        plan.setRemoved(structure.groups.front().id, {1, 2});
        return plan;
    };
    const auto record = run(recipe, model, context);
    ASSERT_TRUE(record) << problemText(record.problem());
    EXPECT_LT(record->after.macs, record->before.macs);
}

} // namespace
} // namespace espalier::train::test
