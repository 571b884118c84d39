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

/// Largest |gradient| of the batch norm's scale over the batches: 0 means that the channel reaches no
/// decision, whatever its scale (methods.md 3.12, dead gradient). Groups without such a norm have no score.
class ScaleGradient : public MemberCriterion
{
public:
    std::vector<std::vector<double>> memberScores(const GroupView &group, const recipe::Options &,
                                                  std::uint64_t) const override
    {
        return scoresByMember(group, [&](const ProducerView &producer) {
            const auto largest = m_largest.find(producer.gammaName);
            return largest == m_largest.end() ? at::Tensor()
                                              : byChannel(largest->second, producer, group.channels);
        });
    }

    std::int64_t gradientBatches(const recipe::Options &options) const override
    {
        return recipe::integerOption(options, "batches");
    }

    void addGradients(const std::vector<GroupView> &groups) override
    {
        const at::NoGradGuard noGrad;
        for (const GroupView &group : groups)
            for (const ProducerView &producer : group.producers) {
                if (!producer.gamma.defined() || !producer.gamma.grad().defined())
                    continue;
                const at::Tensor size = producer.gamma.grad().abs();
                at::Tensor &largest = m_largest[producer.gammaName];
                largest = largest.defined() ? at::maximum(largest, size) : size;
            }
    }

private:
    std::map<std::string, at::Tensor> m_largest; ///< by the scale's name
};

recipe::OptionSchema batchesOption()
{
    return recipe::atLeast(
        recipe::integerSchema("batches", ESP_TR("Engine", "Batches"), 32,
                              ESP_TR("Engine", "Batches of 128 training images that are looked at.")),
        1);
}

std::vector<recipe::OptionSchema> schemas()
{
    std::vector<recipe::OptionSchema> options = scaleRuleOptions();
    for (recipe::OptionSchema &option : options)
        if (option.name == "threshold")
            option.defaultValue = 0.0; // a dead gradient is exactly 0
    options.insert(options.begin() + 1, batchesOption());
    return options;
}

} // namespace

CriterionEntry makeScaleGradientEntry()
{
    recipe::CriterionSchema schema;
    schema.id = "scale_gradient";
    schema.title = ESP_TR("Engine", "Gradient of the scale");
    schema.summary = ESP_TR(
        "Engine", "Largest gradient of the batch norm's scale over some batches: without ratios, channels go "
                  "whose gradient is dead. Needs training images.");
    schema.options = schemas();
    return {schema, [] { return std::make_unique<ScaleGradient>(); }};
}

} // namespace espalier::methods
