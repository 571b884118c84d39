// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/layer_groups.h"

#include <algorithm>

namespace espalier::app {

namespace {

bool produces(const graph::Layer &layer, const graph::Group &group)
{
    return std::find(group.producers.begin(), group.producers.end(), layer.name) != group.producers.end();
}

} // namespace

std::vector<graph::GroupId> groupsOf(const graph::Structure &structure, const graph::Layer &layer)
{
    if (layer.group.isValid())
        return {layer.group};
    std::vector<graph::GroupId> groups;
    if (!layer.frozen.empty())
        return groups;
    for (const graph::Group &group : structure.groups)
        if (produces(layer, group))
            groups.push_back(group.id);
    return groups;
}

bool isOf(const graph::Structure &structure, const graph::Layer &layer, graph::GroupId group)
{
    if (!group.isValid() || layer.group.isValid())
        return group.isValid() && layer.group == group;
    return layer.frozen.empty() && group.index() < structure.groups.size() && produces(layer, structure.group(group));
}

} // namespace espalier::app
