// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/jacobian.h"

#include "base/translate.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <cmath>

namespace espalier::train {

using base::Problem;
using base::ProblemCode;

namespace {

constexpr std::int64_t BatchSize = 100;

/// The same storages, without gradients: a network in training keeps its own gradients to itself.
model::Weights detached(const model::Weights &weights)
{
    model::Weights copies;
    for (const auto &[name, tensor] : weights.entries())
        copies.set(name, tensor.detach());
    return copies;
}

/// Mean and population deviation.
std::pair<double, double> moments(const at::Tensor &values)
{
    return {values.mean().item<double>(), values.std(/*unbiased=*/false).item<double>()};
}

Problem stopped()
{
    return {ProblemCode::Stopped, ESP_TR("Engine", "the measurement of the Jacobian was stopped."), "", ""};
}

} // namespace

base::Result<at::Tensor> jacobians(const model::Network &network, const at::Tensor &images,
                                   const std::function<bool()> &stopAsked)
{
    const at::AutoGradMode withGradients(true);
    const auto executor = model::Executor::create(network.graph, detached(network.weights));
    if (!executor)
        return executor.problem();
    at::Tensor input = images.detach().clone().set_requires_grad(true);
    const auto logits = (*executor)->logits(input);
    if (!logits)
        return logits.problem();
    std::vector<at::Tensor> rows;
    for (std::int64_t c = 0; c < logits->size(1); ++c) {
        if (stopAsked && stopAsked())
            return stopped();
        const bool isLast = c + 1 == logits->size(1);
        // Samples do not meet in eval mode: the gradient of the sum holds one row of each Jacobian.
        logits->select(1, c).sum().backward({}, /*retain_graph=*/!isLast);
        rows.push_back(input.grad().flatten(1).clone());
        input.mutable_grad().reset();
    }
    return at::stack(rows, 1);
}

at::Tensor singularValues(const at::Tensor &jacobians)
{
    const at::Tensor j = jacobians.detach().to(at::kDouble);
    const bool isWide = j.size(1) <= j.size(2);
    const at::Tensor gram = isWide ? at::matmul(j, j.transpose(1, 2)) : at::matmul(j.transpose(1, 2), j);
    return at::linalg_eigvalsh(gram).clamp_min(0).sqrt();
}

JacobianSpectrum summarise(const at::Tensor &singularValues)
{
    JacobianSpectrum spectrum;
    spectrum.samples = singularValues.size(0);
    std::tie(spectrum.mean, spectrum.deviation) = moments(singularValues);
    spectrum.largest = singularValues.max().item<double>();
    spectrum.smallest = singularValues.min().item<double>();
    const at::Tensor conditions = singularValues.amax(1) / singularValues.amin(1);
    const at::Tensor finite = conditions.masked_select(conditions.isfinite());
    spectrum.condition = finite.numel() > 0 ? finite.mean().item<double>() : std::nan("");
    std::tie(spectrum.isometryMean, spectrum.isometryDeviation) = moments((singularValues - 1).square());
    return spectrum;
}

base::Result<JacobianSpectrum> jacobianSpectrum(const model::Network &network,
                                                const std::shared_ptr<const data::Dataset> &dataset,
                                                const data::Preset &preset, const JacobianRequest &request,
                                                const std::function<bool()> &stopAsked)
{
    data::LoaderOptions options;
    options.split = data::Split::Train;
    options.batch = BatchSize;
    options.seed = request.seed;
    options.shuffle = true;
    options.tuningShare = request.tuningShare;
    if (!dataset || dataset->train.count() == 0)
        return Problem{ProblemCode::BadUsage, ESP_TR("Engine", "there are no training images to take the Jacobian at."),
                       "jsv_loop", ESP_TR("Engine", "Give a data source with a training split, or set jsv_loop to 0.")};
    data::Loader loader(dataset, preset, options);
    const at::NoGradGuard noGrad;
    std::vector<at::Tensor> values;
    for (std::int64_t b = 0; b < std::min(request.batches, loader.batchesPerEpoch()); ++b) {
        const auto found = jacobians(network, loader.batch(0, b).images, stopAsked);
        if (!found)
            return found.problem();
        values.push_back(singularValues(*found));
    }
    return summarise(at::cat(values));
}

} // namespace espalier::train
