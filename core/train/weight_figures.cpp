// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/weight_figures.h"

#include "methods/scores.h"
#include "train/pruning_setup.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

namespace espalier::train {

namespace {

/// Weight of a producer with one row per channel.
at::Tensor rowsOf(const methods::ProducerView &producer, std::int64_t channels)
{
    at::Tensor moved = producer.weight.detach().movedim(producer.axis, 0);
    if (!producer.indices.empty()) {
        const std::vector<std::int64_t> order(producer.indices.begin(), producer.indices.end());
        moved = moved.index_select(0, at::tensor(order));
    }
    return moved.reshape({channels, -1}).to(at::kDouble);
}

at::Tensor chosenBytes(const std::vector<std::int32_t> &removed, std::int64_t channels)
{
    at::Tensor chosen = at::zeros({channels}, at::kDouble);
    for (const std::int32_t channel : removed)
        chosen[channel] = 1.0;
    return chosen;
}

} // namespace

GramEnergy gramEnergy(const at::Tensor &rows, const at::Tensor &chosen)
{
    const at::NoGradGuard noGrad;
    const at::Tensor matrix = rows.to(at::kDouble);
    at::Tensor energy = at::matmul(matrix, matrix.t()).square();
    const double total = energy.sum().item<double>();
    if (!(total > 0.0))
        return {};
    energy.fill_diagonal_(0.0);
    const at::Tensor pruned = chosen.defined() ? chosen.to(at::kDouble) : at::zeros({matrix.size(0)}, at::kDouble);
    const at::Tensor kept = 1.0 - pruned;
    const auto share = [&](const at::Tensor &a, const at::Tensor &b) {
        return at::dot(a, at::mv(energy, b)).item<double>() / total;
    };
    return {energy.sum().item<double>() / total, share(kept, kept), 2.0 * share(kept, pruned), share(pruned, pruned)};
}

double separation(const at::Tensor &scores)
{
    const double mean = scores.mean().item<double>();
    return mean > 0.0 ? scores.std(/*unbiased=*/false).item<double>() / mean : 0.0;
}

void describeWeights(const ModelState &model, const graph::Plan &plan, const std::string &stage,
                     std::map<std::string, double> &figures)
{
    const at::NoGradGuard noGrad;
    GramEnergy sum;
    double spread = 0.0, count = 0.0;
    for (const methods::GroupView &group : producedGroups(model, {})) {
        const auto &removed = plan.removed(group.id);
        for (const methods::ProducerView &producer : group.producers) {
            if (removed.empty())
                continue;
            const GramEnergy energy = gramEnergy(rowsOf(producer, group.channels), chosenBytes(removed, group.channels));
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
