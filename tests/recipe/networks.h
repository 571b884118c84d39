// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/structure.h"

namespace espalier::test {

/// Structures of published networks with exact costs, as the tracer would give them: residual sums are groups with
/// several producers, classifiers are frozen.
graph::Structure cifarResnet(int blocksPerStage);           ///< shortcut A: no parameters
graph::Structure imagenetBasicResnet(std::vector<int> blocks);
graph::Structure imagenetBottleneckResnet(std::vector<int> blocks);
graph::Structure vgg19Cifar(int classes);
graph::Structure lenet5();
graph::Structure mlp7();
graph::Structure mobileNetV2Start(); ///< stem and the first three blocks

} // namespace espalier::test
