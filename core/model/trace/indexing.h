// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/weights.h"

#include <ATen/core/Tensor.h>

namespace espalier::model::trace {

/// The axes that an index or index_select reads through constant tables, and the tables, broadcast to one shape.
struct IndexedAxes {
    std::vector<int> axes;
    std::vector<at::Tensor> indices; ///< int64
};

/// Of a node `index` or `index_select` on a tensor of `dims` axes. Fails if the tables can't be computed.
base::Result<IndexedAxes> indexedAxes(const Network &network, const graph::Node &node, int dims);

} // namespace espalier::model::trace
