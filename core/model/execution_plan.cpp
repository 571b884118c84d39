// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/execution_plan.h"

namespace espalier::model {
namespace {

using graph::ValueId;

std::vector<ValueId> valuesOf(const PreparedCall &call)
{
    std::vector<ValueId> values = call.outputs; // a result that nobody reads goes at once
    for (const auto &slot : call.tensors)
        values.push_back(slot.value);
    for (const auto &slot : call.lists)
        values.insert(values.end(), slot.values.begin(), slot.values.end());
    return values;
}

/// Backwards over the steps: the first time that a value is met is its last use.
void markReleases(const graph::Graph &graph, const std::vector<PreparedCall> &calls, Plan &plan)
{
    std::vector<bool> needed(graph.values().size(), false);
    for (const ValueId output : graph.outputs())
        needed[output.index()] = true;
    for (std::size_t v = 0; v < needed.size(); ++v)
        needed[v] = needed[v] || graph.values()[v].isStored();
    for (auto step = plan.rbegin(); step != plan.rend(); ++step) {
        for (const std::size_t call : step->calls) {
            for (const ValueId value : valuesOf(calls[call])) {
                if (!value.isValid() || needed[value.index()])
                    continue;
                needed[value.index()] = true;
                step->released.push_back(value);
            }
        }
    }
}

} // namespace

Plan plainPlan(const graph::Graph &graph, const std::vector<PreparedCall> &calls)
{
    Plan plan;
    for (std::size_t call = 0; call < calls.size(); ++call)
        plan.push_back({{call}, nullptr, {}});
    markReleases(graph, calls, plan);
    return plan;
}

Plan fusedPlan(const graph::Graph &graph, const std::vector<PreparedCall> &calls, const std::vector<NormChain> &chains)
{
    std::vector<const NormChain *> endingAt(calls.size(), nullptr);
    std::vector<bool> moved(calls.size(), false);
    for (const NormChain &chain : chains) {
        endingAt[chain.relu] = &chain;
        moved[chain.norm] = true;
        if (chain.add)
            moved[*chain.add] = true;
    }
    Plan plan;
    for (std::size_t call = 0; call < calls.size(); ++call) {
        if (moved[call])
            continue;
        Step step{{call}, endingAt[call], {}};
        if (const NormChain *chain = endingAt[call])
            step.calls = chain->add ? std::vector{chain->norm, *chain->add, call} : std::vector{chain->norm, call};
        plan.push_back(std::move(step));
    }
    markReleases(graph, calls, plan);
    return plan;
}

} // namespace espalier::model
