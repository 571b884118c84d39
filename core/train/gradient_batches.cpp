// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/gradient_batches.h"

#include "base/random.h"
#include "base/translate.h"
#include "model/executor.h"
#include "train/training_weights.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace espalier::train {

using base::Problem;
using base::ProblemCode;
using base::Status;

namespace {

constexpr std::int64_t BatchSize = 128;

data::LoaderOptions loaderOptions(const StageContext &context)
{
    data::LoaderOptions options;
    options.split = data::Split::Train;
    options.batch = BatchSize;
    options.seed = base::randomBits(static_cast<std::uint64_t>(context.recipe.seed), 0x67726164,
                                    static_cast<std::uint64_t>(context.services.position.stageIndex));
    options.shuffle = true;
    options.tuningShare = context.recipe.data.tuningShare;
    return options;
}

void dropGradients(const model::Network &network)
{
    for (const auto id : network.graph->storedOf(graph::ValueKind::Parameter))
        network.weights.get(network.graph->value(id).name).mutable_grad().reset();
}

Status showBatch(const model::Executor &executor, const data::Batch &batch)
{
    // In eval mode gradients are recorded only if the input wants one.
    at::Tensor images = batch.images.detach();
    images.set_requires_grad(true);
    const auto logits = executor.logits(images);
    if (!logits)
        return logits.problem();
    at::cross_entropy_loss(*logits, batch.labels).backward();
    return {};
}

} // namespace

Status showGradients(StageContext &context, methods::Criterion &criterion,
                     const std::vector<methods::GroupView> &groups)
{
    const std::int64_t wanted = criterion.gradientBatches(context.stage.methodOptions);
    if (wanted <= 0)
        return {};
    if (!context.trainer.dataset || !context.trainer.preset || context.trainer.dataset->train.count() == 0)
        return Problem{ProblemCode::BadUsage, ESP_TR("Engine", "this criterion needs training images; there are none."),
                       "criterion", ESP_TR("Engine", "Name a data source in the recipe's data section.")};
    const model::Network &network = context.model.network;
    const auto executor = model::Executor::create(network.graph, network.weights);
    if (!executor)
        return executor.problem();
    data::Loader loader(context.trainer.dataset, *context.trainer.preset, loaderOptions(context));
    const GradientScope scope(network);
    for (std::int64_t b = 0; b < wanted; ++b) {
        if (context.services.gate.stopAsked())
            return Gate::stopped(context.services.position.globalStep);
        const std::int64_t perEpoch = loader.batchesPerEpoch();
        if (const Status shown = showBatch(**executor, loader.batch(b / perEpoch, b % perEpoch)); !shown)
            return shown;
        criterion.addGradients(groups);
        dropGradients(network);
    }
    return {};
}

} // namespace espalier::train
