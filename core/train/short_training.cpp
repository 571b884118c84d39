// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/short_training.h"

#include "base/translate.h"
#include "recipe/option_schemas.h"
#include "train/measuring.h"
#include "train/no_method.h"
#include "train/stage_options.h"
#include "train/train_step.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <numeric>

namespace espalier::train {

namespace {

data::LoaderOptions loaderOptions(const StageContext &context, std::uint64_t seed)
{
    data::LoaderOptions options;
    options.split = data::Split::Train;
    options.batch = recipe::integerOption(context.stage.options, "batch");
    options.seed = seed;
    options.augment = true;
    options.shuffle = true;
    options.tuningShare = context.recipe.data.tuningShare;
    return options;
}

ShortTrainingResult resultOf(const std::vector<double> &course, double loss)
{
    const auto tail = std::min<std::ptrdiff_t>(5, static_cast<std::ptrdiff_t>(course.size()));
    ShortTrainingResult result;
    result.trainLoss = loss;
    result.top1 = course.back();
    result.best = *std::max_element(course.begin(), course.end());
    result.lastFive = std::accumulate(course.end() - tail, course.end(), 0.0) / static_cast<double>(tail);
    return result;
}

base::Status trainEpoch(StageContext &context, TrainStep &step, data::Loader &loader, std::int64_t epoch)
{
    const recipe::Schedule rate = recipe::scheduleOption(context.stage.options, "lr");
    const std::int64_t perEpoch = loader.batchesPerEpoch();
    for (std::int64_t b = 0; b < perEpoch; ++b) {
        const auto done =
            step.run(loader.batch(epoch, b), {epoch * perEpoch + b, rate.at(static_cast<double>(epoch))});
        if (!done)
            return done.problem();
        if (context.services.gate.stopAsked())
            return Gate::stopped(context.services.position.globalStep);
    }
    return {};
}

} // namespace

std::vector<recipe::OptionSchema> shortTrainingOptions()
{
    using namespace recipe;
    OptionSchema epochs = atLeast(
        integerSchema(
            "finetune_epochs", ESP_TR("Engine", "Epochs per candidate"), 0,
            ESP_TR("Engine",
                   "Trains each candidate for so many epochs, to see what becomes of it; 0 = not at all.")),
        0);
    epochs.unit = ESP_TR("Engine", "epochs");
    epochs.scaled = true;
    OptionSchema rate = rateOption("0.01");
    rate.live = false;
    return {epochs, batchOption(128), rate, weightDecayOption(5e-4), momentumOption(), nesterovOption()};
}

base::Result<double> trainLoss(StageContext &context, const model::Network &network)
{
    const auto accuracy = measure(context, network, data::Split::Train);
    return accuracy ? base::Result<double>(accuracy->loss) : accuracy.problem();
}

base::Result<ShortTrainingResult> trainShortly(StageContext &context, model::Network network,
                                               std::uint64_t seed)
{
    layOutForTraining(network);
    const auto method = makeNoMethod();
    StepOptions options;
    options.optimiser = optimiserOptions(context.stage.options);
    options.precision = precisionOf(context.recipe.precision);
    options.dropoutSeed = seed;
    const auto step = TrainStep::create(network, *method, options);
    if (!step)
        return step.problem();
    data::Loader loader(context.trainer.dataset, *context.trainer.preset, loaderOptions(context, seed));
    std::vector<double> course;
    for (std::int64_t epoch = 0; epoch < recipe::integerOption(context.stage.options, "finetune_epochs");
         ++epoch) {
        if (const base::Status trained = trainEpoch(context, **step, loader, epoch); !trained)
            return trained.problem();
        const auto accuracy = measure(context, network, reportSplit(context));
        if (!accuracy)
            return accuracy.problem();
        course.push_back(accuracy->top1);
    }
    const auto loss = trainLoss(context, network);
    return loss ? base::Result<ShortTrainingResult>(resultOf(course, *loss)) : loss.problem();
}

} // namespace espalier::train
