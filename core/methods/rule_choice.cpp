// SPDX-License-Identifier: GPL-3.0-or-later
#include "methods/rule_choice.h"

#include "base/translate.h"

#include <algorithm>

namespace espalier::methods {

namespace {

bool isStrided(const GroupView &group, const graph::Structure &structure)
{
    return std::any_of(group.producers.begin(), group.producers.end(), [&](const ProducerView &producer) {
        const graph::Layer *layer = structure.layer(producer.layer);
        return layer && layer->stride > 1;
    });
}

} // namespace

std::vector<ScoredGroup> scoredGroups(const RuleChoice &choice)
{
    const recipe::Options &options = choice.options;
    const bool skipsStrided = options.contains("skip_strided") && recipe::boolOption(options, "skip_strided");
    std::vector<ScoredGroup> scored;
    for (const GroupView &group : choice.groups) {
        const std::size_t index = group.id.index();
        ScoredGroup entry{
            group.id, group.name, {}, choice.plan.ratios[index], choice.plan.originalChannels[index]};
        entry.members = choice.criterion.memberScores(group, options, choice.plan.seed);
        const bool isSkipped = skipsStrided && isStrided(group, choice.structure);
        if (!entry.members.empty() && !choice.plan.limits.locked.contains(group.id) && !isSkipped)
            scored.push_back(std::move(entry));
    }
    return scored;
}

base::Result<RulePlan> chooseByRule(const RuleChoice &choice, const MaskRule &rule,
                                    std::vector<ScoredGroup> groups)
{
    if (groups.empty())
        return base::Problem{base::ProblemCode::Unsupported,
                             ESP_TR("Engine", "the criterion can score no group of this network."),
                             "criterion", ESP_TR("Engine", "Choose a criterion on weights, such as l1.")};
    const bool searches = choice.target && rule.hasValue();
    RuleRequest request;
    request.rule = rule;
    request.agreement = agreementOf(choice.options, searches);
    request.groups = std::move(groups);
    request.plan = choice.plan;
    return searches ? planForTarget(choice.structure, request, *choice.target)
                    : planByRule(choice.structure, std::move(request));
}

} // namespace espalier::methods
