// SPDX-License-Identifier: GPL-3.0-or-later
#include "recipe/skip_rule.h"

#include "base/text.h"
#include "recipe/layer_names.h"

namespace espalier::recipe {

namespace {

bool isInBlock(const std::string &name, const std::vector<int> &numbers)
{
    const auto block = blockName(name);
    if (!block || block->stage != numbers[0] || block->block != numbers[1] || numbers.size() > 3)
        return false;
    if (numbers.size() == 2)
        return true;
    return numbers[2] < 0 ? isShortcut(name) : block->part == base::cat("conv", numbers[2] + 1);
}

} // namespace

std::function<bool(const std::string &)> skipRule(const std::string &entry, const graph::Structure &structure)
{
    std::vector<int> numbers;
    for (const std::string &part : base::split(entry, '.')) {
        const std::optional<double> number = base::parseNumber(part);
        if (!number)
            return [entry](const std::string &name) { return base::globMatch(entry, name); };
        numbers.push_back(static_cast<int>(*number));
    }
    if (numbers.size() > 1)
        return [numbers](const std::string &name) { return isInBlock(name, numbers); };
    const std::vector<const graph::Layer *> layers = countedLayers(structure);
    const auto index = static_cast<std::size_t>(numbers[0]);
    const std::string meant = numbers[0] >= 0 && index < layers.size() ? layers[index]->name : std::string();
    return [meant](const std::string &name) { return !meant.empty() && name == meant; };
}

} // namespace espalier::recipe
