// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/carried_momentum.h"

#include <ATen/ATen.h>

namespace espalier::train {

namespace {

bool isAskedFor(const recipe::Recipe &recipe, std::size_t stage)
{
    for (std::size_t next = stage + 1; next < recipe.stages.size(); ++next) {
        const recipe::Stage &each = recipe.stages[next];
        if (each.kind == "cut")
            return recipe::boolOption(each.options, CarryMomentum);
        if (each.kind == "train" || each.kind == "penalize" || each.kind == "finetune")
            return false;
    }
    return false;
}

} // namespace

void keepMomentum(StageContext &context, const Optimiser &optimiser)
{
    context.model.momentum = {};
    if (!isAskedFor(context.recipe, static_cast<std::size_t>(context.services.position.stageIndex)))
        return;
    model::Weights live;
    optimiser.save(live);
    context.model.momentum = live.clone();
}

} // namespace espalier::train
