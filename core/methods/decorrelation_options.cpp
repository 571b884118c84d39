// SPDX-License-Identifier: GPL-3.0-or-later
#include "methods/decorrelation_options.h"

#include "base/translate.h"
#include "recipe/option_schemas.h"

#include <algorithm>

namespace espalier::methods {

using recipe::OptionSchema;

namespace {

const std::vector<std::pair<std::string, Decorrelating>> &schemes()
{
    static const std::vector<std::pair<std::string, Decorrelating>> all = {
        {"v1", Decorrelating::V1}, {"v2", Decorrelating::V2},     {"v3", Decorrelating::V3}, {"v4", Decorrelating::V4},
        {"v5", Decorrelating::V5}, {"v5_2", Decorrelating::V5_2}, {"v6", Decorrelating::V6}};
    return all;
}

OptionSchema schemeOption()
{
    std::vector<std::string> names;
    for (const auto &[name, scheme] : schemes())
        names.push_back(name);
    OptionSchema option = recipe::advanced(recipe::choiceSchema(
        "scheme", ESP_TR("Engine", "Decorrelation"), std::move(names),
        ESP_TR("Engine", "Which loss keeps the layers trainable: v5 makes chosen filters orthogonal to all "
                         "others; the rest are ablations.")));
    option.defaultValue = std::string("v5");
    return option;
}

} // namespace

std::vector<OptionSchema> decorrelationOptions()
{
    using namespace recipe;
    return {schemeOption(),
            atLeast(realSchema("lw_opp", ESP_TR("Engine", "Decorrelation weight"), 1000.0,
                               ESP_TR("Engine", "Weight of the decorrelation loss; from v5 on it grows with the penalty.")),
                    0.0),
            advanced(atLeast(realSchema("lw_orth_reg", ESP_TR("Engine", "Weight among kept filters"), 0.1,
                                        ESP_TR("Engine", "Weight of pairs of kept filters, of scheme v6 only.")),
                             0.0)),
            advanced(choiceSchema(
                "norm", ESP_TR("Engine", "Norm of v5"), {"mean", "sum"},
                ESP_TR("Engine", "Whether v5 divides by the number of filter pairs (the authors' code) or not (paper)."))),
            advanced(boolSchema(
                "transpose", ESP_TR("Engine", "Columns in wide layers"), true,
                ESP_TR("Engine",
                       "v1 and v2 take the products of columns where there are more columns than filters.")))};
}

DecorrelationSettings decorrelationSettings(const recipe::Options &options)
{
    DecorrelationSettings settings;
    const std::string &name = recipe::textOption(options, "scheme");
    settings.options.scheme =
        std::find_if(schemes().begin(), schemes().end(), [&](const auto &each) { return each.first == name; })->second;
    settings.options.isMean = recipe::textOption(options, "norm") == "mean";
    settings.options.transpose = recipe::boolOption(options, "transpose");
    settings.pairWeight = recipe::realOption(options, "lw_opp");
    settings.keptWeight = recipe::realOption(options, "lw_orth_reg");
    return settings;
}

bool DecorrelationSettings::actsOnAllLayers() const
{
    return options.scheme == Decorrelating::V1 || options.scheme == Decorrelating::V2;
}

DecorrelationFactors DecorrelationSettings::at(double lambda) const
{
    switch (options.scheme) {
    case Decorrelating::V5:
    case Decorrelating::V5_2: return {pairWeight * lambda, 0.0};
    case Decorrelating::V6: return {pairWeight * lambda, keptWeight};
    default: return {pairWeight, 0.0};
    }
}

} // namespace espalier::methods
