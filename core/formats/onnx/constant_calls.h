// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/weights.h"

#include <map>

namespace espalier::formats::onnx {

/// The values that neither a parameter nor an input of the network goes into, nor the batch: attention masks,
/// index tables. The calls that make them run together in their order, so that those that work in place are
/// seen. `calls` are the calls themselves. Problems of a call as the executor tells them.
struct ConstantCalls
{
    std::map<graph::ValueId, at::Tensor> values;
    std::vector<bool> calls; ///< by node
};
base::Result<ConstantCalls> computeConstantCalls(const model::Network &network);

} // namespace espalier::formats::onnx
