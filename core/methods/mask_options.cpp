// SPDX-License-Identifier: GPL-3.0-or-later
#include "methods/mask_options.h"

#include "base/translate.h"
#include "methods/picking.h"
#include "recipe/option_schemas.h"

#include <algorithm>
#include <iterator>

namespace espalier::methods {

using recipe::OptionSchema;

namespace {

OptionSchema share(const char *name, const char *title, double value, const char *help)
{
    return recipe::atMost(recipe::atLeast(recipe::realSchema(name, title, value, help), 0.0), 1.0);
}

OptionSchema thresholdOption()
{
    return recipe::atLeast(
        recipe::realSchema("threshold", ESP_TR("Engine", "Threshold"), 0.01,
                           ESP_TR("Engine", "Channels whose score is not above this go (tau of the rule absolute).")),
        0.0);
}

OptionSchema deltaOption()
{
    return recipe::advanced(recipe::below(
        share("delta", ESP_TR("Engine", "Energy given up"), 1e-4,
              ESP_TR("Engine", "Share of a layer's squared scores that may go (delta of the rule ot).")),
        1.0));
}

std::vector<OptionSchema> limitOptions()
{
    using namespace recipe;
    return {below(share("percentile", ESP_TR("Engine", "Share of all channels"), 0.5,
                        ESP_TR("Engine", "Share of all scores, of every layer together, that goes (rule percentile).")),
                  1.0),
            advanced(boolSchema("keep_half", ESP_TR("Engine", "Keep half"), false,
                                ESP_TR("Engine", "At most half of a layer's channels go."))),
            advanced(share("cap", ESP_TR("Engine", "Cap per layer"), 1.0,
                           ESP_TR("Engine", "At most this share of a layer's channels goes."))),
            advanced(atLeast(integerSchema("min_channels", ESP_TR("Engine", "Channels kept at least"), 1,
                                           ESP_TR("Engine", "Channels of each layer that stay in any case.")),
                             1))};
}

void append(std::vector<OptionSchema> &to, std::vector<OptionSchema> more)
{
    to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

double realOr(const recipe::Options &options, const std::string &name, double otherwise)
{
    return options.contains(name) ? recipe::realOption(options, name) : otherwise;
}

bool isOn(const recipe::Options &options, const std::string &name)
{
    return options.contains(name) && recipe::boolOption(options, name);
}

std::string ruleName(const recipe::Options &options)
{
    return options.contains("rule") ? recipe::textOption(options, "rule") : "ratio";
}

} // namespace

std::vector<OptionSchema> agreementOptions()
{
    using namespace recipe;
    std::vector<std::string> policies = graph::groupPolicyNames();
    policies.insert(policies.begin(), "auto");
    return {advanced(choiceSchema(
                "group_policy", ESP_TR("Engine", "Tied layers"), std::move(policies),
                ESP_TR("Engine", "How layers that are tied by additions agree; auto: they vote, or share one score where a target "
                                 "is searched for."))),
            advanced(choiceSchema("group_score", ESP_TR("Engine", "Score of tied layers"), {"mean", "rms", "max"},
                                  ESP_TR("Engine", "How the scores of tied layers become one.")))};
}

std::vector<OptionSchema> scaleRuleOptions()
{
    using namespace recipe;
    std::vector<OptionSchema> options = {
        pickOption(),
        choiceSchema("rule", ESP_TR("Engine", "Rule"), {"auto", "ratio", "absolute", "ot", "percentile", "uniform", "two_means", "mixture"},
                     ESP_TR("Engine", "What decides: the recipe's ratios, one threshold for all layers, the energy of each layer, "
                                      "a share of all scores, the first channels of each layer, or one threshold where the scores part into two heaps, "
                                      "by 2-means or by a mixture of two normal distributions. With a target in the recipe, "
                                      "absolute, percentile and uniform search for their value. auto: by ratios if there are "
                                      "any, else absolute.")),
        thresholdOption(), deltaOption()};
    append(options, limitOptions());
    append(options,
           {advanced(boolSchema("by_score", ESP_TR("Engine", "Uniform by score"), false,
                                ESP_TR("Engine", "The rule uniform takes the smallest scores instead of the first channels."))),
            advanced(boolSchema("per_layer_normalise", ESP_TR("Engine", "Normalise per layer"), false,
                                ESP_TR("Engine", "The rule absolute divides scores by their layer's sum.")))});
    append(options, agreementOptions());
    return options;
}

std::vector<OptionSchema> rankRuleOptions()
{
    using namespace recipe;
    std::vector<OptionSchema> options = {
        pickOption(),
        choiceSchema("rule", ESP_TR("Engine", "Rule"), {"ratio", "percentile"},
                     ESP_TR("Engine", "What decides: the recipe's ratios layer by layer, or a share of all scores together. With a "
                                      "target in the recipe, percentile searches for its share."))};
    append(options, limitOptions());
    options.push_back(advanced(
        boolSchema("skip_strided", ESP_TR("Engine", "Skip strided layers"), false,
                   ESP_TR("Engine", "Layers whose convolution has a stride above 1 stay whole (rule percentile)."))));
    append(options, agreementOptions());
    return options;
}

ScoreMix mixOf(const recipe::Options &options)
{
    if (!options.contains("group_score"))
        return ScoreMix::Mean;
    const std::string &name = recipe::textOption(options, "group_score");
    if (name == "max")
        return ScoreMix::Largest;
    return name == "rms" ? ScoreMix::RootMeanSquare : ScoreMix::Mean;
}

MaskAgreement agreementOf(const recipe::Options &options, bool searches)
{
    MaskAgreement agreement;
    agreement.mix = mixOf(options);
    const std::string name = options.contains("group_policy") ? recipe::textOption(options, "group_policy") : "auto";
    if (name != "auto")
        agreement.policy = graph::groupPolicyOf(name);
    else if (searches)
        agreement.policy = graph::GroupPolicy::Score;
    return agreement;
}

bool ruleNeedsRatios(const recipe::Options &options)
{
    if (options.contains("pattern") && recipe::textOption(options, "pattern") != "none")
        return false;
    const std::string name = ruleName(options);
    return name == "ratio" || name == "uniform";
}

std::optional<MaskRule> ruleOf(const recipe::Options &options, bool hasRatios)
{
    const std::string name = ruleName(options);
    if (name == "ratio" || (name == "auto" && hasRatios))
        return std::nullopt;
    MaskRule rule;
    if (name == "ot")
        rule.kind = MaskRule::Kind::Optimal;
    else if (name == "percentile")
        rule.kind = MaskRule::Kind::Percentile;
    else if (name == "uniform")
        rule.kind = MaskRule::Kind::Uniform;
    else if (name == "two_means")
        rule.kind = MaskRule::Kind::TwoMeans;
    else if (name == "mixture")
        rule.kind = MaskRule::Kind::Mixture;
    rule.threshold = realOr(options, "threshold", rule.threshold);
    rule.delta = realOr(options, "delta", rule.delta);
    rule.share = realOr(options, "percentile", rule.share);
    rule.cap = std::min(realOr(options, "cap", rule.cap), isOn(options, "keep_half") ? 0.5 : 1.0);
    if (options.contains("min_channels"))
        rule.minimum = static_cast<std::int32_t>(recipe::integerOption(options, "min_channels"));
    rule.byScore = isOn(options, "by_score");
    rule.normalise = isOn(options, "per_layer_normalise");
    return rule;
}

} // namespace espalier::methods
