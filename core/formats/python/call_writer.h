// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/python/module_tree.h"

#include <functional>

namespace espalier::formats {

/// Expression of a value where it stands: a variable, or a tensor of a module.
using PythonValue = std::function<std::string(graph::ValueId)>;

/// The call of a node as Python: the usual functions where they say the same ("torch.relu(x)", "x + y"), else the
/// operator itself through torch.ops, with its arguments by name. Training flags follow self.training, as the executor's
/// do.
std::string pythonCall(const graph::Node &node, const PythonValue &value);

} // namespace espalier::formats
