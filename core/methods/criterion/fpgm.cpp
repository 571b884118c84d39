// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/translate.h"
#include "methods/member_criterion.h"
#include "methods/scores.h"

#include <ATen/ATen.h>

namespace espalier::methods {

namespace {

/// Sum of the distances from a filter to all others of its layer (methods.md 3.15): what lies near the geometric median
/// can be said by the others.
class Fpgm : public MemberCriterion {
public:
    std::vector<std::vector<double>> memberScores(const GroupView &group, const recipe::Options &,
                                                  std::uint64_t) const override
    {
        // Differences themselves, not |a|^2 + |b|^2 - 2ab: equal filters have to be 0 apart.
        constexpr std::int64_t WithoutProducts = 2;
        return scoresByMember(group, [&](const ProducerView &producer) {
            const at::Tensor rows = channelRows(producer, group.channels).to(at::kDouble);
            return at::cdist(rows, rows, 2.0, WithoutProducts).sum(1);
        });
    }
};

} // namespace

CriterionEntry makeFpgmEntry()
{
    recipe::CriterionSchema schema;
    schema.id = "fpgm";
    schema.title = ESP_TR("Engine", "FPGM");
    schema.summary =
        ESP_TR("Engine", "Distance to all other filters of the layer. Removes what the others can replace, whatever its size.");
    schema.paper = "He et al., Filter Pruning via Geometric Median, CVPR 2019";
    schema.options = rankRuleOptions();
    return {schema, [] { return std::make_unique<Fpgm>(); }};
}

} // namespace espalier::methods
