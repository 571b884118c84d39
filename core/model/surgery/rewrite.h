// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/surgery/shrinkage.h"

#include <ATen/core/Tensor.h>

#include <string>
#include <utility>
#include <vector>

namespace espalier::model::surgery {

/// A node with the arguments that fit the cut operands. Operands are still values of the original graph; operands that
/// have to be replaced by new constants are listed.
struct RewrittenNode {
    struct Constant {
        std::string argument;
        int element = -1; ///< of a list argument; -1 = the argument itself
        at::Tensor tensor;
    };
    graph::Node node;
    std::vector<Constant> constants;
    std::vector<std::pair<int, at::Tensor>> selects; ///< afterwards: (axis, kept indices) of the output
};

/// The table of tracer.md 6: sizes, splits, starts, indices and group counts follow from what is left of the operands
/// and the outputs; everything else is unchanged. Entries that did not change are left alone.
base::Result<RewrittenNode> rewrite(const Shrinkage &shrinkage, graph::NodeId id);

} // namespace espalier::model::surgery
