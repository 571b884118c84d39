// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/planning.h"

namespace espalier::graph {

/// How many channels of a group are to stay, and why that differs from what the ratio alone gives.
struct KeptWidth {
    std::int32_t kept = 0;  ///< wanted width, at most the present one
    std::int32_t floor = 1; ///< width that nothing may go below; the present one for locked groups
    std::string why;        ///< empty if the ratio alone decides
};

/// `ratio` and the limits' shares are of `original` channels; the group has group.channels of them now.
KeptWidth keptWidth(const Group &group, std::int32_t original, double ratio, const PlanLimits &limits);

} // namespace espalier::graph
