// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/translate.h"
#include "methods/member_criterion.h"
#include "methods/scores.h"
#include "methods/weight_masks.h"

#include <ATen/core/Tensor.h>

namespace espalier::methods {

namespace {

class L1 : public MemberCriterion {
public:
    std::vector<double> score(const GroupView &group, const recipe::Options &options, std::uint64_t seed) const override
    {
        return mixOf(options) == ScoreMix::Mean ? l1Scores(group) : MemberCriterion::score(group, options, seed);
    }

    std::vector<std::vector<double>> memberScores(const GroupView &group, const recipe::Options &,
                                                  std::uint64_t) const override
    {
        return scoresByMember(
            group, [&](const ProducerView &producer) { return l1ScoreTensor(producer, group.channels); });
    }
};

} // namespace

CriterionEntry makeL1Entry()
{
    recipe::CriterionSchema schema;
    schema.id = "l1";
    schema.title = ESP_TR("Engine", "L1");
    schema.summary =
        ESP_TR("Engine", "Mean absolute weight of the filter. No data, no training; the baseline to beat.");
    schema.paper = "Li et al., Pruning Filters for Efficient ConvNets, ICLR 2017";
    schema.options = rankRuleOptions();
    for (const recipe::OptionSchema &option : weightMaskOptions())
        schema.options.push_back(option);
    return {schema, [] { return std::make_unique<L1>(); }};
}

} // namespace espalier::methods
