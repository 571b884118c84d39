// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/weight_names.h"

#include "base/text.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace espalier::model {

using base::cat;

namespace {

/// "s12" -> 12 for the prefix "s"; 0 for anything else.
int numbered(const std::string &part, char prefix)
{
    int number = 0;
    if (part.size() < 2 || part[0] != prefix)
        return 0;
    const char *end = part.data() + part.size();
    const auto [stop, error] = std::from_chars(part.data() + 1, end, number);
    return error == std::errc() && stop == end ? number : 0;
}

/// What follows the first `count` parts, with its dot.
std::string rest(const std::vector<std::string> &parts, std::size_t count)
{
    std::string text;
    for (std::size_t i = count; i < parts.size(); ++i)
        text += "." + parts[i];
    return text;
}

std::optional<std::string> insideBlock(const std::string &block, const std::vector<std::string> &parts)
{
    if (parts.size() < 3)
        return std::nullopt;
    if (parts[2] == "proj" || parts[2] == "bn")
        return cat(block, ".downsample.", parts[2] == "proj" ? 0 : 1, rest(parts, 3));
    if (parts[2] != "f" || parts.size() < 4 || parts[3].empty() || parts[3][0] < 'a' || parts[3][0] > 'c')
        return std::nullopt;
    const int number = parts[3][0] - 'a' + 1;
    if (parts[3].size() == 1)
        return cat(block, ".conv", number, rest(parts, 4));
    return parts[3].substr(1) == "_bn" ? std::optional(cat(block, ".bn", number, rest(parts, 4))) : std::nullopt;
}

} // namespace

std::optional<std::string> nameFromMaskSparsity(const std::string &theirs, const std::string &classifier)
{
    const std::vector<std::string> parts = base::split(theirs, '.');
    if (parts.size() < 2)
        return std::nullopt;
    if (parts[0] == "stem" && (parts[1] == "conv" || parts[1] == "bn"))
        return cat(parts[1], 1, rest(parts, 2));
    if (parts[0] == "head" && parts[1] == "fc")
        return classifier + rest(parts, 2);
    const int stage = numbered(parts[0], 's'), block = numbered(parts[1], 'b');
    return stage > 0 && block > 0 ? insideBlock(cat("layer", stage, ".", block - 1), parts) : std::nullopt;
}

Weights withoutMaskSparsityNames(const graph::Graph &graph, const Weights &loaded)
{
    constexpr const char *Stem = "conv1.weight";
    if (!loaded.contains("stem.conv.weight") || graph.stored("stem.conv.weight").isValid() || !graph.stored(Stem).isValid())
        return loaded;
    const std::string classifier = graph.stored("fc.weight").isValid() ? "fc" : "linear";
    Weights renamed;
    for (const auto &[name, tensor] : loaded.entries())
        renamed.set(nameFromMaskSparsity(name, classifier).value_or(name), tensor);
    // The ResNets for CIFAR read RGB.
    if (classifier == "fc" && renamed.get(Stem).dim() == 4 && renamed.get(Stem).size(1) == 3)
        renamed.set(Stem, renamed.get(Stem).flip({1}));
    return renamed;
}

namespace {

std::string withoutPrefix(const std::string &name, const std::string &prefix)
{
    return name.starts_with(prefix) ? name.substr(prefix.size()) : name;
}

// "layer2.0.shortcut.0.weight" is "layer2.0.downsample.0.weight" in other people's files.
std::string withAlias(const graph::Graph &graph, const std::string &name)
{
    static constexpr std::string_view Theirs = "shortcut.", Ours = "downsample.";
    const std::size_t at = name.rfind(Theirs);
    if (graph.stored(name).isValid() || at == std::string::npos || (at > 0 && name[at - 1] != '.'))
        return name;
    std::string renamed = name;
    renamed.replace(at, Theirs.size(), Ours);
    return graph.stored(renamed).isValid() ? renamed : name;
}

} // namespace

Weights renamedFor(const graph::Graph &graph, const Weights &loaded)
{
    static const std::string Prefix = "module.";
    const auto &entries = loaded.entries();
    const bool allPrefixed = !entries.empty()
                             && std::all_of(entries.begin(), entries.end(),
                                            [](const auto &entry) { return entry.first.starts_with(Prefix); });
    Weights plain;
    for (const auto &[name, tensor] : entries)
        plain.set(allPrefixed ? withoutPrefix(name, Prefix) : name, tensor);
    const Weights ours = withoutMaskSparsityNames(graph, plain);
    Weights renamed;
    for (const auto &[name, tensor] : ours.entries())
        renamed.set(withAlias(graph, name), tensor);
    return renamed;
}

base::Result<Weights> replacedWeights(const Network &network, const Weights &loaded)
{
    Weights completed = renamedFor(*network.graph, loaded);
    for (const graph::Value &value : network.graph->values())
        if (value.kind == graph::ValueKind::Constant && !completed.contains(value.name))
            completed.set(value.name, network.weights.get(value.name));
    return matchWeights(*network.graph, completed);
}

} // namespace espalier::model
