// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/weight_figures.h"

#include "methods/gram_energy.h"
#include "methods/scores.h"
#include "train/pruning_setup.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

namespace espalier::train {

namespace {

at::Tensor chosenBytes(const std::vector<std::int32_t> &removed, std::int64_t channels)
{
    at::Tensor chosen = at::zeros({channels}, at::kDouble);
    for (const std::int32_t channel : removed)
        chosen[channel] = 1.0;
    return chosen;
}

} // namespace

double separation(const at::Tensor &scores)
{
    const double mean = scores.mean().item<double>();
    return mean > 0.0 ? scores.std(/*unbiased=*/false).item<double>() / mean : 0.0;
}

void describeWeights(const ModelState &model, const graph::Plan &plan, const std::string &stage,
                     std::map<std::string, double> &figures)
{
    const at::NoGradGuard noGrad;
    methods::GramEnergy sum;
    double spread = 0.0, count = 0.0;
    for (const methods::GroupView &group : producedGroups(model, {})) {
        const auto &removed = plan.removed(group.id);
        for (const methods::ProducerView &producer : group.producers) {
            if (removed.empty())
                continue;
            const methods::GramEnergy energy =
                methods::gramEnergy(methods::channelRows(producer, group.channels), chosenBytes(removed, group.channels));
            sum = {sum.offDiagonal + energy.offDiagonal, sum.keptKept + energy.keptKept,
                   sum.keptPruned + energy.keptPruned, sum.prunedPruned + energy.prunedPruned};
            spread += separation(methods::l1ScoreTensor(producer, group.channels));
            ++count;
        }
    }
    if (count == 0.0)
        return;
    figures[stage + ".separation"] = spread / count;
    figures[stage + ".gram_off_diagonal"] = sum.offDiagonal / count;
    figures[stage + ".gram_kept_kept"] = sum.keptKept / count;
    figures[stage + ".gram_kept_pruned"] = sum.keptPruned / count;
    figures[stage + ".gram_pruned_pruned"] = sum.prunedPruned / count;
}

} // namespace espalier::train
