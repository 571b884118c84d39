// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/data_dependent.h"

#include "base/text.h"
#include "base/translate.h"
#include "model/executor.h"
#include "train/optimiser.h"
#include "train/training_weights.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <cmath>

namespace espalier::train {

using base::Problem;
using base::ProblemCode;
using base::Status;

namespace {

base::Result<DataDependentLoss> lossOf(const model::Executor &executor, const at::Tensor &images)
{
    model::ForwardOptions forward;
    forward.mode = model::Mode::Train;
    const auto logits = executor.logits(images, forward);
    if (!logits)
        return logits.problem();
    const at::Tensor mean = at::softmax(*logits, 1).mean(0);
    const at::Tensor entropy = -(mean * mean.clamp_min(1e-12).log()).sum() / std::log(10.0);
    return DataDependentLoss{(images.var() - logits->var()).square(), entropy};
}

double rateAt(const DataDependentOptions &options, std::int64_t epoch)
{
    const double share = static_cast<double>(epoch) / static_cast<double>(options.epochs);
    return options.rate * (share >= 0.8 ? 0.01 : share >= 0.5 ? 0.1 : 1.0);
}

data::LoaderOptions loaderOptions(const DataDependentOptions &options)
{
    data::LoaderOptions loader;
    loader.split = data::Split::Train;
    loader.batch = options.batch;
    loader.seed = options.seed;
    loader.augment = loader.shuffle = true;
    loader.tuningShare = options.tuningShare;
    return loader;
}

/// Trains a copy of a network.
class Descent
{
public:
    Descent(const model::Network &network, const DataDependentOptions &options)
        : m_options(options), m_network(network)
    {
        layOutForTraining(m_network);
    }

    const model::Network &network() const { return m_network; }

    Status run(data::Loader &loader)
    {
        const GradientScope gradients(m_network);
        const at::AutoGradMode withGradients(true);
        const auto executor = model::Executor::create(m_network.graph, m_network.weights);
        if (!executor)
            return executor.problem();
        auto optimiser = Optimiser::create(m_network, {.momentum = m_options.momentum});
        if (!optimiser)
            return optimiser.problem();
        for (std::int64_t epoch = 0; epoch < m_options.epochs; ++epoch)
            for (std::int64_t b = 0; b < loader.batchesPerEpoch(); ++b)
                if (const Status done =
                        step(**executor, *optimiser, loader.batch(epoch, b).images, rateAt(m_options, epoch));
                    !done)
                    return done;
        return {};
    }

private:
    Status step(const model::Executor &executor, Optimiser &optimiser, const at::Tensor &images,
                double rate) const
    {
        const auto loss = lossOf(executor, images);
        if (!loss)
            return loss.problem();
        const at::Tensor total = loss->total();
        const double value = total.item<double>();
        if (!std::isfinite(value))
            return Problem{ProblemCode::WorkFailed, base::cat("the loss is ", value, "."),
                           "reinit",
                           ESP_TR("Engine", "Start from weights of a common size: put a reinitialisation "
                                            "such as kaiming_normal before.")};
        total.backward();
        optimiser.step(rate, {});
        if (m_options.afterStep)
            m_options.afterStep(value);
        if (m_options.stopAsked && m_options.stopAsked())
            return Problem{ProblemCode::Stopped, ESP_TR("Engine", "the reinitialisation was stopped."), "",
                           ""};
        return {};
    }

    const DataDependentOptions &m_options;
    model::Network m_network;
};

} // namespace

at::Tensor DataDependentLoss::total() const
{
    return variances - entropy;
}

base::Result<DataDependentLoss> dataDependentLoss(const model::Network &network, const at::Tensor &images)
{
    const auto executor = model::Executor::create(network.graph, network.weights);
    if (!executor)
        return executor.problem();
    return lossOf(**executor, images);
}

Status initialiseByData(model::Network &network, const std::shared_ptr<const data::Dataset> &dataset,
                        const data::Preset &preset, const DataDependentOptions &options)
{
    if (!dataset || dataset->train.count() == 0)
        return Problem{ProblemCode::BadUsage,
                       ESP_TR("Engine", "data_dependent needs training images; there are none."), "reinit",
                       ESP_TR("Engine", "Give a data source with a training split.")};
    data::Loader loader(dataset, preset, loaderOptions(options));
    Descent descent(network, options);
    if (const Status done = descent.run(loader); !done)
        return done;
    network = descent.network();
    return {};
}

} // namespace espalier::train
