// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/channel_tracer.h"

#include "base/text.h"
#include "model/approximate.h"
#include "model/labels.h"
#include "model/trace/class_table.h"
#include "model/trace/grouping.h"
#include "model/trace/structure_builder.h"
#include "model/trace/visiting.h"

namespace espalier::model {

namespace {

/// Final layers in which something can be removed.
std::vector<std::vector<trace::Layer>> movableLayers(trace::Walk &walk, const trace::ClassTable &classes)
{
    std::vector<std::vector<trace::Layer>> result;
    for (const trace::Traced &value : walk.values()) {
        std::vector<trace::Layer> &layers = result.emplace_back();
        for (const trace::Layer &layer : value.layers) {
            const trace::Labels1d labels = layer.labels();
            if (std::any_of(labels.begin(), labels.end(), [&](trace::Label label) { return classes.isMovable(label); }))
                layers.push_back(layer);
        }
    }
    return result;
}

base::Status checkRanks(const graph::Graph &graph)
{
    for (const graph::Value &value : graph.values())
        if (value.shape.size() > trace::AxisSet::MostAxes)
            return base::Problem{base::ProblemCode::Unsupported,
                                 base::cat("A value has ", value.shape.size(), " axes, more than ", trace::AxisSet::MostAxes, "."), value.name,
                                 "Channels can't be followed through it: export the network in another way."};
    return {};
}

} // namespace

base::Result<Trace> traceChannels(const Network &network)
{
    if (const base::Status status = validate(network); !status)
        return status.problem();
    if (const base::Status status = checkRanks(*network.graph); !status)
        return status.problem();
    trace::Walk walk(network);
    auto labels = std::make_shared<Labels>();
    labels->shuffles = trace::visitAll(walk);
    trace::ClassTable classes = trace::resolveClasses(walk);
    labels->constraints = trace::collectConstraints(walk, classes);
    labels->labelCount = classes.root.size();
    labels->layers = movableLayers(walk, classes);
    for (const auto &[node, group] : walk.findings().groupLabels)
        for (const trace::Label label : group)
            labels->groupLabels[node].push_back(classes.rootOf(label));
    for (const auto &[node, marked] : walk.findings().approximate)
        if (std::any_of(marked.begin(), marked.end(), [&](trace::Label label) { return classes.isMovable(classes.rootOf(label)); }))
            labels->approximate.insert(node);
    labels->sums = walk.findings().sums;

    const trace::Grouping grouping(walk, classes, labels->constraints);
    for (const trace::ChannelGroup &group : grouping.groups())
        labels->channels.push_back(group.channels);
    auto structure = std::make_shared<graph::Structure>(trace::buildStructure({walk, classes, grouping, *labels}));
    return Trace{std::move(structure), std::move(labels)};
}

std::vector<base::NodeId> approximateNodes(const Trace &trace)
{
    return {trace.labels->approximate.begin(), trace.labels->approximate.end()};
}

} // namespace espalier::model
