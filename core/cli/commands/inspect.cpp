// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/text_table.h"
#include "engine/graph_text.h"
#include "engine/model_opener.h"
#include "engine/preflight.h"
#include "graph/cost.h"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace espalier::cli {

namespace {

Json modelJson(const engine::ModelPoint &model)
{
    const auto &graph = *model.state.network.graph;
    Json inputs = Json::array(), outputs = Json::array();
    for (const auto id : graph.inputs())
        inputs.push_back({{"name", graph.value(id).name},
                          {"shape", engine::valueShape(graph, id)},
                          {"dtype", graph::toString(graph.value(id).dtype)}});
    for (const auto id : graph.outputs())
        outputs.push_back({{"shape", engine::valueShape(graph, id)}});
    return {{"source", model.source}, {"format", model.format}, {"inputs", inputs}, {"outputs", outputs}};
}

/// Output channels of a layer that belong to groups.
std::int64_t freeChannels(const graph::Structure &structure, const graph::Layer &layer)
{
    std::int64_t free = 0;
    for (const auto &term : layer.out.terms)
        free += term.multiplicity * structure.group(term.group).channels;
    return free;
}

std::int64_t prunableLayers(const graph::Structure &structure)
{
    return std::count_if(structure.layers.begin(), structure.layers.end(),
                         [&](const graph::Layer &layer) { return freeChannels(structure, layer) > 0; });
}

Json coverageJson(const graph::Structure &structure, const graph::Preview &preview)
{
    std::int64_t channels = 0, free = 0;
    for (std::size_t i = 0; i < structure.layers.size(); ++i) {
        channels += preview.layersBefore[i].out;
        free += freeChannels(structure, structure.layers[i]);
    }
    return {{"layers", structure.layers.size()}, {"prunable", prunableLayers(structure)}, {"channels", channels}, {"free_channels", free}};
}

Json layersJson(const graph::Structure &structure, const graph::Preview &preview)
{
    Json layers = Json::array();
    for (std::size_t i = 0; i < structure.layers.size(); ++i) {
        const auto &layer = structure.layers[i];
        const auto &cost = preview.layersBefore[i];
        layers.push_back({{"name", layer.name},
                          {"op", layer.op},
                          {"in", cost.in},
                          {"out", cost.out},
                          {"free", freeChannels(structure, layer)},
                          {"groups", layer.groups},
                          {"parameters", cost.parameters},
                          {"macs", cost.macs},
                          {"group", groupJson(layer.group)},
                          {"frozen", layer.frozen.empty() ? Json(nullptr) : Json(layer.frozen)}});
    }
    return layers;
}

Json groupsJson(const graph::Structure &structure)
{
    Json groups = Json::array();
    for (const auto &group : structure.groups) {
        Json members = Json::array();
        for (const auto &member : group.members)
            members.push_back({{"parameter", member.tensor}, {"axis", member.axis}});
        groups.push_back({{"id", groupJson(group.id)},
                          {"name", group.name},
                          {"channels", group.channels},
                          {"unit", group.unit},
                          {"approximate", group.approximate},
                          {"members", members}});
    }
    return groups;
}

Json cardJson(const engine::ModelPoint &model, const graph::Preview &preview, const std::vector<std::string> &notes)
{
    const auto &structure = *model.state.trace.structure;
    Json frozen = Json::array();
    for (const auto &entry : structure.frozen)
        frozen.push_back({{"what", entry.what}, {"reason", entry.reason}});
    return {{"model", modelJson(model)},
            {"parameters", preview.before.parameters},
            {"macs", preview.before.macs},
            {"layers", layersJson(structure, preview)},
            {"groups", groupsJson(structure)},
            {"frozen", frozen},
            {"coverage", coverageJson(structure, preview)},
            {"approximate", engine::approximateTexts(model.state)},
            {"seconds", {{"read", model.readSeconds}, {"trace", model.traceSeconds}}},
            {"notes", notes}};
}

std::string groupText(const graph::Layer &layer)
{
    if (layer.group.isValid())
        return base::cat("g", layer.group.value);
    return layer.frozen.empty() ? "in part frozen, see below" : "frozen: " + layer.frozen;
}

std::string layerTable(const graph::Structure &structure, const graph::Preview &preview)
{
    std::vector<std::vector<std::string>> rows{{"layer", "op", "in", "out", "params", "MACs", "group"}};
    for (std::size_t i = 0; i < structure.layers.size(); ++i) {
        const auto &layer = structure.layers[i];
        const auto &cost = preview.layersBefore[i];
        rows.push_back({layer.name, layer.op, std::to_string(cost.in), std::to_string(cost.out),
                        std::to_string(cost.parameters), std::to_string(cost.macs),
                        groupText(layer)});
    }
    return textTable(rows);
}

std::string cardText(const engine::ModelPoint &model, const graph::Preview &preview,
                     const std::vector<std::string> &notes)
{
    const auto &structure = *model.state.trace.structure;
    const auto &graph = *model.state.network.graph;
    std::string text = base::cat(model.title, " (", model.source, ", ", model.format, ")\n");
    for (const auto id : graph.inputs())
        text += base::cat("input   ", engine::valueText(graph, id), "\n");
    for (const auto id : graph.outputs())
        text += base::cat("output  ", engine::valueText(graph, id), "\n");
    text += base::cat("params  ", preview.before.parameters, " (", shortCount(preview.before.parameters), ")\n",
                      "MACs    ", preview.before.macs, " (", shortCount(preview.before.macs), ")\n", "groups  ",
                      structure.groups.size(), "; ", prunableLayers(structure), " of ", structure.layers.size(),
                      " layers can be pruned\n");
    for (const auto &note : notes)
        text += base::cat("note    ", note, "\n");
    text += "\n" + layerTable(structure, preview);
    if (const auto nodes = engine::approximateTexts(model.state); !nodes.empty())
        text += base::cat("\napproximate: cutting changes what is kept at ", base::listNames(nodes), "\n");
    if (!structure.frozen.empty())
        text += "\nfrozen\n";
    for (const auto &entry : structure.frozen)
        text += base::cat("  ", entry.what, ": ", entry.reason, "\n");
    return text;
}

base::Result<Answer> inspect(const recipe::ModelSpec &spec)
{
    const auto model = engine::openModel(spec);
    if (!model)
        return model.problem();
    const auto preview = graph::preview(*model->state.trace.structure, {});
    std::vector<std::string> notes = model->notes;
    for (std::string &note : engine::preflightNotes(model->state))
        notes.push_back(std::move(note));
    return Answer{cardJson(*model, preview, notes), cardText(*model, preview, notes), {}};
}

} // namespace

void addInspect(CLI::App &app, Invocation &invocation)
{
    auto *command = app.add_subcommand("inspect", "Layers, groups of channels, frozen parts and cost of a model");
    auto model = addModel(*command);
    command->callback([&invocation, model] { invocation.action = [model] { return inspect(model->spec); }; });
}

} // namespace espalier::cli
