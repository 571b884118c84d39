// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/graph.h"

#include <ATen/core/function_schema.h>

#include <functional>

namespace espalier::formats::torchscript {

/// How a node's call names what it reads.
struct CallNames
{
    std::function<std::string(graph::ValueId)> value; ///< of a tensor
    std::string batch;                                ///< of the number of images
};

/// "torch.conv2d(x, w, None, [1, 1])": the call of a node in TorchScript. Whether this is training is left to
/// `self.training`.
std::string callText(const graph::Node &node, const c10::FunctionSchema &schema, const CallNames &names);

/// The type of what the call gives: "Tensor", "List[Tensor]" or "Tuple[Tensor, Tensor]".
std::string returnType(const c10::FunctionSchema &schema);

/// The call has an argument that depends on the batch.
bool needsBatch(const graph::Node &node);

/// "base.name", or getattr(base, "name") where the name is none of Python's.
std::string memberText(const std::string &base, const std::string &dotted);

} // namespace espalier::formats::torchscript
