// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/translate.h"
#include "methods/member_criterion.h"
#include "methods/scores.h"

#include <ATen/ATen.h>

namespace espalier::methods {

namespace {

/// Root mean square of each filter: its L2 norm over sqrt(elements), so that layers of all sizes compare.
class L2 : public MemberCriterion {
public:
    std::vector<std::vector<double>> memberScores(const GroupView &group, const recipe::Options &,
                                                  std::uint64_t) const override
    {
        return scoresByMember(group, [&](const ProducerView &producer) {
            return channelRows(producer, group.channels).square().mean(1).sqrt();
        });
    }
};

} // namespace

CriterionEntry makeL2Entry()
{
    recipe::CriterionSchema schema;
    schema.id = "l2";
    schema.title = ESP_TR("Engine", "L2");
    schema.summary = ESP_TR("Engine", "Root mean square weight of the filter. Punishes single small weights less than L1.");
    schema.paper = "He et al., Soft Filter Pruning for Accelerating Deep CNNs, IJCAI 2018";
    schema.options = rankRuleOptions();
    return {schema, [] { return std::make_unique<L2>(); }};
}

} // namespace espalier::methods
