// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/translate.h"
#include "methods/member_criterion.h"
#include "methods/scores.h"

#include <ATen/core/Tensor.h>

namespace espalier::methods {

namespace {

/// |gamma| of the batch norm that alone reads the channel. Groups without one have no score.
class BnScale : public MemberCriterion {
public:
    std::vector<std::vector<double>> memberScores(const GroupView &group, const recipe::Options &,
                                                  std::uint64_t) const override
    {
        return gammaScores(group);
    }
};

} // namespace

CriterionEntry makeBnScaleEntry()
{
    recipe::CriterionSchema schema;
    schema.id = "bn_scale";
    schema.title = ESP_TR("Engine", "Batch norm scale");
    schema.summary = ESP_TR("Engine", "Size of the batch norm's scale. Says something once a penalty has drawn scales apart.");
    schema.paper = "Liu et al., Learning Efficient Convolutional Networks through Network Slimming, ICCV 2017";
    schema.options = scaleRuleOptions();
    return {schema, [] { return std::make_unique<BnScale>(); }};
}

} // namespace espalier::methods
