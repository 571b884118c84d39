// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"
#include "base/translate.h"
#include "recipe/option_schemas.h"
#include "train/anchors.h"
#include "train/masks.h"

namespace espalier::train {

namespace {

using base::Problem;
using base::ProblemCode;

/// Takes the weights back to where they were before channels were chosen, at the start of the run, or at an early epoch; what
/// was chosen stays chosen, what was cut stays cut. A stage and not an option of methods: whatever chose the channels, whatever
/// comes next, the trial that told which ones matter is undone.
class Rewind : public Stage {
public:
    base::Status run(StageContext &context) override
    {
        const std::string anchor = anchorOf(context.stage);
        const base::Status taken = anchor.empty() ? takeBase(context) : takeAnchor(context, anchor);
        if (!taken)
            return taken;
        context.model.momentum = {}; // of other weights
        applyMasks(context.model);
        return {};
    }

private:
    static base::Status takeBase(StageContext &context)
    {
        if (!context.model.base)
            return Problem{ProblemCode::BadUsage, ESP_TR("Engine", "there is nothing to rewind to."), "rewind",
                           ESP_TR("Engine", "Put rewind behind select or penalize.")};
        context.model.network.weights = context.model.base->clone();
        context.services.log->info("train", "the weights are those from before channels were chosen.");
        return {};
    }

    static base::Status takeAnchor(StageContext &context, const std::string &anchor)
    {
        const auto found = context.model.anchors.find(anchor);
        if (found == context.model.anchors.end())
            return Problem{ProblemCode::BadUsage, base::cat("no stage has left the weights '", anchor, "'."), "rewind",
                           ESP_TR("Engine", "Train for at least so many epochs before the rewind.")};
        // A cut with constants forwarded may have given the network tensors that these weights lack: they stay.
        model::Weights weights = context.model.network.weights.clone();
        for (const auto &[name, tensor] : found->second.entries())
            weights.set(name, tensor.clone());
        context.model.network.weights = std::move(weights);
        context.services.log->info("train", base::cat("the weights are those of '", anchor, "', as far as they are left."));
        return {};
    }
};

std::vector<recipe::OptionSchema> schemas()
{
    using namespace recipe;
    OptionSchema epoch =
        advanced(atLeast(integerSchema("epoch", ESP_TR("Engine", "Epoch"), 1,
                                       ESP_TR("Engine", "Of to = epoch: the epoch of the first training that comes back.")),
                         0));
    epoch.unit = ESP_TR("Engine", "epochs");
    epoch.scaled = true;
    return {choiceSchema("to", ESP_TR("Engine", "Back to"), {"before_choice", "init", "epoch"},
                         ESP_TR("Engine", "The weights from before channels were chosen, from the start of the run, or of an early "
                                          "epoch; of cut layers those that are left.")),
            epoch};
}

} // namespace

StageEntry makeRewindEntry()
{
    recipe::StageSchema schema;
    schema.id = "rewind";
    schema.title = ESP_TR("Engine", "Rewind");
    schema.summary = ESP_TR("Engine", "Takes the weights back to earlier ones; what was chosen or cut stays so.");
    schema.options = schemas();
    return {schema, [] { return std::make_unique<Rewind>(); }};
}

} // namespace espalier::train
