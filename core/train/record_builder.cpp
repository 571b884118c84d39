// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/record_builder.h"

#include "base/installation.h"
#include "base/text.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/headeronly/version.h>

#include <algorithm>
#include <fstream>

namespace espalier::train {

namespace {

/// First value of "name : value" in a file of /proc.
std::string procValue(const char *file, const std::string &name)
{
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);)
        if (line.compare(0, name.size(), name) == 0)
            if (const auto colon = line.find(':'); colon != std::string::npos)
                return std::string(base::trim(std::string_view(line).substr(colon + 1)));
    return {};
}

} // namespace

std::int64_t peakMemoryBytes()
{
    const std::string text = procValue("/proc/self/status", "VmHWM");
    return text.empty() ? 0 : std::strtoll(text.c_str(), nullptr, 10) * 1024;
}

std::map<std::string, std::string> machineVersions()
{
    return {{"espalier", std::string(base::version())},
            {"libtorch", TORCH_VERSION},
            {"compiler", __VERSION__},
            {"cpu", procValue("/proc/cpuinfo", "model name")},
            {"threads", std::to_string(at::get_num_threads())}};
}

std::map<std::string, std::int64_t> outputWidths(const graph::Structure &structure)
{
    const graph::Preview preview = graph::preview(structure, {});
    std::map<std::string, std::int64_t> widths;
    for (std::size_t l = 0; l < structure.layers.size(); ++l)
        widths[structure.layers[l].name] = preview.layersBefore[l].out;
    return widths;
}

void RecordBuilder::begin(const recipe::Recipe &asWritten, const ModelState &model)
{
    m_record.recipe = recipe::toJson(asWritten);
    m_record.seed = asWritten.seed;
    m_record.scale = asWritten.scale;
    m_record.versions = machineVersions();
    if (asWritten.scale != 1.0)
        warn(base::cat("counts and schedules were scaled by ", asWritten.scale, ": a trial, not the published setting."));
    describe(model, 0);
}

base::Status RecordBuilder::restore(const std::string &json)
{
    auto record = report::runRecordFromJson(json);
    if (!record)
        return record.problem();
    const auto versions = m_record.versions;
    m_record = std::move(*record);
    m_record.status = "done";
    m_record.versions = versions;
    return {};
}

void RecordBuilder::warn(const std::string &text)
{
    auto &warnings = m_record.warnings;
    if (std::find(warnings.begin(), warnings.end(), text) == warnings.end())
        warnings.push_back(text);
}

void RecordBuilder::describe(const ModelState &model, std::int64_t iterations)
{
    m_record.before = model.originalCost;
    m_record.after = graph::cost(*model.trace.structure);
    m_record.widths.clear();
    for (const auto &[layer, width] : outputWidths(*model.trace.structure)) {
        const auto original = model.originalWidths.find(layer);
        m_record.widths[layer] = {original == model.originalWidths.end() ? width : original->second, width};
    }
    m_record.kept = model.kept;
    m_record.iterations = iterations;
    m_record.peakMemoryBytes = std::max(m_record.peakMemoryBytes, peakMemoryBytes());
}

} // namespace espalier::train
