// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/translate.h"
#include "methods/sparsity_method.h"

namespace espalier::methods {

namespace {

/// Global sparsity of batch norm scales (methods.md 3.10, stage 2; Network Slimming): every scale is drawn to zero,
/// those of locked groups excepted, and the training decides which give way.
class BnSparsity : public SparsityMethod {
public:
    std::string phase() const override { return "sparsify"; }
    std::vector<std::pair<std::string, std::int64_t>> plannedPhases(const recipe::Options &) const override
    {
        return {{"sparsify", 0}};
    }

    /// By the recipe's ratios, or without any what has collapsed.
    graph::Plan plan() const override
    {
        if (!hasRatios())
            return collapsed();
        const auto plan = byRatios();
        return plan ? *plan : graph::Plan();
    }

protected:
    base::Result<std::optional<graph::Plan>> chooseTargets(const MethodContext &) override
    {
        return std::optional<graph::Plan>();
    }
};

} // namespace

MethodEntry makeBnSparsityEntry()
{
    recipe::MethodSchema schema;
    schema.id = "bn_sparsity";
    schema.title = ESP_TR("Engine", "Scale sparsity");
    schema.summary = ESP_TR("Engine", "Draws the scales of all batch norms to zero while training, so that they show which "
                                      "channels matter. Touches the channels that stay as well.");
    schema.paper = "Liu et al., Learning Efficient Convolutional Networks through Network Slimming, ICCV 2017";
    schema.options = sparsityOptions(1e-4);
    schema.needsRatios = false;
    schema.endsByItself = false;
    return {schema, [] { return std::make_unique<BnSparsity>(); }};
}

} // namespace espalier::methods
