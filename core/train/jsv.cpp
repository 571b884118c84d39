// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/jsv.h"

#include "base/random.h"
#include "base/translate.h"
#include "recipe/option_schemas.h"
#include "train/jacobian.h"
#include "train/measuring.h"

#include <cmath>

namespace espalier::train {

recipe::OptionSchema jsvOption()
{
    recipe::OptionSchema option = recipe::advanced(recipe::atMost(
        recipe::atLeast(
            recipe::integerSchema(
                "jsv_loop", ESP_TR("Engine", "Jacobian batches"), 0,
                ESP_TR("Engine", "Batches of 100 training images on which the singular values of the Jacobian (JSV) are "
                                 "measured; 0 = none, 10 as published.")),
            0),
        10000));
    option.unit = ESP_TR("Engine", "batches");
    return option;
}

base::Status measureJsv(StageContext &context, const model::Network &network, const std::string &station, double epoch)
{
    JacobianRequest request;
    request.batches = recipe::integerOption(context.stage.options, "jsv_loop");
    if (request.batches == 0)
        return {};
    request.seed = base::randomBits(static_cast<std::uint64_t>(context.recipe.seed), 0x6a7376, 0);
    request.tuningShare = context.recipe.data.tuningShare;
    const auto spectrum = jacobianSpectrum(network, hasData(context) ? context.trainer.dataset : nullptr,
                                           context.trainer.preset.value_or(data::Preset()), request,
                                           [&context] { return context.services.gate.stopAsked(); });
    if (!spectrum)
        return spectrum.problem();
    context.services.reporter.metric({"jsv", spectrum->mean, epoch, {}, {}});
    context.services.reporter.metric({"jsv.ratio", spectrum->ratio(), epoch, {}, {}});
    context.services.reporter.metric({"jsv.condition", spectrum->condition, epoch, {}, {}});
    const std::pair<const char *, double> figures[] = {{"mean", spectrum->mean},
                                                       {"std", spectrum->deviation},
                                                       {"ratio", spectrum->ratio()},
                                                       {"max", spectrum->largest},
                                                       {"min", spectrum->smallest},
                                                       {"condition", spectrum->condition},
                                                       {"isometry_mean", spectrum->isometryMean},
                                                       {"isometry_std", spectrum->isometryDeviation}};
    for (const auto &[name, value] : figures)
        context.services.record.record().figures[station + ".jsv_" + name] = value;
    return {};
}

} // namespace espalier::train
