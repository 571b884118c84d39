// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/weights.h"

#include <functional>
#include <string>
#include <vector>

namespace espalier::model {

/// A built-in architecture: builds graph and freshly initialised weights (seeded) under the state-dict names that
/// published checkpoints use. One file per family in model/zoo; the catalogue is generated.
struct ZooOptions {
    std::int64_t classes = 0;    ///< 0 = the architecture's own default
    std::int64_t inChannels = 0; ///< 0 = default
    std::int64_t inSize = 0;     ///< height = width; 0 = default
    std::uint64_t seed = 0;
};

struct ZooModel {
    std::string name;  ///< "cifar_resnet20", "cifar_resnet20b" (option B shortcuts), "resnet50", "vgg19_cifar", "lenet5", "mlp7_linear", …
    std::string title; ///< "ResNet-20 for CIFAR, shortcut A"
    std::string paper;
    std::function<base::Result<Network>(const ZooOptions &)> build;
};

/// A file in model/zoo contributes a family of models.
using ZooFamily = std::vector<ZooModel>;

/// All families, in file order. Generated: every core/model/zoo/NAME.cpp defines `ZooFamily makeNameEntry()`.
std::vector<ZooFamily> allZooFamilies();

/// All models, and the one of that name (BadUsage with the closest name if there is none).
std::vector<ZooModel> zooModels();
base::Result<Network> buildZooModel(const std::string &name, const ZooOptions &options = {});

} // namespace espalier::model
