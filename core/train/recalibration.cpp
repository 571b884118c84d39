// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/recalibration.h"

#include "base/random.h"
#include "base/text.h"
#include "base/translate.h"
#include "model/executor.h"
#include "train/stage.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>

namespace espalier::train {

using base::Problem;
using base::ProblemCode;

namespace {

/// One batch norm with running statistics, and the sums of what batches had.
struct Norm {
    at::Tensor runningMean, runningVar; ///< live
    at::Tensor before[2];               ///< as they were, for a stop
    at::Tensor meanSum, varSum;
};

using Norms = std::map<graph::NodeId, Norm>;

Norms findNorms(const model::Network &network)
{
    Norms norms;
    const auto &nodes = network.graph->nodes();
    for (std::size_t n = 0; n < nodes.size(); ++n) {
        const graph::ValueId mean = nodes[n].tensor("running_mean");
        const graph::ValueId var = nodes[n].tensor("running_var");
        if (!mean.isValid() || !var.isValid() || !network.graph->value(mean).isStored())
            continue;
        Norm norm;
        norm.runningMean = network.weights.get(network.graph->value(mean).name);
        norm.runningVar = network.weights.get(network.graph->value(var).name);
        norm.before[0] = norm.runningMean.clone();
        norm.before[1] = norm.runningVar.clone();
        norm.meanSum = at::zeros_like(norm.runningMean, at::kDouble);
        norm.varSum = at::zeros_like(norm.runningVar, at::kDouble);
        norms.emplace(graph::NodeId{static_cast<std::int32_t>(n)}, std::move(norm));
    }
    return norms;
}

void addBatch(Norm &norm, const at::Tensor &input)
{
    std::vector<std::int64_t> others;
    for (std::int64_t dim = 0; dim < input.dim(); ++dim)
        if (dim != 1)
            others.push_back(dim);
    const auto [var, mean] = at::var_mean(input.detach(), others, /*unbiased=*/true);
    norm.meanSum += mean;
    norm.varSum += var;
}

void setAverages(Norms &norms, std::int64_t batches)
{
    for (auto &[node, norm] : norms) {
        norm.runningMean.copy_(norm.meanSum / static_cast<double>(batches));
        norm.runningVar.copy_(norm.varSum / static_cast<double>(batches));
    }
}

void restore(Norms &norms)
{
    for (auto &[node, norm] : norms) {
        norm.runningMean.copy_(norm.before[0]);
        norm.runningVar.copy_(norm.before[1]);
    }
}

data::LoaderOptions loaderOptions(const RecalibrationOptions &options)
{
    data::LoaderOptions loader;
    loader.split = data::Split::Train;
    loader.batch = options.batch;
    loader.seed = options.seed;
    loader.augment = true;
    loader.shuffle = true;
    loader.tuningShare = options.tuningShare;
    return loader;
}

/// Full batches only, as a small one would weigh as much as a large one; but one at least.
std::int64_t batchCount(std::int64_t available, const RecalibrationOptions &options)
{
    return std::max<std::int64_t>(1, std::min(available, options.samples) / options.batch);
}

} // namespace

RecalibrationOptions recalibrationOptions(StageContext &context, std::uint64_t purpose)
{
    RecalibrationOptions options;
    options.samples = recipe::integerOption(context.stage.options, "samples");
    options.batch = recipe::integerOption(context.stage.options, "batch");
    options.seed = base::randomBits(static_cast<std::uint64_t>(context.recipe.seed), purpose,
                                    static_cast<std::uint64_t>(context.services.position.stageIndex));
    options.tuningShare = context.recipe.data.tuningShare;
    options.stopAsked = [&context] { return context.services.gate.stopAsked(); };
    return options;
}

base::Result<std::int64_t> recalibrate(const model::Network &network, const std::shared_ptr<const data::Dataset> &dataset,
                                       const data::Preset &preset, const RecalibrationOptions &options)
{
    const at::NoGradGuard noGrad;
    Norms norms = findNorms(network);
    if (norms.empty())
        return std::int64_t{0};
    const auto executor = model::Executor::create(network.graph, network.weights);
    if (!executor)
        return executor.problem();
    data::Loader loader(dataset, preset, loaderOptions(options));
    if (loader.samplesPerEpoch() < 2)
        return Problem{ProblemCode::BadUsage, base::cat("there are ", loader.samplesPerEpoch(), " training images."),
                       "recalibrate", "A variance needs two at least."};
    const std::int64_t batches = batchCount(loader.samplesPerEpoch(), options);
    model::ForwardOptions forward;
    forward.mode = model::Mode::Train;
    forward.beforeOperand = [&](graph::NodeId node, const std::string &argument, at::Tensor &value) {
        if (const auto norm = norms.find(node); norm != norms.end() && argument == "input")
            addBatch(norm->second, value);
    };
    for (std::int64_t b = 0; b < batches; ++b) {
        const auto logits = (*executor)->logits(loader.batch(0, b).images, forward);
        const bool stopped = options.stopAsked && options.stopAsked();
        if (!logits || stopped) {
            restore(norms);
            return logits ? Problem{ProblemCode::Stopped, ESP_TR("Engine", "the recalibration was stopped."),
                                    "", ""}
                          : logits.problem();
        }
    }
    setAverages(norms, batches);
    return static_cast<std::int64_t>(norms.size());
}

} // namespace espalier::train
