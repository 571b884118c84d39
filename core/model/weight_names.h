// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/weights.h"

#include <optional>
#include <string>

namespace espalier::model {

/// Our name of a tensor (or module) that MaskSparsity's ResNets (and pycls, which they come from) call
///
///     stem.{conv,bn}             conv1, bn1
///     s1.b2.f.{a,b,c}            layer1.1.conv{1,2,3}
///     s1.b2.f.{a,b,c}_bn         layer1.1.bn{1,2,3}
///     s1.b1.{proj,bn}            layer1.0.downsample.{0,1}
///     head.fc                    `classifier`: "fc", or "linear" in ResNets for CIFAR
///
/// (methods.md 7), or nothing for a name that is not of this kind.
std::optional<std::string> nameFromMaskSparsity(const std::string &theirs, const std::string &classifier = "fc");

/// All weights under our names, if they are such a network's and `graph` is a ResNet of ours; else as they are. Those for
/// ImageNet took their pictures as BGR: the stem's inputs are turned round (a copy).
Weights withoutMaskSparsityNames(const graph::Graph &graph, const Weights &loaded);

/// All weights under the graph's names: without a "module." that all have, and from the aliases of built-in families.
Weights renamedFor(const graph::Graph &graph, const Weights &loaded);

/// `matchWeights` for a network that has weights already: lifted constants, which no state dict holds, stay as they are
/// unless `loaded` names them.
base::Result<Weights> replacedWeights(const Network &network, const Weights &loaded);

} // namespace espalier::model
