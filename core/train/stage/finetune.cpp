// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/translate.h"
#include "train/fit.h"

namespace espalier::train {

namespace {

class Finetune : public Stage {
public:
    std::vector<PlannedPhase> planned(const PlanningContext &context) const override { return plannedFit(context); }
    base::Status run(StageContext &context) override { return Fit(context).run(); }
};

} // namespace

StageEntry makeFinetuneEntry()
{
    recipe::StageSchema schema;
    schema.id = "finetune";
    schema.title = ESP_TR("Engine", "Fine-tune");
    schema.summary =
        ESP_TR("Engine", "Trains the cut network to win accuracy back; reports the last and the best epoch.");
    schema.trains = true;
    schema.options = fitStageOptions(120, "0:0.01,60:0.001,90:0.0001");
    return {schema, [] { return std::make_unique<Finetune>(); }};
}

} // namespace espalier::train
