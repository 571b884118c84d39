// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/translate.h"
#include "methods/growing_method.h"
#include "methods/picking.h"

namespace espalier::methods {

namespace {

using base::Status;

/// FixReg (methods.md 3.2): the full L2 factor on the L1 choice from the first iteration on.
class FixReg : public GrowingMethod {
public:
    std::vector<std::pair<std::string, std::int64_t>> plannedPhases(const recipe::Options &options) const override;

protected:
    Status begin(const MethodContext &context) override;
    void grow(const std::vector<std::size_t> &open, const std::vector<double> &ratios, std::int64_t iteration) override;

private:
    std::int64_t m_length = 50000;
};

Status FixReg::begin(const MethodContext &context)
{
    m_growth.ceiling = recipe::realOption(context.options, "reg_upper_limit");
    m_length = recipe::integerOption(context.options, "fix_reg_interval");
    return beginChosen(context, weightScopeOf(context.options));
}

void FixReg::grow(const std::vector<std::size_t> &open, const std::vector<double> &ratios, std::int64_t iteration)
{
    for (std::size_t i = 0; i < open.size(); ++i) {
        m_ratios.add(open[i], ratios[i]);
        m_groups.setFactors(open[i], static_cast<float>(m_growth.ceiling));
        if (iteration > m_length)
            m_groups.finish(open[i], iteration);
    }
}

std::vector<std::pair<std::string, std::int64_t>> FixReg::plannedPhases(const recipe::Options &options) const
{
    const std::int64_t interval = recipe::integerOption(options, "update_interval");
    const std::int64_t length = recipe::integerOption(options, "fix_reg_interval");
    return {{"push", (length / interval + 1) * interval},
            {"stabilise", recipe::integerOption(options, "stabilize_interval") + 1}};
}

recipe::OptionSchema factorOption()
{
    recipe::OptionSchema option = ceilingOption();
    option.title = ESP_TR("Engine", "Penalty factor");
    option.help = ESP_TR("Engine", "The constant factor of the penalty (tau). The published rows amount to 2.");
    return option;
}

recipe::OptionSchema lengthOption()
{
    recipe::OptionSchema option =
        countOption("fix_reg_interval", ESP_TR("Engine", "Length of the penalty"), 50000,
                    ESP_TR("Engine", "The penalty lasts until the first update behind so many iterations."));
    option.scaled = true;
    return option;
}

} // namespace

MethodEntry makeFixregEntry()
{
    recipe::MethodSchema schema;
    schema.id = "fixreg";
    schema.title = ESP_TR("Engine", "FixReg");
    schema.summary = ESP_TR("Engine", "Pushes the smallest filters with a constant L2 penalty, then cuts. "
                                      "What growing regularisation is compared with.");
    schema.paper = "Wang et al., Neural Pruning via Growing Regularization, ICLR 2021";
    schema.options = {updateIntervalOption(), stabilizeIntervalOption(0), factorOption(), lengthOption(),
                      pickOption(), weightGroupOption(), blockGradientOption()};
    return {schema, [] { return std::make_unique<FixReg>(); }};
}

} // namespace espalier::methods
