// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/translate.h"
#include "recipe/option_schemas.h"
#include "train/measuring.h"
#include "train/recalibration.h"
#include "train/stage_options.h"

#include "base/text.h"

namespace espalier::train {

namespace {

class Recalibrate : public Stage {
public:
    base::Status run(StageContext &context) override
    {
        // The running statistics are set in place; copies that others hold must keep theirs.
        const model::Weights before = context.model.network.weights;
        context.model.network.weights = before.clone();
        const auto norms = recalibrate(context.model.network, context.trainer.dataset, *context.trainer.preset,
                                       recalibrationOptions(context, 0x726563));
        if (!norms) {
            context.model.network.weights = before;
            return norms.problem();
        }
        context.services.log->info("train", base::cat("recalibrated ", *norms, " batch norms."));
        const data::Split split = reportSplit(context);
        if (split == data::Split::Test && !hasTest(context))
            return {};
        const auto accuracy = measure(context, context.model.network, split);
        if (!accuracy)
            return accuracy.problem();
        context.services.reporter.accuracy(seriesOf(split), *accuracy, 0.0);
        context.services.record.record().afterRecalibration = *accuracy;
        context.services.record.record().final = *accuracy;
        return {};
    }
};

recipe::OptionSchema samplesOption()
{
    recipe::OptionSchema option = recipe::atLeast(
        recipe::integerSchema("samples", ESP_TR("Engine", "Samples"), 8192,
                              ESP_TR("Engine", "Training images that the statistics are taken from.")),
        1);
    option.unit = ESP_TR("Engine", "images");
    return option;
}

} // namespace

StageEntry makeRecalibrateEntry()
{
    recipe::StageSchema schema;
    schema.id = "recalibrate";
    schema.title = ESP_TR("Engine", "Recalibrate");
    schema.summary =
        ESP_TR("Engine", "Re-estimates the running statistics of every batch norm on training images.");
    schema.trains = true;
    schema.options = {samplesOption(), batchOption(128)};
    return {schema, [] { return std::make_unique<Recalibrate>(); }};
}

} // namespace espalier::train
