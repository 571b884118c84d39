// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/kept_file.h"

#include "base/text.h"

#include <ATen/ATen.h>
#include <nlohmann/json.hpp>

#include <numeric>

namespace espalier::formats {

namespace {

using Json = nlohmann::ordered_json;

constexpr int version = 1;
constexpr std::int64_t widestLayer = 1 << 24;

std::string owner(const std::string &tensor)
{
    const std::size_t dot = tensor.rfind('.');
    return dot == std::string::npos ? std::string() : tensor.substr(0, dot);
}

std::vector<std::int32_t> all(std::int64_t count)
{
    std::vector<std::int32_t> indices(static_cast<std::size_t>(count));
    std::iota(indices.begin(), indices.end(), 0);
    return indices;
}

/// Layers that nobody cut, and the groups of convolutions and group norms.
void addGraph(const graph::Graph &graph, KeptFile &file)
{
    for (const graph::Node &node : graph.nodes()) {
        const graph::ValueId weight = node.tensor("weight");
        if (!weight.isValid() || !graph.value(weight).isStored())
            continue;
        const graph::Value &value = graph.value(weight);
        const std::string layer = owner(value.name);
        const bool isLayer = node.op.starts_with("aten::conv") || node.op == "aten::linear";
        if (isLayer && !node.op.starts_with("aten::conv_transpose") && !file.layers.contains(layer) && !value.shape.empty())
            file.layers[layer] = {value.shape[0].constant, value.shape[0].constant, all(value.shape[0].constant)};
        for (const char *name : {"groups", "num_groups"}) {
            const graph::Argument *groups = node.find(name);
            const auto *count = groups ? std::get_if<graph::Size>(groups) : nullptr;
            if (count && count->constant != 1)
                file.groups[layer] = count->constant;
        }
    }
}

Json layersJson(const KeptFile &file)
{
    Json layers = Json::object();
    for (const auto &[name, layer] : file.layers)
        layers[name] = {{"original", layer.original}, {"now", layer.now}, {"kept", layer.kept}};
    return layers;
}

base::Problem malformed(const std::string &where, const std::string &what)
{
    return {base::ProblemCode::Malformed, what, where, "Write the file again, or correct it."};
}

base::Result<KeptLayer> readLayer(const std::string &name, const nlohmann::json &json, const std::string &where)
{
    KeptLayer layer;
    layer.original = json.at("original").get<std::int64_t>();
    if (layer.original < 1 || layer.original > widestLayer)
        return malformed(where, base::cat("Layer '", name, "' claims ", layer.original, " channels."));
    layer.now = json.contains("now") ? json.at("now").get<std::int64_t>() : static_cast<std::int64_t>(json.at("kept").size());
    std::int64_t previous = -1;
    for (const auto &item : json.at("kept")) {
        const auto index = item.get<std::int64_t>();
        if (index <= previous || index >= layer.original)
            return malformed(where, base::cat("Layer '", name, "' keeps channel ", index, " after ", previous, " of ",
                                              layer.original, ": kept channels ascend and lie below that."));
        layer.kept.push_back(static_cast<std::int32_t>(index));
        previous = index;
    }
    return layer;
}

base::Result<KeptFile> readKept(const nlohmann::json &json, const std::string &where)
{
    if (json.at("espalier_kept").get<int>() != version)
        return malformed(where, "The kept-index file is of a version that is not known.");
    KeptFile file;
    file.name = json.value("name", "");
    for (const auto &[name, entry] : json.at("layers").items()) {
        auto layer = readLayer(name, entry, where);
        if (!layer)
            return layer.problem();
        file.layers[name] = *std::move(layer);
    }
    if (json.contains("groups"))
        file.groups = json.at("groups").get<std::map<std::string, std::int64_t>>();
    if (json.contains("weights")) {
        file.weightsFile = json.at("weights").at("file").get<std::string>();
        file.weightsSha256 = json.at("weights").at("sha256").get<std::string>();
    }
    if (json.contains("metadata"))
        file.metadata = json.at("metadata").get<std::map<std::string, std::string>>();
    return file;
}

} // namespace

KeptFile describeKept(const Artefact &artefact)
{
    KeptFile file;
    file.name = artefact.name;
    file.metadata = artefact.metadata;
    for (const auto &[name, widths] : artefact.widths)
        file.layers[name] = {widths.first, widths.second,
                             widths.first == widths.second ? all(widths.first) : std::vector<std::int32_t>()};
    for (const auto &[name, kept] : artefact.kept) {
        KeptLayer &layer = file.layers[name];
        layer.original = std::max<std::int64_t>(layer.original, kept.empty() ? 1 : kept.back() + 1);
        layer.now = layer.now > 0 ? layer.now : static_cast<std::int64_t>(kept.size());
        layer.kept = kept;
    }
    if (artefact.network.graph)
        addGraph(*artefact.network.graph, file);
    return file;
}

std::string keptLayersJson(const Artefact &artefact)
{
    return layersJson(describeKept(artefact)).dump();
}

std::string toJson(const KeptFile &file)
{
    Json json;
    json["espalier_kept"] = version;
    json["name"] = file.name;
    json["about"] = "kept: output channels of each layer that were kept, by their numbers in the original network. "
                    "To rebuild the pruned module from the original class, import the _kept.py file beside this one and call "
                    "rebuild(OriginalClass()).";
    json["layers"] = layersJson(file);
    json["groups"] = file.groups;
    if (!file.weightsFile.empty())
        json["weights"] = {{"file", file.weightsFile}, {"sha256", file.weightsSha256}};
    json["metadata"] = file.metadata;
    return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

base::Result<KeptFile> keptFromJson(const std::string &text, const std::string &where)
{
    try {
        return readKept(nlohmann::json::parse(text), where);
    } catch (const nlohmann::json::exception &error) {
        return malformed(where, base::cat("The kept-index file can't be understood: ", error.what(), "."));
    }
}

base::Result<std::map<std::string, KeptLayer>> keptFromMasks(const model::Weights &masks)
{
    std::map<std::string, KeptLayer> layers;
    for (const auto &[name, mask] : masks.entries()) {
        if (mask.dim() != 1 || mask.scalar_type() != at::kBool)
            return base::Problem{base::ProblemCode::Malformed,
                                 base::cat("'", name, "' is no mask: ", base::shapeText(mask.sizes().vec()), " of ",
                                           at::toString(mask.scalar_type()), " instead of a list of booleans."),
                                 "", "Choose a mask file: for each layer one boolean per channel, true = keep."};
        KeptLayer layer{mask.size(0), 0, {}};
        const at::Tensor plain = mask.contiguous();
        const bool *values = plain.const_data_ptr<bool>();
        for (std::int64_t c = 0; c < layer.original; ++c)
            if (values[c])
                layer.kept.push_back(static_cast<std::int32_t>(c));
        layer.now = static_cast<std::int64_t>(layer.kept.size());
        layers[name] = std::move(layer);
    }
    return layers;
}

} // namespace espalier::formats
