// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/evaluation.h"

#include "base/text.h"
#include "base/translate.h"
#include "model/executor.h"
#include "train/gate.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cmath>

namespace espalier::train {

using base::Problem;
using base::ProblemCode;

namespace {

/// Sums over batches.
struct Tally {
    double loss = 0.0;
    std::int64_t top1 = 0, top5 = 0, samples = 0;

    void add(const at::Tensor &logits, const at::Tensor &labels);
    report::Accuracy accuracy(double seconds) const;
};

void Tally::add(const at::Tensor &logits, const at::Tensor &labels)
{
    const std::int64_t classes = logits.size(1);
    const at::Tensor best = std::get<1>(logits.topk(std::min<std::int64_t>(5, classes), 1));
    const at::Tensor hits = best.eq(labels.unsqueeze(1));
    loss += at::cross_entropy_loss(logits, labels, {}, at::Reduction::Sum).item<double>();
    top1 += hits.select(1, 0).sum().item<std::int64_t>();
    top5 += hits.sum().item<std::int64_t>();
    samples += labels.size(0);
}

report::Accuracy Tally::accuracy(double seconds) const
{
    const auto count = static_cast<double>(std::max<std::int64_t>(1, samples));
    report::Accuracy accuracy;
    accuracy.top1 = 100.0 * static_cast<double>(top1) / count;
    accuracy.top5 = 100.0 * static_cast<double>(top5) / count;
    accuracy.loss = loss / count;
    accuracy.samples = samples;
    std::tie(accuracy.low, accuracy.high) = wilsonInterval(top1, samples);
    accuracy.seconds = seconds;
    return accuracy;
}

data::LoaderOptions loaderOptions(const EvaluateRequest &request)
{
    data::LoaderOptions options;
    options.split = request.split;
    options.batch = request.batch;
    options.seed = request.seed;
    options.tuningShare = request.tuningShare;
    options.limit = request.limit;
    return options;
}

Problem emptySplit(data::Split split)
{
    const char *name = split == data::Split::Test ? "test" : split == data::Split::Tuning ? "tuning" : "training";
    return {ProblemCode::BadUsage, base::cat("the ", name, " split has no samples."), "data",
            split == data::Split::Tuning ? "Set a tuning share above 0." : "Give a data source that has one."};
}

} // namespace

std::pair<double, double> wilsonInterval(std::int64_t correct, std::int64_t samples)
{
    if (samples <= 0)
        return {0.0, 100.0};
    constexpr double z = 1.959963984540054;
    const auto n = static_cast<double>(samples);
    const double p = static_cast<double>(correct) / n;
    const double scale = 1.0 / (1.0 + z * z / n);
    const double centre = scale * (p + z * z / (2.0 * n));
    const double half = scale * z * std::sqrt(p * (1.0 - p) / n + z * z / (4.0 * n * n));
    return {100.0 * std::max(0.0, centre - half), 100.0 * std::min(1.0, centre + half)};
}

base::Result<report::Accuracy> evaluatePredictions(const Predict &predict, const std::shared_ptr<const data::Dataset> &dataset,
                                                   const data::Preset &preset, const EvaluateRequest &request,
                                                   const std::function<bool()> &stopAsked)
{
    const at::NoGradGuard noGrad;
    const RunClock::Point started = RunClock::now();
    data::Loader loader(dataset, preset, loaderOptions(request));
    if (loader.samplesPerEpoch() == 0)
        return emptySplit(request.split);
    Tally tally;
    for (std::int64_t index = 0; index < loader.batchesPerEpoch(); ++index) {
        const data::Batch batch = loader.batch(0, index);
        const auto logits = predict(batch);
        if (!logits)
            return logits.problem();
        tally.add(logits->to(at::kFloat), batch.labels);
        if (stopAsked && stopAsked())
            return Problem{ProblemCode::Stopped, ESP_TR("Engine", "the evaluation was stopped."), "", ""};
    }
    return tally.accuracy(RunClock::since(started));
}

base::Result<report::Accuracy> evaluateSplit(const model::Network &network,
                                             const std::shared_ptr<const data::Dataset> &dataset,
                                             const data::Preset &preset, const EvaluateRequest &request,
                                             const std::function<bool()> &stopAsked)
{
    const auto executor = model::Executor::create(network.graph, network.weights);
    if (!executor)
        return executor.problem();
    const Predict predict = [&](const data::Batch &batch) { return (*executor)->logits(batch.images); };
    return evaluatePredictions(predict, dataset, preset, request, stopAsked);
}

base::Result<report::Accuracy> evaluate(const model::Network &network, const std::shared_ptr<const data::Dataset> &dataset,
                                        const data::Preset &preset, const EvaluateRequest &request,
                                        report::Observer *observer)
{
    return evaluateSplit(network, dataset, preset, request, [observer] { return observer && observer->atStep().stop; });
}

} // namespace espalier::train
