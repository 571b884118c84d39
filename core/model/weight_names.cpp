// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/weight_names.h"

#include "base/text.h"

#include <ATen/ATen.h>

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

} // namespace espalier::model
