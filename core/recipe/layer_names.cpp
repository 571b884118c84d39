// SPDX-License-Identifier: GPL-3.0-or-later
#include "recipe/layer_names.h"

#include "base/text.h"

#include <algorithm>
#include <charconv>

namespace espalier::recipe {

namespace {

std::optional<int> parseInt(std::string_view text)
{
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

void addOnce(std::vector<std::string> &names, const std::string &name)
{
    if (std::find(names.begin(), names.end(), name) == names.end())
        names.push_back(name);
}

} // namespace

std::optional<BlockName> blockName(const std::string &layer)
{
    const std::vector<std::string> parts = base::split(layer, '.');
    for (std::size_t i = 0; i + 2 < parts.size(); ++i) {
        if (!parts[i].starts_with("layer"))
            continue;
        const std::optional<int> stage = parseInt(std::string_view(parts[i]).substr(5));
        const std::optional<int> block = parseInt(parts[i + 1]);
        if (stage && block)
            return BlockName{*stage, *block, parts[i + 2]};
    }
    return std::nullopt;
}

bool isShortcut(const std::string &layer)
{
    const std::vector<std::string> parts = base::split(layer, '.');
    return std::any_of(parts.begin(), parts.end(),
                       [](const std::string &part) { return part == "downsample" || part == "shortcut"; });
}

std::vector<const graph::Layer *> countedLayers(const graph::Structure &structure)
{
    std::vector<const graph::Layer *> layers;
    for (const graph::Layer &layer : structure.layers) {
        if (!isShortcut(layer.name))
            layers.push_back(&layer);
    }
    return layers;
}

std::vector<std::vector<std::string>> groupLayers(const graph::Structure &structure)
{
    std::vector<std::vector<std::string>> names;
    for (const graph::Group &group : structure.groups) {
        names.emplace_back();
        for (const std::string &producer : group.producers)
            addOnce(names.back(), producer);
    }
    for (const graph::Layer &layer : structure.layers) {
        if (layer.group.isValid())
            addOnce(names[layer.group.index()], layer.name);
    }
    return names;
}

} // namespace espalier::recipe
