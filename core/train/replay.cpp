// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/replay.h"

#include "base/text.h"
#include "base/translate.h"
#include "recipe/repeat.h"
#include "train/pruning_setup.h"
#include "train/stage_options.h"
#include "train/train_step.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>

namespace espalier::train {

using base::cat;
using base::Problem;
using base::ProblemCode;
using base::Status;

namespace {

base::Result<recipe::Stage> firstPenalize(const recipe::Recipe &asWritten)
{
    const recipe::Recipe recipe = recipe::unrolled(asWritten);
    const auto stage = std::find_if(recipe.stages.begin(), recipe.stages.end(),
                                    [](const recipe::Stage &each) { return each.kind == "penalize"; });
    if (stage == recipe.stages.end())
        return Problem{ProblemCode::BadUsage, ESP_TR("Engine", "the recipe has no penalize stage to replay."),
                       "stages", ESP_TR("Engine", "Add one.")};
    return *stage;
}

/// Factors of a layer's weight: one per position of the penalised axis, or zeros along axis 0.
at::Tensor factorsOf(const methods::Penalties &penalties, const std::string &weight, std::int64_t channels)
{
    const auto penalty = penalties.find(weight);
    return penalty == penalties.end() ? at::zeros({channels}) : penalty->second.factors.clone();
}

void markChosen(const methods::GroupView &group, const graph::Plan &plan, model::Weights &tensors)
{
    for (const methods::ProducerView &producer : group.producers) {
        at::Tensor chosen = tensors.get("chosen." + producer.weightName);
        if (chosen.numel() != producer.weight.size(producer.axis))
            chosen = at::zeros({producer.weight.size(producer.axis)});
        for (const std::int32_t channel : plan.removed(group.id))
            for (std::int32_t repeat = 0; repeat < producer.repeats; ++repeat) {
                const auto flat = static_cast<std::size_t>(channel * producer.repeats + repeat);
                chosen[producer.indices.empty() ? static_cast<std::int64_t>(flat) : producer.indices[flat]] = 1.0F;
            }
        tensors.set("chosen." + producer.weightName, chosen);
    }
}

/// What is to be pruned by now: nothing, as long as the method only sees what it would pick.
graph::Plan chosenPlan(const methods::Method &method)
{
    const auto layers = method.telemetry();
    const bool isPicked = std::any_of(layers.begin(), layers.end(),
                                      [](const report::LayerTelemetry &layer) { return !layer.chosen.empty(); });
    return isPicked ? method.plan() : graph::Plan();
}

/// The result of a replay as tensors.
void collect(const ModelState &model, const methods::Method &method, const Optimiser &optimiser, ReplayResult &result)
{
    const at::NoGradGuard noGrad;
    for (const auto &[name, tensor] : model.network.weights.entries())
        result.tensors.set("weight." + name, tensor.detach().contiguous().clone());
    model::Weights momentum;
    optimiser.save(momentum);
    for (const auto &[name, tensor] : momentum.entries())
        result.tensors.set(name, tensor.contiguous().clone());
    for (const graph::Layer &layer : model.trace.structure->layers) {
        const at::Tensor factors = factorsOf(method.penalties(), layer.weight, layer.weightShape.front());
        result.tensors.set("factor." + layer.weight, factors);
        result.tensors.set("chosen." + layer.weight, at::zeros({layer.weightShape.front()}));
        result.factors[layer.name] = {factors.min().item<double>(), factors.max().item<double>()};
    }
    const graph::Plan plan = chosenPlan(method);
    for (const methods::GroupView &group : producedGroups(model, {}))
        markChosen(group, plan, result.tensors);
    for (const auto &[name, mask] : method.masks())
        result.tensors.set("chosen." + name, mask.logical_not().to(at::kFloat));
}

/// A model, its method and the step that drives both.
struct Player {
    ModelState model;
    std::unique_ptr<methods::Method> method;
    std::unique_ptr<TrainStep> step;
    recipe::Schedule rate;
};

/// What a replay is made of.
struct Material {
    const model::Network &network;
    const recipe::Recipe &recipe;
    std::size_t batches = 0;
    const PlanReader &readPlan;
};

base::Result<Player> makePlayer(const Material &material)
{
    const model::Network &network = material.network;
    const recipe::Recipe &recipe = material.recipe;
    const auto stage = firstPenalize(recipe);
    if (!stage)
        return stage.problem();
    auto model = makeModelState({network.graph, network.weights.clone()});
    if (!model)
        return model.problem();
    layOutForTraining(model->network);
    const auto setup = pruningSetup(recipe, *model, material.readPlan, *stage);
    if (!setup)
        return setup.problem();
    const auto entry = findMethod(stage->method);
    if (!entry)
        return entry.problem();
    auto method = entry->create();
    methods::MethodContext context = methodContext(*setup, *model, *stage);
    // A pass over the images is a pass over the batches that were given, and the last of them is the end.
    context.horizon = horizonOf(stage->options, static_cast<std::int64_t>(material.batches));
    if (context.horizon.steps == 0)
        context.horizon.steps = context.horizon.stepsPerEpoch;
    if (const Status prepared = method->prepare(context); !prepared)
        return prepared.problem();
    StepOptions options;
    options.optimiser = optimiserOptions(stage->options);
    options.dropoutSeed = static_cast<std::uint64_t>(recipe.seed);
    auto step = TrainStep::create(model->network, *method, options);
    if (!step)
        return step.problem();
    return Player{std::move(*model), std::move(method), std::move(*step), recipe::scheduleOption(stage->options, "lr")};
}

} // namespace

base::Result<ReplayResult> replay(const model::Network &network, const recipe::Recipe &recipe,
                                  const std::vector<data::Batch> &batches, const PlanReader &readPlan)
{
    auto player = makePlayer({network, recipe, batches.size(), readPlan});
    if (!player)
        return player.problem();
    ReplayResult result;
    for (const data::Batch &batch : batches) {
        const auto outcome = player->step->run(batch, {result.iterations, player->rate.first()});
        if (!outcome)
            return outcome.problem();
        ++result.iterations;
        if (outcome->verdict == methods::Verdict::ReadyToCut)
            break;
    }
    result.phase = player->method->phase();
    collect(player->model, *player->method, player->step->optimiser(), result);
    return result;
}

base::Result<std::vector<data::Batch>> batchesFrom(const model::Weights &tensors)
{
    std::vector<data::Batch> batches;
    for (std::size_t t = 0; tensors.contains(cat("x", t)); ++t) {
        const at::Tensor labels = tensors.get(cat("y", t));
        const at::Tensor images = tensors.get(cat("x", t));
        if (!labels.defined() || labels.size(0) != images.size(0))
            return Problem{ProblemCode::Mismatch, cat("y", t, " has to hold one label for each of the ", images.size(0),
                                                      " samples of x", t, "."),
                           cat("y", t), "Write tensors x0, y0, x1, y1 and so on."};
        batches.push_back({images.to(at::kFloat), labels.to(at::kLong)});
    }
    if (batches.empty())
        return Problem{ProblemCode::Mismatch, ESP_TR("Engine", "there is no tensor x0."), "batches",
                       ESP_TR("Engine", "Write tensors x0, y0, x1, y1 and so on.")};
    return batches;
}

} // namespace espalier::train
