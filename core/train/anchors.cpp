// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/anchors.h"

#include "base/text.h"

#include <algorithm>

namespace espalier::train {

namespace {

const std::string Prefix = "anchor.";
const char *const Init = "init";

bool isWanted(const recipe::Recipe &recipe, const std::string &anchor)
{
    return std::any_of(recipe.stages.begin(), recipe.stages.end(), [&](const recipe::Stage &stage) {
        return stage.kind == "rewind" && anchorOf(stage) == anchor;
    });
}

} // namespace

std::string epochAnchor(std::int64_t epoch)
{
    return base::cat("epoch", epoch);
}

std::string anchorOf(const recipe::Stage &rewind)
{
    const std::string &to = recipe::textOption(rewind.options, "to");
    if (to == "epoch")
        return epochAnchor(recipe::integerOption(rewind.options, "epoch"));
    return to == Init ? to : std::string();
}

void keepInitAnchor(const recipe::Recipe &recipe, ModelState &model)
{
    model.anchors.clear();
    if (isWanted(recipe, Init))
        model.anchors[Init] = model.network.weights.clone();
}

void keepEpochAnchor(StageContext &context, std::int64_t epoch)
{
    const std::string anchor = epochAnchor(epoch);
    if (!context.model.anchors.contains(anchor) && isWanted(context.recipe, anchor))
        context.model.anchors[anchor] = context.model.network.weights.clone();
}

void saveAnchors(const ModelState &model, model::Weights &tensors)
{
    for (const auto &[anchor, weights] : model.anchors)
        for (const auto &[name, tensor] : weights.entries())
            tensors.set(base::cat(Prefix, anchor, ".", name), tensor);
}

std::map<std::string, model::Weights> savedAnchors(const model::Weights &tensors)
{
    std::map<std::string, model::Weights> anchors;
    for (const auto &[name, tensor] : tensors.entries()) {
        if (!name.starts_with(Prefix))
            continue;
        const std::size_t dot = name.find('.', Prefix.size());
        anchors[name.substr(Prefix.size(), dot - Prefix.size())].set(name.substr(dot + 1), tensor);
    }
    return anchors;
}

} // namespace espalier::train
