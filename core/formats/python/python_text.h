// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/graph.h"

#include <string>
#include <vector>

namespace espalier::formats {

// Python's way to write things.

std::string pythonString(const std::string &text);
std::string pythonFloat(double value);
std::string pythonBool(bool value);
/// "torch.float32"
std::string pythonType(graph::DType type);
/// "3", or "2 * batch" for a size that depends on it.
std::string pythonSize(graph::Size size);
/// "(2, 3)", "(2,)" or, where all are equal and that may be said shorter, "2".
std::string pythonTuple(const std::vector<std::int64_t> &values, bool shorten = false);

/// A name that can stand for an attribute or variable: no keyword, nothing that Python would not take.
bool isPythonName(const std::string &text);
/// The nearest such name: "9-layer net" becomes "_9_layer_net".
std::string pythonName(const std::string &text);
/// "resnet-56 pruned" becomes "Resnet56Pruned".
std::string pythonClassName(const std::string &text);

} // namespace espalier::formats
