// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/translate.h"
#include "methods/growing_method.h"
#include "methods/picking.h"

namespace espalier::methods {

namespace {

using base::Status;

/// GReg-1 (methods.md 3.3): slowly growing L2 drives the filters chosen at start to zero.
class Greg1 : public GrowingMethod {
public:
    std::vector<std::pair<std::string, std::int64_t>> plannedPhases(const recipe::Options &options) const override;

protected:
    Status begin(const MethodContext &context) override;
    void grow(const std::vector<std::size_t> &open, const std::vector<double> &ratios, std::int64_t iteration) override;

private:
    double m_ratioLimit = 1000.0;
};

Status Greg1::begin(const MethodContext &context)
{
    m_growth = growthOf(context.options);
    m_ratioLimit = recipe::realOption(context.options, "mag_ratio_limit");
    if (const Status grows = requireGrowth(m_growth, "granularity_prune"); !grows)
        return grows;
    return beginChosen(context, weightScopeOf(context.options));
}

void Greg1::grow(const std::vector<std::size_t> &open, const std::vector<double> &ratios, std::int64_t iteration)
{
    for (std::size_t i = 0; i < open.size(); ++i) {
        const std::size_t g = open[i];
        // In turn: the early stop asks for every ratio that is known by now.
        m_ratios.add(g, ratios[i]);
        m_groups.setFactors(g, grown(m_groups[g].factor, m_growth));
        if (isBeyondCeiling(g) || m_ratios.allReached(m_ratioLimit))
            m_groups.finish(g, iteration);
    }
}

std::vector<std::pair<std::string, std::int64_t>> Greg1::plannedPhases(const recipe::Options &options) const
{
    const auto updates = updatesToCeiling(growthOf(options));
    const std::int64_t interval = recipe::integerOption(options, "update_interval");
    return {{"push", updates ? (*updates - 1) * interval : 0},
            {"stabilise", recipe::integerOption(options, "stabilize_interval") + 1}};
}

} // namespace

MethodEntry makeGreg1Entry()
{
    recipe::MethodSchema schema;
    schema.id = "greg1";
    schema.title = ESP_TR("Engine", "GReg-1");
    schema.summary = ESP_TR("Engine", "Pushes the smallest filters to zero with a slowly growing L2 penalty, "
                                      "then cuts. Keeps more accuracy "
                                      "than cutting at once; costs a long training phase.");
    schema.paper = "Wang et al., Neural Pruning via Growing Regularization, ICLR 2021";
    schema.options = {updateIntervalOption(), stabilizeIntervalOption(), ceilingOption(), growthStepOption(),
                      magnitudeLimitOption(), pickOption(), weightGroupOption(), blockGradientOption()};
    return {schema, [] { return std::make_unique<Greg1>(); }};
}

} // namespace espalier::methods
