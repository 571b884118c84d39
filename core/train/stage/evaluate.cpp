// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/translate.h"
#include "train/jsv.h"
#include "train/measuring.h"
#include "train/noise_ensemble.h"
#include "train/stage_options.h"

namespace espalier::train {

namespace {

class Evaluate : public Stage {
public:
    base::Status run(StageContext &context) override
    {
        const bool onTest = recipe::textOption(context.stage.options, "split") == "test";
        const data::Split split = onTest ? data::Split::Test : data::Split::Tuning;
        const auto accuracy = measure(context, context.model.network, split);
        if (!accuracy)
            return accuracy.problem();
        context.services.reporter.accuracy(seriesOf(split), *accuracy, 0.0);
        // The first evaluation before a cut measures the base, any after it the result so far.
        report::RunRecord &record = context.services.record.record();
        const bool isBase = !record.afterCut && !record.base;
        const char *station = isBase ? "base" : "final";
        if (const base::Status spread = measureJsv(context, context.model.network, station, 0.0); !spread)
            return spread;
        if (const base::Status noisy = measureNoise(context, split, station); !noisy)
            return noisy;
        if (isBase)
            record.base = *accuracy;
        record.final = *accuracy;
        return {};
    }
};

} // namespace

StageEntry makeEvaluateEntry()
{
    recipe::StageSchema schema;
    schema.id = "evaluate";
    schema.title = ESP_TR("Engine", "Evaluate");
    schema.summary = ESP_TR("Engine", "Measures top-1, top-5 and loss.");
    schema.options = {
        splitOption("split", {"test", "tuning"}, ESP_TR("Engine", "The images to measure on.")),
        jsvOption()};
    for (recipe::OptionSchema &option : noiseOptions())
        schema.options.push_back(std::move(option));
    return {schema, [] { return std::make_unique<Evaluate>(); }};
}

} // namespace espalier::train
