// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/noise_ensemble.h"

#include "base/random.h"
#include "base/translate.h"
#include "model/executor.h"
#include "recipe/option_schemas.h"
#include "train/evaluation.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cmath>

namespace espalier::train {

namespace {

using Members = std::vector<std::unique_ptr<model::Executor>>;

base::Result<Members> makeMembers(const model::Network &network, const graph::Structure &structure,
                                  const NoiseRequest &request)
{
    Members members;
    for (std::int64_t i = 0; i < request.models; ++i) {
        const model::Network copy = noisyCopy(network, structure, request, i);
        auto executor = model::Executor::create(copy.graph, copy.weights);
        if (!executor)
            return executor.problem();
        members.push_back(std::move(*executor));
    }
    return members;
}

/// Runs the members on batches, mixes their answers, and counts what each has right.
class Ballot
{
public:
    explicit Ballot(const Members &members) : m_members(members), m_correct(members.size(), 0) {}

    base::Result<at::Tensor> vote(const data::Batch &batch)
    {
        at::Tensor sum;
        for (std::size_t i = 0; i < m_members.size(); ++i) {
            const auto logits = m_members[i]->logits(batch.images);
            if (!logits)
                return logits.problem();
            const at::Tensor answer = logits->to(at::kFloat);
            m_correct[i] += answer.argmax(1).eq(batch.labels).sum().item<std::int64_t>();
            sum = sum.defined() ? sum.add_(answer) : answer.clone();
        }
        m_samples += batch.labels.size(0);
        return sum.div_(static_cast<double>(m_members.size()));
    }

    /// Mean and population deviation of the members' top-1, percent.
    std::pair<double, double> alone() const
    {
        const auto count = static_cast<double>(m_correct.size());
        double mean = 0.0, square = 0.0;
        for (const std::int64_t correct : m_correct) {
            const double top1 = 100.0 * static_cast<double>(correct) / static_cast<double>(m_samples);
            mean += top1 / count;
            square += top1 * top1 / count;
        }
        return {mean, std::sqrt(std::max(0.0, square - mean * mean))};
    }

private:
    const Members &m_members;
    std::vector<std::int64_t> m_correct;
    std::int64_t m_samples = 0;
};

} // namespace

model::Network noisyCopy(const model::Network &network, const graph::Structure &structure,
                         const NoiseRequest &request, std::int64_t number)
{
    const at::NoGradGuard noGrad;
    at::Generator generator = at::detail::createCPUGenerator(
        base::randomBits(request.seed, 0x6e6f697365, static_cast<std::uint64_t>(number)));
    model::Network copy = network;
    for (const graph::Layer &layer : structure.layers) {
        const at::Tensor weight = network.weights.get(layer.weight);
        if (!weight.defined())
            continue;
        const at::Tensor noise =
            at::randn(weight.sizes(), generator, at::TensorOptions(at::kFloat)).to(weight.device());
        copy.weights.set(layer.weight,
                         at::add(weight.detach(), noise.to(weight.scalar_type()), request.deviation));
    }
    return copy;
}

base::Result<NoiseEnsemble> measureNoiseEnsemble(const model::Network &network,
                                                 const graph::Structure &structure,
                                                 const NoiseRequest &request, const NoiseImages &images)
{
    const auto members = makeMembers(network, structure, request);
    if (!members)
        return members.problem();
    Ballot ballot(*members);
    const auto together =
        evaluatePredictions([&](const data::Batch &batch) { return ballot.vote(batch); }, images.dataset,
                            images.preset, images.request, images.stopAsked);
    if (!together)
        return together.problem();
    NoiseEnsemble ensemble{.together = *together, .models = request.models};
    std::tie(ensemble.membersMean, ensemble.membersStd) = ballot.alone();
    return ensemble;
}

std::vector<recipe::OptionSchema> noiseOptions()
{
    using namespace recipe;
    return {
        advanced(atLeast(
            realSchema("noise_std", ESP_TR("Engine", "Noise on weights"), 0.0,
                       ESP_TR("Engine",
                              "Deviation of Gaussian noise added to the weights of copies of the network, "
                              "whose answers are averaged; 0 = none.")),
            0)),
        advanced(atMost(atLeast(integerSchema("noise_models", ESP_TR("Engine", "Noisy copies"), 10,
                                              ESP_TR("Engine", "How many such copies answer together.")),
                                1),
                        1000))};
}

base::Status measureNoise(StageContext &context, data::Split split, const std::string &station)
{
    NoiseRequest request;
    request.deviation = recipe::realOption(context.stage.options, "noise_std");
    if (request.deviation == 0.0)
        return {};
    request.models = recipe::integerOption(context.stage.options, "noise_models");
    request.seed = base::randomBits(static_cast<std::uint64_t>(context.recipe.seed), 0x6e6f6973, 0);
    NoiseImages images{context.trainer.dataset, *context.trainer.preset, {}, [&context] {
                           return context.services.gate.stopAsked();
                       }};
    images.request.split = split;
    images.request.tuningShare = context.recipe.data.tuningShare;
    images.request.seed = static_cast<std::uint64_t>(context.recipe.seed);
    const auto ensemble =
        measureNoiseEnsemble(context.model.network, *context.model.trace.structure, request, images);
    if (!ensemble)
        return ensemble.problem();
    auto &figures = context.services.record.record().figures;
    figures[station + ".noise_top1"] = ensemble->together.top1;
    figures[station + ".noise_members_mean"] = ensemble->membersMean;
    figures[station + ".noise_members_std"] = ensemble->membersStd;
    context.services.reporter.metric(
        {"noise.top1", ensemble->together.top1, 0.0, ensemble->together.low, ensemble->together.high});
    context.services.reporter.metric({"noise.members", ensemble->membersMean, 0.0, {}, {}});
    return {};
}

} // namespace espalier::train
