// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wire/onnx.h"

namespace espalier::formats::onnx {

/// Dotted path of the module that a node belongs to, as exporters tell it; empty if they don't:
///
///     name_scopes "['', 'layer1', 'layer1.0', 'layer1.0.conv1', 'conv2d']"   layer1.0.conv1   (torch,
///     dynamo) node name "/layer1/layer1.0/conv1/Conv"                               layer1.0.conv1   (torch,
///     TorchScript) node name "layer1.0.conv1" or "layer1.0.conv1/Add_1"                  layer1.0.conv1
///     (ours)
std::string moduleOf(const wire::OnnxNode &node);

/// The operator of torch that a node was made of, as far as the dynamo exporter tells: "conv2d".
std::string sourceOperator(const wire::OnnxNode &node);

/// A name that a person gave: "layer1.0.conv1.weight", "class_token"; not "val_12", "onnx::Conv_193" or
/// "/Constant_output_0".
bool isDottedName(const std::string &name);
/// Any name as one for a stored tensor: "/fc/Constant_output_0" gives "fc.Constant_output_0".
std::string storableName(const std::string &name);

/// "layer1.0.conv1.weight" gives "layer1.0.conv1"; empty for a name without a dot.
std::string ownerOf(const std::string &name);

} // namespace espalier::formats::onnx
