// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/exporter.h"

#include "base/file.h"
#include "base/installation.h"
#include "base/text.h"
#include "base/translate.h"
#include "formats/tensor_io.h"


namespace espalier::engine {

namespace fs = std::filesystem;

namespace {

std::int64_t outWidth(const graph::Structure &structure, const graph::Layer &layer)
{
    std::int64_t width = layer.out.fixed;
    for (const auto &term : layer.out.terms)
        width += term.multiplicity * structure.group(term.group).channels;
    return width;
}

bool isPointName(const session::ExportModel &request)
{
    return request.format == "espalier" || (request.format.empty() && request.file.extension() == ".espalier");
}

std::int64_t folderBytes(const fs::path &folder, std::vector<std::string> &files)
{
    std::int64_t bytes = 0;
    for (const auto &entry : fs::directory_iterator(folder)) {
        bytes += static_cast<std::int64_t>(entry.file_size());
        files.push_back(entry.path().string());
    }
    return bytes;
}

base::Result<report::ExportReport> exportPoint(const ModelPoint &model, const session::ExportModel &request)
{
    auto status = base::writeFolderAtomically(request.file, [&](const fs::path &folder) -> base::Status {
        if (auto written = writeModelPoint(folder, model); !written || !request.verify)
            return written;
        const auto read = readModelPoint(folder);
        if (!read)
            return read.problem();
        const auto difference
            = formats::largestDifference(model.state.network.weights, read->state.network.weights);
        if (difference && *difference == 0.0)
            return {};
        return base::Problem{base::ProblemCode::CheckFailed,
                             ESP_TR("Engine", "The point reads back with other weights."),
                             request.file.string(), ESP_TR("Engine", "Check the disk; nothing was kept.")};
    });
    if (!status)
        return status.problem();
    report::ExportReport report;
    report.format = "espalier";
    report.bytes = folderBytes(request.file, report.files);
    report.verified = request.verify;
    report.how = request.verify ? ESP_TR("Engine", "tensors compared") : "";
    return report;
}

/// "1x28x28": the images that the network takes, since weights alone don't tell; empty if its input is no image.
std::string imageText(const graph::Graph &graph)
{
    if (graph.inputs().size() != 1)
        return {};
    const graph::Sizes &shape = graph.value(graph.inputs().front()).shape;
    if (shape.size() != 4)
        return {};
    return base::cat(shape[1].constant, 'x', shape[2].constant, 'x', shape[3].constant);
}

} // namespace

formats::Artefact makeArtefact(const ModelPoint &model, const std::string &recipe)
{
    const auto &state = model.state;
    const auto &structure = *state.trace.structure;
    formats::Artefact artefact;
    artefact.network = state.network;
    artefact.name = model.title;
    for (const auto &group : structure.groups) {
        const auto kept = state.kept.find(group.name);
        if (kept == state.kept.end() || state.originalChannels[group.id.index()] == group.channels)
            continue;
        for (const auto &layer : group.producers)
            artefact.kept[layer] = kept->second;
    }
    for (const auto &layer : structure.layers) {
        const auto original = state.originalWidths.find(layer.name);
        const auto now = outWidth(structure, layer);
        artefact.widths[layer.name] = {original == state.originalWidths.end() ? now : original->second, now};
    }
    artefact.metadata["espalier_version"] = base::version();
    if (const std::string input = imageText(*state.network.graph); !input.empty())
        artefact.metadata["input"] = input;
    // A path says more about the user's disk than about the network.
    if (const std::string source = fs::path(model.source).filename().string(); !source.empty())
        artefact.metadata["source"] = source;
    if (!recipe.empty())
        artefact.metadata["recipe"] = recipe;
    return artefact;
}

base::Result<report::ExportReport> exportModel(const ModelPoint &model, const session::ExportModel &request,
                                               const std::string &recipe)
{
    if (isPointName(request))
        return exportPoint(model, request);
    formats::Artefact artefact = makeArtefact(model, recipe);
    artefact.foldBatchNorm = request.foldBatchNorm;
    const auto exported = formats::exportNetwork(artefact, {request.file, request.format, request.verify});
    if (!exported)
        return exported.problem();
    report::ExportReport report;
    report.format = request.format.empty() ? request.file.extension().string() : request.format;
    for (const auto &file : exported->files)
        report.files.push_back(file.string());
    report.bytes = static_cast<std::int64_t>(exported->bytes);
    if (exported->verified) {
        report.verified = exported->verified->ok;
        report.maxAbsDiff = exported->verified->maxAbsDiff;
        report.how = exported->verified->how;
    }
    return report;
}

} // namespace espalier::engine
