// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/translate.h"
#include "methods/member_criterion.h"
#include "methods/scores.h"
#include "recipe/option_schemas.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <map>

namespace espalier::methods {

namespace {

/// First-order Taylor term: mean |w * g| of the filter's elements, averaged over batches. Elements one by one: the sum of
/// w * g over a filter that a batch norm rescales is 0.
class Taylor : public MemberCriterion {
public:
    std::vector<std::vector<double>> memberScores(const GroupView &group, const recipe::Options &,
                                                  std::uint64_t) const override
    {
        return scoresByMember(group, [&](const ProducerView &producer) {
            const auto sum = m_sums.find(producer.weightName);
            if (sum == m_sums.end())
                return at::Tensor();
            ProducerView products = producer;
            products.weight = sum->second / static_cast<double>(m_batches);
            return channelRows(products, group.channels).mean(1);
        });
    }

    std::int64_t gradientBatches(const recipe::Options &options) const override
    {
        return recipe::integerOption(options, "batches");
    }

    void addGradients(const std::vector<GroupView> &groups) override
    {
        const at::NoGradGuard noGrad;
        ++m_batches;
        std::map<std::string, at::Tensor> seen;
        for (const GroupView &group : groups)
            for (const ProducerView &producer : group.producers)
                if (producer.weight.grad().defined())
                    seen.emplace(producer.weightName, producer.weight);
        for (const auto &[name, weight] : seen) {
            const at::Tensor product = (weight.detach() * weight.grad()).abs();
            const auto [sum, isNew] = m_sums.emplace(name, product);
            if (!isNew)
                sum->second += product;
        }
    }

private:
    std::map<std::string, at::Tensor> m_sums; ///< by weight name, summed over batches
    std::int64_t m_batches = 0;
};

recipe::OptionSchema batchesOption()
{
    return recipe::atLeast(
        recipe::integerSchema("batches", ESP_TR("Engine", "Batches"), 32,
                              ESP_TR("Engine", "Batches of 128 training images over which gradients are averaged.")),
        1);
}

} // namespace

CriterionEntry makeTaylorEntry()
{
    recipe::CriterionSchema schema;
    schema.id = "taylor";
    schema.title = ESP_TR("Engine", "Taylor");
    schema.summary = ESP_TR("Engine", "Size of weight times gradient: the first-order guess of what the loss would change. "
                                      "Needs training images.");
    schema.paper = "Molchanov et al., Importance Estimation for Neural Network Pruning, CVPR 2019";
    schema.options = rankRuleOptions();
    schema.options.insert(schema.options.begin() + 1, batchesOption()); // behind pick
    return {schema, [] { return std::make_unique<Taylor>(); }};
}

} // namespace espalier::methods
