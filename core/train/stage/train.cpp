// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/translate.h"
#include "train/distillation.h"
#include "train/fit.h"
#include "train/fit_method.h"
#include "train/jsv.h"
#include "train/stage_options.h"

namespace espalier::train {

namespace {

class Train : public Stage {
public:
    std::vector<PlannedPhase> planned(const PlanningContext &context) const override { return plannedFit(context); }

    base::Status run(StageContext &context) override
    {
        if (const base::Status fitted = Fit(context).run(); !fitted)
            return fitted;
        // What is trained before any cut is the base that pruning is held against.
        report::RunRecord &record = context.services.record.record();
        if (!record.afterCut)
            record.base = record.final;
        return {};
    }
};

} // namespace

StageEntry makeTrainEntry()
{
    recipe::StageSchema schema;
    schema.id = "train";
    schema.title = ESP_TR("Engine", "Train");
    schema.summary = ESP_TR("Engine", "Trains the network as it stands, from scratch or further.");
    schema.trains = true;
    schema.options = {
        epochsOption(200),
        batchOption(128),
        rateOption("0:0.1,100:0.01,150:0.001"),
        weightDecayOption(5e-4),
        momentumOption(),
        nesterovOption(),
        evaluateEveryOption(),
        iterationsOption(ESP_TR("Engine", "Train for so many iterations instead of epochs; 0 = by epochs.")),
        jsvOption()};
    for (const auto &more : {fitMethodOptions(), distillationOptions()})
        schema.options.insert(schema.options.end(), more.begin(), more.end());
    return {schema, [] { return std::make_unique<Train>(); }};
}

} // namespace espalier::train
