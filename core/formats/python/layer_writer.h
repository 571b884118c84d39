// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/python/module_tree.h"

#include <optional>

namespace espalier::formats {

/// A call that Python code can make through a module of torch.nn.
struct PythonLayer {
    std::string path;       ///< of the module: "layer1.0.conv1"
    std::string expression; ///< that makes it: "nn.Conv2d(3, 16, 3, padding=1, bias=False)"
    graph::ValueId input;   ///< what it is called with
};

/// The module that owns the node's weights, if the node does just what a module of torch.nn with those tensors does:
/// convolution, linear, batch, layer and group norm, embedding. Nothing otherwise (free weights, computed weights, other
/// tensors of the module, sizes that depend on the batch): such calls are written out with their tensors.
std::optional<PythonLayer> pythonLayer(const graph::Graph &graph, const ModuleTree &tree, const graph::Node &node);

} // namespace espalier::formats
