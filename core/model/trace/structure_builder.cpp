// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/trace/structure_builder.h"

#include "base/text.h"
#include "model/trace/call.h"

#include <map>

namespace espalier::model::trace {

std::string placeOf(const graph::Graph &graph, NodeId id)
{
    const graph::Node &node = graph.node(id);
    const std::string op = shortName(node.op);
    return node.module.empty() ? base::cat(op, " (node ", id.value, ")") : base::cat(op, " at ", node.module);
}

namespace {

std::string layerName(const graph::Graph &graph, const Contraction &contraction)
{
    const std::string &module = graph.node(contraction.node).module;
    if (!contraction.weight.isValid())
        return module.empty() ? placeOf(graph, contraction.node) : module;
    const std::string &weight = graph.value(contraction.weight).name;
    for (const std::string suffix : {".weight", "_weight"})
        if (weight.size() > suffix.size() && weight.ends_with(suffix))
            return weight.substr(0, weight.size() - suffix.size());
    return module.empty() ? weight : module;
}

/// Names by index of contraction; a weight that is used again gets a number.
std::vector<std::string> layerNames(const Walk &walk, const std::vector<Contraction> &contractions)
{
    std::vector<std::string> names;
    std::map<std::string, int> uses;
    for (const Contraction &contraction : contractions) {
        std::string name = layerName(walk.graph(), contraction);
        const int use = ++uses[name];
        names.push_back(use == 1 ? name : base::cat(name, "#", use));
    }
    return names;
}

} // namespace

graph::Structure buildStructure(const Traces &traces)
{
    graph::Structure structure;
    const std::vector<std::string> names = layerNames(traces.walk, traces.walk.findings().contractions);
    buildGroups(traces, names, &structure);
    buildLayers(traces, names, &structure);
    return structure;
}

} // namespace espalier::model::trace
