// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/translate.h"
#include "train/stage.h"

namespace espalier::train {

namespace {

/// Takes the weights back to where they were before channels were chosen; what was chosen stays chosen. A stage and not an
/// option of methods: whatever chose the channels, whatever comes next, the trial that told which ones matter is undone.
class Rewind : public Stage {
public:
    base::Status run(StageContext &context) override
    {
        if (!context.model.base)
            return base::Problem{base::ProblemCode::BadUsage, ESP_TR("Engine", "there is nothing to rewind to."), "rewind",
                                 ESP_TR("Engine", "Put rewind behind select or penalize.")};
        context.model.network.weights = context.model.base->clone();
        context.model.momentum = {}; // of other weights
        context.services.log->info("train", "the weights are those from before channels were chosen.");
        return {};
    }
};

} // namespace

StageEntry makeRewindEntry()
{
    recipe::StageSchema schema;
    schema.id = "rewind";
    schema.title = ESP_TR("Engine", "Rewind");
    schema.summary = ESP_TR("Engine", "Takes the weights back to before channels were chosen; the choice stays.");
    return {schema, [] { return std::make_unique<Rewind>(); }};
}

} // namespace espalier::train
