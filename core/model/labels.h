// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/channel_tracer.h"
#include "model/trace/findings.h"
#include "model/trace/shuffle.h"

namespace espalier::model {

/// What the tracer knows beyond the Structure. Labels are representatives of their classes throughout; layers hold only
/// those in which something can be removed.
class Labels {
public:
    std::size_t labelCount = 0; ///< labels are below this
    std::vector<std::vector<trace::Layer>> layers; ///< per value
    std::vector<trace::Labels1d> channels;         ///< per group of the Structure: the class of each channel
    std::vector<trace::Blocks> constraints;
    std::map<base::NodeId, trace::Labels1d> groupLabels; ///< grouped convolutions and group norms
    std::vector<trace::Shuffle> shuffles;
    std::set<base::NodeId> approximate; ///< nodes to be computed on kept elements in the masked reference
    std::set<base::NodeId> sums;        ///< reductions in which dead channels must be zero
};

} // namespace espalier::model
