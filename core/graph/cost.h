// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/plan.h"

namespace espalier::graph {

/// Exact integers. `parameters`: every trainable parameter. `macs`: multiply-accumulates of convolutions, linear
/// layers and other contractions for one input, and nothing else (FLOPs = 2 * MACs). methods.md 1.
struct Cost {
    std::int64_t parameters = 0;
    std::int64_t macs = 0;
    std::int64_t contractionParameters = 0; ///< convolutions and linear layers only, weight and bias: the papers' "params"
    friend bool operator==(const Cost &, const Cost &) = default;
};

struct LayerCost {
    std::int64_t in = 0, out = 0, parameters = 0, macs = 0;
};

/// What a plan costs, before any weight is touched. Pure arithmetic over the cost terms: < 1 ms for ResNet-50.
struct Preview {
    Cost before, after;
    std::vector<LayerCost> layersBefore, layersAfter; ///< as Structure::layers
    double speedup() const; ///< before.macs / after.macs
};

Preview preview(const Structure &structure, const Plan &plan);
/// Cost of the structure as it stands.
Cost cost(const Structure &structure);
/// Cost if group g keeps keptPerGroup[g] channels (for solvers: no plan needed).
Cost costOf(const Structure &structure, const std::vector<std::int32_t> &keptPerGroup);

} // namespace espalier::graph
