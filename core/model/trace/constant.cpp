// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/trace/rules.h"

namespace espalier::model::trace {

namespace {

/// A tensor made by the graph itself gets fresh labels on every axis, like a stored one.
bool factory(Walk &walk, Call &call)
{
    const graph::Value &value = walk.graph().value(call.node().outputs[0]);
    std::vector<Layer> layers;
    for (std::size_t axis = 0; axis < value.shape.size(); ++axis)
        if (call.shape()[axis] > 1 && !value.shape[axis].timesBatch)
            layers.push_back(walk.freshLayer(call.shape(), static_cast<int>(axis), value.name, false));
    call.setLayers(std::move(layers));
    return true;
}

} // namespace

void addConstantRules(RuleTable &table)
{
    for (const char *op : {"zeros", "ones", "full", "empty", "arange", "linspace", "eye", "scalar_tensor", "rand",
                           "randn", "new_zeros", "new_ones", "new_full", "new_empty"})
        table[op] = factory;
}

} // namespace espalier::model::trace
