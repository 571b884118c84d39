// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/translate.h"
#include "train/fit.h"

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
    schema.options = fitStageOptions(200, "0:0.1,100:0.01,150:0.001");
    return {schema, [] { return std::make_unique<Train>(); }};
}

} // namespace espalier::train
