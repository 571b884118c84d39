// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/trace/walk.h"

namespace espalier::model::trace {

/// Layers brought to a common shape, and the axes of it on which the value is present (full size, or 1 against 1).
struct Aligned {
    std::vector<Layer> layers;
    AxisSet present;
};

/// Broadcast to `shape`, aligned at the last axis.
Aligned aligned(Walk &walk, const Traced &value, const Shape &shape);

/// meet(a, b) of tracer.md 3: unites the labels that meet element by element, makes block constraints where one side
/// varies on axes that the other lacks, and pins what meets a present axis without channels.
std::vector<Layer> meet(Walk &walk, const Aligned &a, const Aligned &b, std::string_view reason = why::noChannels);

/// All operands of an element-wise operator, in order.
std::vector<Layer> meetAll(Walk &walk, const std::vector<const Traced *> &values, const Shape &shape);

} // namespace espalier::model::trace
