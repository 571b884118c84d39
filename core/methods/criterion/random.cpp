// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/translate.h"
#include "methods/method.h"

#include "base/random.h"

namespace espalier::methods {

namespace {

class RandomChoice : public Criterion {
public:
    std::vector<double> score(const GroupView &group, const recipe::Options &, std::uint64_t seed) const override
    {
        std::vector<double> scores(static_cast<std::size_t>(group.channels));
        for (std::size_t channel = 0; channel < scores.size(); ++channel)
            scores[channel] = base::randomUnit(seed, group.id.index(), channel);
        return scores;
    }
};

} // namespace

CriterionEntry makeRandomEntry()
{
    recipe::CriterionSchema schema;
    schema.id = "random";
    schema.title = ESP_TR("Engine", "Random");
    schema.summary = ESP_TR("Engine", "A seeded draw per channel. What any criterion must beat.");
    return {schema, [] { return std::make_unique<RandomChoice>(); }};
}

} // namespace espalier::methods
