// SPDX-License-Identifier: GPL-3.0-or-later
#include "graph/structure.h"

#include <algorithm>

namespace espalier::graph {

const Layer *Structure::layer(const std::string &name) const
{
    const auto found
        = std::find_if(layers.begin(), layers.end(), [&name](const Layer &candidate) { return candidate.name == name; });
    return found == layers.end() ? nullptr : &*found;
}

} // namespace espalier::graph
