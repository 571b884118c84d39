// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/structure.h"

#include <optional>
#include <string>
#include <vector>

namespace espalier::recipe {

/// "layer2.0.conv1" of a ResNet: stage 2, block 0, "conv1".
struct BlockName {
    int stage = 0;
    int block = 0;
    std::string part;
};
std::optional<BlockName> blockName(const std::string &layer);

/// "downsample.0" and "shortcut.0": convolutions beside a block, which layer indices leave out.
bool isShortcut(const std::string &layer);

/// Layers as the papers count them: convolutions and linear layers in order, shortcuts left out.
std::vector<const graph::Layer *> countedLayers(const graph::Structure &structure);

/// Names by which a group is meant, by GroupId: the layers whose outputs are its channels.
std::vector<std::vector<std::string>> groupLayers(const graph::Structure &structure);

} // namespace espalier::recipe
