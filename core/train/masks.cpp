// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/masks.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

namespace espalier::train {

void applyMasks(ModelState &model)
{
    const at::NoGradGuard noGrad;
    for (const auto &[name, mask] : model.masks)
        model.network.weights.get(name).mul_(mask);
}

void adoptMasks(ModelState &model)
{
    for (const auto &[name, chosen] : model.chosenMasks) {
        at::Tensor &mask = model.masks[name];
        mask = mask.defined() ? mask.logical_and(chosen) : chosen;
    }
    model.chosenMasks.clear();
    applyMasks(model);
}

std::int64_t maskedCount(const Masks &masks)
{
    std::int64_t count = 0;
    for (const auto &[name, mask] : masks)
        count += mask.logical_not().sum().item<std::int64_t>();
    return count;
}

double unmaskedShare(const ModelState &model)
{
    double all = 0.0, masked = 0.0;
    for (const graph::Layer &layer : model.trace.structure->layers) {
        all += static_cast<double>(model.network.weights.get(layer.weight).numel());
        if (const auto found = model.masks.find(layer.weight); found != model.masks.end())
            masked += static_cast<double>(found->second.logical_not().sum().item<std::int64_t>());
    }
    return all > 0.0 ? 1.0 - masked / all : 1.0;
}

} // namespace espalier::train
