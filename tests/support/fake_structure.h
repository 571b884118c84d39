// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/planning.h"

#include <cstdint>
#include <vector>

namespace espalier::test {

/// ResNet-20 for CIFAR with projection shortcuts, as a Structure: 22 layers; groups 0..8 are the first convolutions of
/// the blocks ("layer1.0.conv1", …), groups 9..11 the residual streams of the three stages; fc is frozen.
/// `channels` has one width per group; empty = 16, 32, 64.
graph::StructurePtr fakeResNet20(const std::vector<std::int32_t> &channels = {});

/// Widths of the structure's groups.
std::vector<std::int32_t> channelsOf(const graph::Structure &structure);

/// L1 scores that look like a trained network's: log-normal about 0.08, the same for the same seed.
graph::Scores fakeScores(const graph::Structure &structure, std::uint64_t seed);

} // namespace espalier::test
