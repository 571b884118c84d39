// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/random_plan.h"

#include "graph/planning.h"

#include <stdexcept>

namespace espalier::test {

graph::Plan randomPlan(const graph::Structure &structure, std::uint64_t seed, double ratio, double blocks)
{
    graph::PlanRequest request;
    for (const graph::Group &group : structure.groups)
        request.ratios.push_back(group.producers.empty() ? blocks : ratio);
    request.pick = graph::Pick::Random;
    request.seed = seed;
    auto result = graph::makePlan(structure, request);
    if (!result)
        throw std::runtime_error(base::toString(result.problem()));
    return result->plan;
}

} // namespace espalier::test
