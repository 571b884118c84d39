// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/translate.h"
#include "methods/picking.h"

namespace espalier::methods {

namespace {

class L1 : public Criterion {
public:
    std::vector<double> score(const GroupView &group, const recipe::Options &, std::uint64_t) const override
    {
        return l1Scores(group);
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
    schema.options = {pickOption()};
    return {schema, [] { return std::make_unique<L1>(); }};
}

} // namespace espalier::methods
