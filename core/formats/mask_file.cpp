// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/mask_file.h"

#include "base/text.h"
#include "graph/json_reader.h"

#include <set>

namespace espalier::formats {

namespace {

using base::cat;
using graph::Json;
using graph::JsonReader;

constexpr std::int64_t Version = 1;
constexpr std::int64_t WidestLayer = std::int64_t{1} << 24;

/// The producers of groups that lose channels, with the positions that go.
std::map<std::string, std::set<std::int32_t>> removedByLayer(const graph::Plan &plan,
                                                             const graph::Structure &structure)
{
    std::map<std::string, std::set<std::int32_t>> removed;
    for (const auto &[id, channels] : plan.groups())
        for (const graph::Member &member : structure.group(id).members)
            for (const graph::Layer &layer : structure.layers)
                if (member.producer && member.tensor == layer.weight)
                    for (const std::int32_t channel : channels)
                        for (std::int32_t position = 0; position < member.repeats; ++position)
                            removed[layer.name].insert(member.index(channel, position));
    return removed;
}

std::string bitsOf(const std::set<std::int32_t> &removed, std::int64_t width)
{
    std::string bits(static_cast<std::size_t>(width), '1');
    for (const std::int32_t position : removed)
        bits[static_cast<std::size_t>(position)] = '0';
    return bits;
}

KeptLayer readLayer(const JsonReader &bits, std::int64_t width)
{
    const std::string text = bits.text(static_cast<std::size_t>(WidestLayer));
    if (static_cast<std::int64_t>(text.size()) != width)
        bits.fail(cat("there are ", text.size(), " bits for ", width, " channels."),
                  "Write one character per channel.");
    KeptLayer layer;
    layer.original = width;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '0' && text[i] != '1')
            bits.fail(cat("character ", i, " is neither 0 nor 1."), "Write 1 for a channel that stays.");
        if (text[i] == '1')
            layer.kept.push_back(static_cast<std::int32_t>(i));
    }
    layer.now = static_cast<std::int64_t>(layer.kept.size());
    return layer;
}

std::map<std::string, KeptLayer> readMask(const JsonReader &document)
{
    document.onlyKeys(
        {"espalier_mask", "model", "widths", "keep", "s", "tau", "criterion", "policy", "macs"});
    if (document.at("espalier_mask").integer() != Version)
        document.at("espalier_mask")
            .fail("this version of mask files is not known.", cat("Version ", Version, " is read."));
    const JsonReader widths = document.at("widths");
    std::map<std::string, KeptLayer> layers;
    for (const auto &[name, bits] : document.at("keep").members())
        layers[name] = readLayer(bits, widths.at(name).integer(1, WidestLayer));
    return layers;
}

} // namespace

std::string maskToJson(const graph::Plan &plan, const graph::Structure &structure, const MaskInfo &info)
{
    const graph::Preview preview = graph::preview(structure, plan);
    Json json = {{"espalier_mask", Version},
                 {"model", info.model},
                 {"widths", Json::object()},
                 {"keep", Json::object()}};
    const auto removed = removedByLayer(plan, structure);
    for (std::size_t l = 0; l < structure.layers.size(); ++l) {
        const std::string &name = structure.layers[l].name;
        const auto gone = removed.find(name);
        if (gone == removed.end())
            continue;
        json["widths"][name] = preview.layersBefore[l].out;
        json["keep"][name] = bitsOf(gone->second, preview.layersBefore[l].out);
    }
    json["s"] = info.s ? Json(*info.s) : Json(nullptr);
    json["tau"] = info.threshold ? Json(*info.threshold) : Json(nullptr);
    json["criterion"] = info.criterion;
    json["policy"] = info.policy;
    json["macs"] = {{"before", preview.before.macs}, {"after", preview.after.macs}};
    return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

base::Result<std::map<std::string, KeptLayer>> keptFromMaskJson(const std::string &text,
                                                                const std::string &where)
{
    auto layers = graph::readDocument<std::map<std::string, KeptLayer>>(text, {}, readMask);
    if (layers)
        return layers;
    base::Problem problem = layers.problem();
    problem.where = problem.where.empty() ? where : cat(where, ": ", problem.where);
    return problem;
}

bool looksLikeMaskJson(const std::string &text)
{
    return text.substr(0, 200).find("\"espalier_mask\"") != std::string::npos;
}

} // namespace espalier::formats
